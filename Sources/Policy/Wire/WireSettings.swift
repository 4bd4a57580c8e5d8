/// What a profile says of the wire: names that pass, rules for arguments, pins, results, the audit log.
package struct WireSettings: Sendable, Hashable {
    package var tools = NameFilter()
    package var prompts = NameFilter()
    /// By URI.
    package var resources = NameFilter()
    /// Resource templates, by the text of the template.
    package var templates = NameFilter()
    package var rules: [RuleStatement] = []
    package var pin: Located<PinMode>?
    package var unknownMethods: Located<UnknownMethods>?
    package var results = ResultSettings()
    package var audit = AuditSettings()

    package init() {}
}

/// What is done about a server whose package or surface nobody has approved, or that has changed since.
package enum PinMode: String, Sendable, CaseIterable {
    /// Nothing is recorded or compared.
    case off
    /// What is met for the first time is recorded; a later difference is held.
    case firstUse = "first-use"
    /// Only what a person has approved runs.
    case required

    /// The mode where a profile says nothing.
    package static let standard = PinMode.firstUse

    /// How little it takes on trust; a child may only raise it.
    package var strictness: Int {
        switch self {
        case .off: 0
        case .firstUse: 1
        case .required: 2
        }
    }
}

/// What is done with a method that no revision of the protocol has.
package enum UnknownMethods: String, Sendable, CaseIterable {
    case pass
    case refuse

    /// What is done where a profile says nothing.
    package static let standard = UnknownMethods.refuse
}

/// What `results:` says; nil where a profile leaves something out.
package struct ResultSettings: Sendable, Hashable {
    /// Terminal escapes and other control characters; neutralised where nothing is said.
    package var escapes: Located<TextTreatment>?
    /// Characters that nobody sees, or that reorder what is seen; neutralised where nothing is said.
    package var invisible: Located<TextTreatment>?
    /// The longest single text of a result, in bytes of UTF-8; without a limit of its own where nothing is said.
    package var longestText: Located<ByteCount>?
    /// The largest result, in bytes as it crosses the wire; without a limit of its own where nothing is said.
    package var largest: Located<ByteCount>?

    package init() {}
}

/// What is done about characters that a person does not see as they are.
package enum TextTreatment: String, Sendable, CaseIterable {
    /// They are passed on.
    case pass
    /// Each is replaced by a visible spelling.
    case neutralise
    /// The result is refused.
    case refuse

    /// What is done where a profile says nothing.
    package static let standard = TextTreatment.neutralise

    /// How little of them gets through; a child may only raise it.
    package var strictness: Int {
        switch self {
        case .pass: 0
        case .neutralise: 1
        case .refuse: 2
        }
    }
}

/// What `audit:` says; nil where a profile leaves something out.
package struct AuditSettings: Sendable, Hashable {
    package var keeping: Located<Keeping>?
    package var arguments: Located<Arguments>?

    package init() {}

    /// What happens when an event cannot be written.
    package enum Keeping: String, Sendable, CaseIterable {
        /// It is counted and told; the box goes on.
        case bestEffort = "best-effort"
        /// The box ends.
        case strict

        package static let standard = Keeping.strict
    }

    /// How arguments and results are recorded.
    package enum Arguments: String, Sendable, CaseIterable {
        /// Whole.
        case full
        /// By a keyed digest and their size.
        case digest

        package static let standard = Arguments.digest
    }
}
