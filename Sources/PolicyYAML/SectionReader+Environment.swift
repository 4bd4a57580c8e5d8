import Policy
import Refusals

extension SectionReader {
    /// Reads `environment:`.
    ///
    /// A name stands in it once.
    func environment(_ node: YAMLNode?) -> EnvironmentGrants {
        var environment = EnvironmentGrants()
        guard let node, let fields = Fields(node, .environment, findings) else {
            return environment
        }
        var first: [String: SourceLocation] = [:]
        func isNew(_ name: String, _ location: SourceLocation) -> Bool {
            if let earlier = first.updateValue(location, forKey: name) {
                findings.report(
                    .profileConflict, "the variable \(name) stands in this profile twice; the first is at \(earlier)",
                    at: location, hint: "keep one of the two")
                return false
            }
            return true
        }
        for item in scalars.list(fields["pass"], "`pass`") ?? [] {
            if let variable = passed(item), isNew(variable.name, variable.location) {
                environment.pass.append(variable)
            }
        }
        for entry in entries(fields["set"]) {
            if let variable = set(entry), isNew(variable.name, variable.location) { environment.set.append(variable) }
        }
        return environment
    }

    private func passed(_ node: YAMLNode) -> PassedVariable? {
        guard case .mapping = node.content else {
            guard let name = scalars.text(node, "an entry of `pass`"), isVariableName(name, node.location) else {
                return nil
            }
            return findings.value { () throws(Refusal) in try PassedVariable(name, at: node.location) }
        }
        guard let fields = Fields(node, .passed, findings) else {
            return nil
        }
        guard let nameNode = fields["name"] else {
            findings.report(
                .profileMissingKey, "the entry names no variable", at: node.location, hint: "add `name: NAME`")
            return nil
        }
        guard let name = scalars.text(nameNode, "`name`"), isVariableName(name, nameNode.location) else { return nil }
        let because = scalars.reason(fields["because"])
        // A blank reason was reported where it stands.
        guard because != nil || fields["because"] == nil else { return nil }
        return findings.value { () throws(Refusal) in try PassedVariable(name, at: node.location, because: because) }
    }

    private func entries(_ node: YAMLNode?) -> [YAMLNode.Entry] {
        guard let node else { return [] }
        if case .mapping(let entries) = node.content { return entries }
        findings.report(
            .profileWrongType, "`set` is a mapping, and here is \(node.kind)", at: node.location,
            hint: "write `set: { NAME: value }`; an empty one is `{}`")
        return []
    }

    private func set(_ entry: YAMLNode.Entry) -> SetVariable? {
        guard isVariableName(entry.key, entry.location) else { return nil }
        var (valueNode, because) = (entry.value, Reason?.none)
        if case .mapping = entry.value.content {
            guard let fields = Fields(entry.value, .set, findings) else { return nil }
            guard let node = fields["value"] else {
                findings.report(
                    .profileMissingKey, "the variable \(entry.key) has no value", at: entry.location,
                    hint: "add `value: …`")
                return nil
            }
            valueNode = node
            because = scalars.reason(fields["because"])
            guard because != nil || fields["because"] == nil else { return nil }
        }
        guard let value = scalars.template(valueNode, "the value of \(entry.key)") else { return nil }
        return findings.value { () throws(Refusal) in
            try SetVariable(entry.key, to: value, at: entry.location, because: because)
        }
    }

    func isVariableName(_ name: String, _ location: SourceLocation) -> Bool {
        if SecretName.isVariableName(name) { return true }
        findings.report(
            .profileInvalidValue, "\(ProfileBytes.shown(name)) is not the name of an environment variable",
            at: location,
            hint: "names have letters, digits and `_`, and no digit first")
        return false
    }
}
