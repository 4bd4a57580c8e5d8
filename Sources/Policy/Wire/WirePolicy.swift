package import Refusals

/// What holds on the wire of one box: a profile's word with every path found and every default filled in.
package struct WirePolicy: Sendable, Hashable {
    package var tools = NameFilter()
    package var prompts = NameFilter()
    /// By URI.
    package var resources = NameFilter()
    /// Resource templates, by the text of the template.
    package var templates = NameFilter()
    /// Rules for what the client asks of tools, prompts and resources.
    package var argumentRules: [ArgumentRule] = []
    /// Rules for what the server asks of the client.
    package var requestRules: [ArgumentRule] = []
    /// What the server may make the client do.
    package var acts = ClientGrants()
    /// What the answer to `roots/list` names.
    package var roots: [Root] = []
    package var pin = PinMode.standard
    /// The line that says so; nil where none does.
    package var pinLocation: SourceLocation?
    package var unknownMethods = UnknownMethods.standard
    /// The line that says so; nil where none does.
    package var unknownMethodsLocation: SourceLocation?
    package var results = ResultSettings()
    package var audit = AuditSettings()
    /// The hosts that the box reaches: what links and images in results may name.
    package var hosts: [HostPattern] = []
    /// How paths read in the box; empty where no rule is about folders.
    package var paths = BoxPaths()

    package init() {}
}

extension ResultSettings {
    package var escapeTreatment: TextTreatment { escapes?.value ?? .standard }
    package var invisibleTreatment: TextTreatment { invisible?.value ?? .standard }
}

extension AuditSettings {
    /// Whether the box ends when an event cannot be written.
    package var isStrict: Bool { (keeping?.value ?? .standard) == .strict }
    /// Whether arguments and results are recorded whole.
    package var recordsArguments: Bool { (arguments?.value ?? .standard) == .full }
}
