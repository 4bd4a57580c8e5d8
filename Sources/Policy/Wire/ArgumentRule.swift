package import Refusals

/// One entry of `rules:`, with its folders found: what must hold for something in the arguments of a call, or in the
/// parameters of a request that the server starts.
///
/// Everything that it says must hold; so must every rule that a call meets.
package struct ArgumentRule: Sendable, Hashable {
    package var subject: RuleSubject
    /// Where it looks; what is not there passes, unless `isRequired`.
    package var pointer: ArgumentPointer
    package var demands: RuleDemands
    /// `under:` with every variable and link followed: the paths named must lie in one of these.
    ///
    /// Nil where the rule says nothing of folders; empty allows no path.
    package var folders: [HostPath]?
    package var location: SourceLocation

    package init(
        _ subject: RuleSubject, at pointer: ArgumentPointer, _ demands: RuleDemands, folders: [HostPath]? = nil,
        location: SourceLocation
    ) {
        self.subject = subject
        self.pointer = pointer
        self.demands = demands
        self.folders = folders
        self.location = location
    }

    /// The rule in a few words, with the folders that its paths stand for.
    package var words: String { words(at: [pointer]) }

    /// The same for several rules that differ in their places alone.
    package func words(at pointers: [ArgumentPointer]) -> String {
        var words = ["\(subject.key): \(subject.text)"]
        if !pointer.steps.isEmpty { words.append("at: \(pointers.map(\.description).joined(separator: ", "))") }
        if let folders { words.append("under: \(folders.map(\.description).joined(separator: ", "))") }
        if let pattern = demands.pattern { words.append("matches: \(pattern)") }
        if demands.values != nil { words.append("one-of") }
        if let longest = demands.longest { words.append("max-length: \(longest)") }
        if demands.isRequired { words.append("required") }
        if demands.isAbsent { words.append("absent") }
        return words.joined(separator: ", ")
    }
}

/// What a rule demands of each value that it finds.
package struct RuleDemands: Sendable, Hashable {
    /// `required: true`: there must be a value.
    package var isRequired = false
    /// `absent: true`: there must be none.
    package var isAbsent = false
    /// `matches:`, of the whole of a text.
    package var pattern: TextPattern?
    /// `one-of:`; nil where any value will do.
    package var values: [RuleValue]?
    /// `max-length:`, of a text, in Unicode scalars.
    package var longest: UInt32?

    package init() {}

    /// Whether a rule with these alone asks for nothing.
    package var isEmpty: Bool { self == RuleDemands() }
}

/// What a rule is about.
package enum RuleSubject: Sendable, Hashable {
    /// Calls of the tools of this name.
    case tool(NameGlob)
    /// Uses of the prompts of this name.
    case prompt(NameGlob)
    /// Reading, and subscribing to, the resources of this URI; the URI itself is what the rule looks at.
    case resource(NameGlob)
    /// A request that the server starts.
    case request(ServerRequest)

    /// The key that a profile writes it under.
    package var key: String {
        switch self {
        case .tool: "tool"
        case .prompt: "prompt"
        case .resource: "resource"
        case .request: "request"
        }
    }

    /// What a profile writes at that key.
    package var text: String {
        switch self {
        case .tool(let name), .prompt(let name), .resource(let name): name.description
        case .request(let request): request.rawValue
        }
    }
}

/// A request that a server may start, by its method.
package enum ServerRequest: String, Sendable, CaseIterable {
    case sampling = "sampling/createMessage"
    case elicitation = "elicitation/create"
}

/// A value of `one-of:`.
///
/// Values are compared as they are written: `1` is not `1.0`, and text is compared by its bytes.
package enum RuleValue: Sendable, Hashable {
    case text(String)
    /// Decimal digits.
    case number(String)
    case boolean(Bool)
}

/// A rule as a profile says it: its folders still hold variables, and nothing of the host has been looked at.
package struct RuleStatement: Sendable, Hashable {
    package var subject: RuleSubject
    package var pointer: ArgumentPointer
    package var demands: RuleDemands
    /// `under:`; nil where the rule says nothing of folders.
    package var under: [Located<PathTemplate>]?
    package var location: SourceLocation

    package init(
        _ subject: RuleSubject, at pointer: ArgumentPointer, _ demands: RuleDemands = RuleDemands(),
        under: [Located<PathTemplate>]? = nil, location: SourceLocation
    ) {
        self.subject = subject
        self.pointer = pointer
        self.demands = demands
        self.under = under
        self.location = location
    }

    /// The rule with the folders that its paths stand for, in their order.
    package func rule(in folders: [HostPath]?) -> ArgumentRule {
        precondition(folders?.count == under?.count, "the folders of another rule")
        return ArgumentRule(subject, at: pointer, demands, folders: folders, location: location)
    }
}
