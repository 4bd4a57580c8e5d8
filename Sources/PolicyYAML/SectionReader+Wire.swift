import Policy
import Refusals

extension SectionReader {
    /// Reads the sections about the wire.
    func wire(_ fields: Fields) -> WireSettings {
        var wire = WireSettings()
        wire.tools = filter(fields["tools"], "`tools`")
        wire.prompts = filter(fields["prompts"], "`prompts`")
        wire.resources = filter(fields["resources"], "`resources`")
        wire.templates = filter(fields["templates"], "`templates`")
        wire.rules = (scalars.list(fields["rules"], "`rules`") ?? []).flatMap(rules)
        wire.pin = pin(fields["pin"])
        wire.unknownMethods = unknownMethods(fields["unknown-methods"])
        if let node = fields["results"] { wire.results = results(node) }
        if let node = fields["audit"] { wire.audit = audit(node) }
        return wire
    }

    func pin(_ node: YAMLNode?) -> Located<PinMode>? { located(scalars.word(node, "`pin`", PinMode.self), node) }

    func unknownMethods(_ node: YAMLNode?) -> Located<UnknownMethods>? {
        located(scalars.word(node, "`unknown-methods`", UnknownMethods.self), node)
    }

    private func filter(_ node: YAMLNode?, _ what: String) -> NameFilter {
        guard let node, let fields = Fields(node, keys: ProfileMapping.filter.keys, what: what, findings) else {
            return NameFilter()
        }
        func patterns(_ key: String) -> [Located<NameGlob>]? {
            scalars.list(fields[key], "`\(key)`")?.compactMap { item in
                located(pattern(item, "an entry of `\(key)`"), item)
            }
        }
        return NameFilter(allow: located(patterns("allow"), fields["allow"]), deny: patterns("deny") ?? [])
    }

    /// A pattern for names.
    func pattern(_ node: YAMLNode, _ what: String) -> NameGlob? {
        guard let text = scalars.text(node, what) else { return nil }
        guard !text.contains("${") else {
            findings.report(
                .profileInvalidValue, "a name has no variables", at: node.location,
                hint: "name files by a rule: `- { resource: \"file:*\", under: \"${workspace}\" }`")
            return nil
        }
        guard let pattern = NameGlob(text) else {
            findings.report(
                .profileInvalidValue, "\(ProfileBytes.shown(text)) is not a pattern for names", at: node.location,
                hint: "a `*` stands for any text, and no two stand side by side; there are at most "
                    + "\(NameGlob.longest) bytes")
            return nil
        }
        return pattern
    }

    private func results(_ node: YAMLNode) -> ResultSettings {
        var results = ResultSettings()
        guard let fields = Fields(node, .results, findings) else { return results }
        func treatment(_ key: String) -> Located<TextTreatment>? {
            located(scalars.word(fields[key], "`\(key)`", TextTreatment.self), fields[key])
        }
        func size(_ key: String) -> Located<ByteCount>? {
            located(scalars.size(fields[key], "`\(key)`", in: ProfileRange.result), fields[key])
        }
        results.escapes = treatment("escapes")
        results.invisible = treatment("invisible")
        results.longestText = size("longest-text")
        results.largest = size("largest")
        return results
    }

    /// Reads `audit:`: a word for how it is kept, or a mapping.
    func audit(_ node: YAMLNode) -> AuditSettings {
        var audit = AuditSettings()
        guard case .mapping = node.content else {
            audit.keeping = located(scalars.word(node, "`audit`", AuditSettings.Keeping.self), node)
            return audit
        }
        guard let fields = Fields(node, .audit, findings) else { return audit }
        audit.keeping = located(
            scalars.word(fields["keeping"], "`keeping`", AuditSettings.Keeping.self), fields["keeping"])
        audit.arguments = located(
            scalars.word(fields["arguments"], "`arguments`", AuditSettings.Arguments.self), fields["arguments"])
        return audit
    }
}
