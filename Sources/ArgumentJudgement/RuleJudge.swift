package import Policy
import Refusals
package import Wire

/// Holds the arguments of calls, and the parameters of requests that a server starts, against the rules of a profile.
///
/// It asks the host where links lead, and nothing else. One judgement does a bounded amount of work whatever the message
/// holds: what is beyond is refused.
package struct RuleJudge {
    private let policy: WirePolicy
    private let host: any HostView
    /// What each rule is about, apart from what it says: every call is held against these.
    private let subjects: [RuleSubject]

    package init(_ policy: WirePolicy, host: any HostView) {
        self.policy = policy
        self.host = host
        subjects = (policy.argumentRules + policy.requestRules).map(\.subject)
    }

    /// Whether any rule is about this; where none is, the arguments need not be read.
    package func concerns(_ use: JudgedUse) -> Bool { subjects.contains { $0.means(use) } }

    /// Judges the arguments of a call, or the parameters of a request that the server starts.
    ///
    /// For a resource they are not looked at: its URI is what the rules are about.
    ///
    /// - Returns: The first rule that does not hold; nil where all do.
    package func refusal(of use: JudgedUse, arguments: JSONNode?) -> RuleRefusal? {
        var allowance = Allowance()
        for rule in rules(for: use) where rule.subject.means(use) {
            let value: JSONNode
            if case .resource(let uri) = use { value = .string(uri) } else { value = arguments ?? .object([]) }
            do {
                var search = ValueSearch(rule.pointer, isRequired: rule.demands.isRequired)
                for value in try search.values(in: value) { try check(value, rule, &allowance) }
            } catch {
                return RuleRefusal(rule, error)
            }
        }
        return nil
    }

    private func rules(for use: JudgedUse) -> [ArgumentRule] {
        if case .request = use { policy.requestRules } else { policy.argumentRules }
    }

    /// What one judgement may cost.
    struct Allowance {
        /// Questions to the host.
        var looks = 4096
        /// Bytes that are compared with patterns.
        var patternBytes = 256 << 10
    }

    /// Checks a value that a rule found: neither `null` nor a list.
    private func check(
        _ value: JSONNode, _ rule: ArgumentRule, _ allowance: inout Allowance
    ) throws(RuleObjection) {
        let demands = rule.demands
        if demands.isAbsent { throw .present }
        if let values = demands.values, !values.contains(where: { $0.isSame(value) }) { throw .notListed }
        guard rule.folders != nil || demands.pattern != nil || demands.longest != nil else { return }
        guard let text = value.text else { throw .notText }
        if let longest = demands.longest, text.unicodeScalars.count > longest { throw .tooLong }
        let readings = try JSONInText.readings(of: text, isPath: rule.folders != nil)
        if let pattern = demands.pattern {
            for reading in readings {
                allowance.patternBytes -= reading.utf8.count
                guard allowance.patternBytes >= 0 else { throw .tooMuchText }
                guard pattern.matches(reading) else { throw .noMatch }
            }
        }
        guard let folders = rule.folders else { return }
        for reading in readings {
            try FolderRule(paths: policy.paths, folders: folders, host: host).check(reading, looks: &allowance.looks)
        }
    }
}

/// What is judged: a call by its name, or a request that the server starts.
package enum JudgedUse: Sendable, Hashable {
    case tool(String)
    case prompt(String)
    case resource(uri: String)
    case request(ServerRequest)
}

extension RuleSubject {
    fileprivate func means(_ use: JudgedUse) -> Bool {
        switch (self, use) {
        case (.tool(let glob), .tool(let name)), (.prompt(let glob), .prompt(let name)),
            (.resource(let glob), .resource(let name)):
            glob.matches(name.utf8.span)
        case (.request(let request), .request(let started)): request == started
        default: false
        }
    }
}

extension RuleValue {
    /// Whether a value of a message is this one, written the same.
    fileprivate func isSame(_ value: JSONNode) -> Bool {
        switch (self, value) {
        case (.text(let mine), .string(let theirs)): mine.utf8.elementsEqual(theirs.utf8)
        case (.number(let mine), .number(let theirs)): mine == theirs
        case (.boolean(let mine), .bool(let theirs)): mine == theirs
        default: false
        }
    }
}
