import Refusals

extension WireSettings {
    /// The settings of a child: names that either denies are denied, rules of both hold, and words become stricter.
    ///
    /// - Throws: `profile.conflict`, at the child's line.
    func merging(parent: WireSettings) throws(Refusal) -> WireSettings {
        var merged = self
        merged.tools = try tools.merging(parent: parent.tools)
        merged.prompts = try prompts.merging(parent: parent.prompts)
        merged.resources = try resources.merging(parent: parent.resources)
        merged.templates = try templates.merging(parent: parent.templates)
        merged.rules = parent.rules + rules
        merged.pin = try tightened(pin, parent.pin, key: "pin") { $0.strictness >= $1.strictness }
        merged.unknownMethods = try tightened(unknownMethods, parent.unknownMethods, key: "unknown-methods") {
            $0 == .refuse || $1 == .pass
        }
        merged.results = try results.merging(parent: parent.results)
        merged.audit = try audit.merging(parent: parent.audit)
        return merged
    }
}

extension NameFilter {
    /// The child's list of what is allowed stands for the parent's, and must lie within it.
    fileprivate func merging(parent: NameFilter) throws(Refusal) -> NameFilter {
        if let allow, let wider = parent.allow {
            for pattern in allow.value where !wider.value.contains(where: { $0.value.covers(pattern.value) }) {
                throw conflict(
                    "the parent does not allow all that `\(pattern.value)` means (\(wider.location)), and a child can "
                        + "only tighten it",
                    at: pattern.location, hint: "name what the parent allows, or extend another profile")
            }
        }
        let known = Set(parent.deny.map(\.value))
        return NameFilter(allow: allow ?? parent.allow, deny: parent.deny + deny.filter { !known.contains($0.value) })
    }
}

extension ResultSettings {
    fileprivate func merging(parent: ResultSettings) throws(Refusal) -> ResultSettings {
        var merged = self
        merged.escapes = try tightened(escapes, parent.escapes, key: "results.escapes") {
            $0.strictness >= $1.strictness
        }
        merged.invisible = try tightened(invisible, parent.invisible, key: "results.invisible") {
            $0.strictness >= $1.strictness
        }
        merged.longestText = longestText ?? parent.longestText
        merged.largest = largest ?? parent.largest
        return merged
    }
}

extension AuditSettings {
    fileprivate func merging(parent: AuditSettings) throws(Refusal) -> AuditSettings {
        var merged = self
        merged.keeping = try tightened(keeping, parent.keeping, key: "audit.keeping") {
            $0 == .strict || $1 == .bestEffort
        }
        merged.arguments = try tightened(arguments, parent.arguments, key: "audit.arguments") {
            $0 == .digest || $1 == .full
        }
        return merged
    }
}
