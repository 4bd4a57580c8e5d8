import Policy
import Refusals

/// Secrets, and the hosts that they are for.
extension SectionReader {
    /// Reads `secrets:`.
    ///
    /// A name stands in it once.
    func secrets(_ node: YAMLNode?) -> [SecretGrant] {
        guard let node, let items = scalars.list(node, "`secrets`") else { return [] }
        guard items.count <= ProfileWord.mostSecrets else {
            findings.report(
                .profileTooLarge, "`secrets` has more than \(ProfileWord.mostSecrets) entries", at: node.location,
                hint: "split the server into boxes that each need fewer")
            return []
        }
        var secrets: [SecretGrant] = []
        for secret in items.compactMap(secret) {
            if let first = secrets.first(where: { $0.name == secret.name }) {
                findings.report(
                    .profileConflict,
                    "the secret \(secret.name) stands in this profile twice; the first is at \(first.location)",
                    at: secret.location, hint: "keep one of the two")
            } else {
                secrets.append(secret)
            }
        }
        return secrets
    }

    private func secret(_ node: YAMLNode) -> SecretGrant? {
        guard let fields = Fields(node, .secret, findings) else { return nil }
        let keys = ProfileWord.secretSources.filter { fields[$0] != nil }
        guard let nameNode = fields["name"], let variableNode = fields["variable"], keys.count == 1 else {
            findings.report(
                keys.count > 1 ? .profileConflict : .profileMissingKey,
                "an entry of `secrets` has a `name`, one of \(ProfileWord.secretSources.map { "`\($0)`" }.joined(separator: ", ")), "
                    + "and a `variable`",
                at: fields.location, hint: "write `{ name: forge, file: ~/.config/forge/token, variable: FORGE_TOKEN }`"
            )
            return nil
        }
        guard let name = name(nameNode, "`name`"), let variable = scalars.text(variableNode, "`variable`"),
            isVariableName(variable, variableNode.location), let source = source(fields, keys[0])
        else { return nil }
        return SecretGrant(name, from: source, variable: variable, at: fields.location)
    }

    private func source(_ fields: Fields, _ key: String) -> SecretSource? {
        guard let node = fields[key] else { return nil }
        switch key {
        case "file": return scalars.path(node, "`file`").map { .file($0) }
        case "environment":
            guard let name = scalars.text(node, "`environment`"), isVariableName(name, node.location) else {
                return nil
            }
            return .environment(name)
        case "systemd-credential":
            guard let name = scalars.text(node, "`systemd-credential`") else { return nil }
            guard name != ".", name != "..", name.utf8.count <= 255, !name.utf8.contains(UInt8(ascii: "/")) else {
                findings.report(
                    .profileInvalidValue, "\(ProfileBytes.shown(name)) is not the name of a credential",
                    at: node.location,
                    hint: "write the name that `LoadCredential=` gives it, which is no path")
                return nil
            }
            return .systemdCredential(name)
        default: return command(node)
        }
    }

    private func command(_ node: YAMLNode) -> SecretSource? {
        guard let items = scalars.list(node, "`command`") else { return nil }
        guard !items.isEmpty else {
            findings.report(
                .profileInvalidValue, "`command` is empty", at: node.location,
                hint: "write the program and its arguments, such as `[pass, show, forge]`; there is no shell")
            return nil
        }
        let words = items.compactMap { scalars.template($0, "a word of `command`") }
        guard words.count == items.count else { return nil }
        // Where the caller stands is often a stranger's folder.
        let program = "\(words[0])"
        guard !program.isEmpty, !program.contains("/") || program.hasPrefix("/") || program.hasPrefix("${home}/") else {
            findings.report(
                .profileInvalidValue, "the program of `command` is neither a name nor an absolute path",
                at: items[0].location, hint: "write a name that is looked up in PATH, or begin with `/` or `${home}/`")
            return nil
        }
        return .command(words)
    }

    /// Reads `credential:`: a name, or a mapping that says where the secret stands.
    func credential(_ node: YAMLNode) -> CredentialUse? {
        guard case .mapping = node.content else {
            return name(node, "`credential`").map { CredentialUse($0, at: node.location) }
        }
        guard let fields = Fields(node, .credential, findings) else { return nil }
        let keys = ProfileWord.credentialPlaces.filter { fields[$0] != nil }
        guard let nameNode = fields["name"], keys.count <= 1 else {
            findings.report(
                keys.count > 1 ? .profileConflict : .profileMissingKey,
                "`credential` has a `name`, and at most one of `authorization`, `header` and `query`",
                at: node.location, hint: "write `{ name: forge, header: X-Api-Key }`")
            return nil
        }
        guard let name = name(nameNode, "`name`") else { return nil }
        guard let key = keys.first else { return CredentialUse(name, at: node.location) }
        return place(fields, key).map { CredentialUse(name, in: $0, at: node.location) }
    }

    private func place(_ fields: Fields, _ key: String) -> CredentialUse.Place? {
        guard let node = fields[key] else { return nil }
        if key == "authorization" { return scalars.word(node, "`authorization`", ProfileWord.authorizations) }
        guard let name = scalars.text(node, "`\(key)`") else { return nil }
        if key == "query" { return acceptsParameter(name, node.location) ? .query(name) : nil }
        return acceptsHeader(name, node.location) ? .header(name) : nil
    }

    /// A host has no secret but one of its own file: a child sends none of its parent's anywhere without naming it.
    func checkCredentials(of profile: Profile) {
        for use in profile.network.hosts.compactMap(\.credential)
        where !profile.secrets.contains(where: { $0.name == use.secret }) {
            findings.report(
                .secretNotBound, "this file has no secret \(use.secret)", at: use.location,
                hint: "add it under `secrets:`, here too where a parent has it")
        }
    }
}
