import Policy
package import Refusals

/// A rule that does not hold.
package struct RuleRefusal: Error, Sendable, Hashable {
    /// What the caller is told; never a value of the message.
    package var refusal: Refusal
    /// The rule in a few words, for the audit log.
    package var rule: String

    init(_ rule: ArgumentRule, _ objection: RuleObjection) {
        var code = RefusalCode.ruleArgumentRefused
        if case .request = rule.subject { code = .ruleRequestRefused }
        let what = rule.pointer.steps.isEmpty ? "the URI" : "`\(rule.pointer)`"
        refusal = Refusal(
            code, "\(what) \(objection.words)", at: rule.location, hint: objection.asksForFolders ? rule.advice : nil)
        self.rule = rule.words
    }
}

extension ArgumentRule {
    fileprivate var advice: String? {
        folders.map { "name a path in \($0.map(\.description).joined(separator: " or "))" }
    }
}

/// Why a rule does not hold.
enum RuleObjection: Error, Hashable {
    case missing
    case present
    /// A member that is the rule's but for the case of its letters.
    case differsInCase
    /// A text where a list or a mapping would have to be, or a list in a list.
    case wrongKind
    case notText
    case notListed
    case noMatch
    case tooLong
    case tooMuchText
    case outside
    case path(PathAmbiguity)
    case unresolved(PathObjection)

    /// The objection as what is said of a value.
    var words: String {
        switch self {
        case .missing: "is required, and is not there"
        case .present: "must not be there"
        case .differsInCase: "is there in other letters too, and some servers take either"
        case .wrongKind: "is of another kind than the rule is about"
        case .notText: "is not a text"
        case .notListed: "is none of the values that are allowed"
        case .noMatch: "is not what the rule's pattern means"
        case .tooLong: "is too long"
        case .tooMuchText: "holds more text than is compared with patterns"
        case .outside: "leads out of the folders that are allowed"
        case .path(let ambiguity): "is a path that \(ambiguity.words)"
        case .unresolved(.tooManyLinks): "leads through too many links"
        case .unresolved(.unknown): "leads where the host does not say what is there"
        case .unresolved(.tooMuchToLookUp): "holds more paths than are looked up for one message"
        }
    }

    var asksForFolders: Bool {
        switch self {
        case .outside, .path, .unresolved: true
        default: false
        }
    }
}

/// Why nobody can say which path a text names.
enum PathAmbiguity: Error, Hashable {
    case tooLong
    case nul
    case option
    case stripped
    case variable(String)
    case otherScheme
    case otherMachine
    case relativeURI
    case query
    case otherHome
    case noHome
    case encoded

    /// The ambiguity as what is said of a path.
    var words: String {
        switch self {
        case .tooLong: "is longer than any can be"
        case .nul: "holds a NUL"
        case .option: "begins with `-`, which programs take for an option"
        case .stripped: "begins or ends with white space or a quote, which some servers strip"
        case .variable(let name): "holds the server's variable \(name), which some servers expand"
        case .otherScheme: "is a URI, and no `file:` URI"
        case .otherMachine: "is a URI of another machine"
        case .relativeURI: "is a `file:` URI without an absolute path"
        case .query: "is a URI with a query or a fragment"
        case .otherHome: "begins with somebody's home"
        case .noHome: "begins with a home that the box does not have"
        case .encoded: "is percent-encoded more than twice"
        }
    }
}
