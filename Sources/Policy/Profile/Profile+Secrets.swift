package import Refusals

extension Profile {
    /// Where the first grant of a secret is written: a secret-looking variable, a `reveal:`, an entry of `secrets:`, a
    /// `credential:`; nil where there is none.
    package var secretGrant: SourceLocation? {
        environment.pass.first(where: \.looksSecret)?.location ?? environment.set.first(where: \.looksSecret)?.location
            ?? pathGrants.lazy.flatMap(\.reveal).first?.location
            ?? secrets.first?.location ?? network.hosts.lazy.compactMap(\.credential).first?.location
    }
}

extension Profile {
    /// The secrets of a child in its parent's place: one that the child names again has the child's source and variable.
    ///
    /// The hosts that it is bound to stay those of the file that names it: `SectionReader` lets a host have no secret but
    /// one of its own file, so that a child sends no secret of a parent's anywhere without naming it.
    func mergingSecrets(of parent: Profile) -> [SecretGrant] {
        var merged = parent.secrets
        for secret in secrets {
            if let index = merged.firstIndex(where: { $0.name == secret.name }) {
                merged[index] = secret
            } else {
                merged.append(secret)
            }
        }
        return merged
    }

    /// Checks that each secret goes somewhere, and that nothing else is in its variables.
    ///
    /// - Throws: `secret.not-bound`, `profile.conflict`.
    func checkSecrets() throws(Refusal) {
        for use in network.hosts.compactMap(\.credential) where !secrets.contains(where: { $0.name == use.secret }) {
            throw Refusal(
                .secretNotBound, "there is no secret \(use.secret)", at: use.location, hint: "add it under `secrets:`")
        }
        var owners: [String: SecretGrant] = [:]
        for secret in secrets {
            guard network.hosts.contains(where: { $0.credential?.secret == secret.name }) else {
                throw Refusal(
                    .secretNotBound, "no host has the secret \(secret.name)", at: secret.location,
                    hint: "write `credential: \(secret.name)` at a host that is inspected, or take the secret out")
            }
            if let other = owners.updateValue(secret, forKey: secret.variable) {
                throw conflict(
                    "\(secret.variable) is the variable of the secret \(other.name) (\(other.location)) too",
                    at: secret.location, hint: "give each secret a variable of its own")
            }
            var names = [secret.variable: "holds the placeholder of the secret \(secret.name)"]
            if case .environment(let name) = secret.source {
                names[name] = "holds the secret \(secret.name), which no box gets"
            }
            let others =
                environment.pass.map { ($0.name, $0.location) } + environment.set.map { ($0.name, $0.location) }
            for (name, location) in others {
                guard let what = names[name] else { continue }
                throw conflict("\(name) \(what)", at: location, hint: "take it out of `environment:`")
            }
        }
    }
}
