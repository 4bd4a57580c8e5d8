import LaunchPlan
import Refusals

/// Finds where the values of a box's secrets are, and sees to it that the box is not given them with something else.
///
/// Nothing is read: a look ahead needs no secret.
struct SecretResolution {
    let variables: Variables
    let host: HostLookup
    let request: BoxRequest
    let plan: LaunchPlan

    /// - Throws: `secret.exposed`, `profile.invalid-value`, `profile.unknown-variable`, `program.not-found` and its kind.
    func secrets(of profile: Profile) throws(Refusal) -> [BoxSecret] {
        var secrets: [BoxSecret] = []
        for grant in profile.secrets {
            secrets.append(
                BoxSecret(
                    name: grant.name, location: grant.location, source: try source(of: grant),
                    variable: grant.variable))
        }
        return secrets
    }

    private func source(of grant: SecretGrant) throws(Refusal) -> BoxSecret.Source {
        switch grant.source {
        case .file(let template): return try file(template, of: grant)
        case .environment(let name): return .environment(name)
        case .systemdCredential(let name): return .systemdCredential(name)
        case .command(let words): return try command(words, of: grant)
        }
    }

    private func file(_ template: PathTemplate, of grant: SecretGrant) throws(Refusal) -> BoxSecret.Source {
        let path = try PathGrants.expand(template, variables, at: grant.location)
        guard !BoxPaths(plan).isOfHost(path), let text = path.text else {
            throw Refusal(
                .secretExposed, "the box would see \(path), the file of the secret \(grant.name), by another grant",
                at: grant.location, hint: "keep the file outside of what the box is granted")
        }
        return .file(text)
    }

    private func command(_ words: [Template], of grant: SecretGrant) throws(Refusal) -> BoxSecret.Source {
        var arguments: [String] = []
        for word in words {
            guard let text = word.expanded(with: variables) else {
                let missing = word.variables.first { variables[$0] == nil } ?? ""
                throw Refusal(
                    .profileUnknownVariable,
                    "the command of the secret \(grant.name) needs ${\(missing)}, which has no value",
                    at: grant.location, hint: "give `--set \(missing)=VALUE`")
            }
            arguments.append(text)
        }
        let program: CanonicalPath
        do throws(Refusal) {
            program = try lookup.find(arguments[0]).canonical
        } catch {
            var refusal = error
            refusal.location = grant.location
            throw refusal
        }
        // It runs outside, as the caller: whoever could change it would be out of the box.
        let writable = plan.fileSystem.compactMap { step -> HostPath? in
            guard case .bind(let bind) = step, bind.access == .readWrite else { return nil }
            return HostPath(bind.node.path)
        }
        let untrusted = writable + [variables.workspace.flatMap { HostPath($0) }].compactMap(\.self)
        for path in program.chain where untrusted.contains(where: { $0.contains(path) }) {
            throw Refusal(
                .secretExposed,
                "\(path), the command of the secret \(grant.name), lies in the workspace or where the box may write",
                at: grant.location, hint: "name a program that lies elsewhere by its path")
        }
        guard let executable = program.path.text else {
            throw Refusal(.pathNotAllowed, "\(program.path) has a name that is not UTF-8", at: grant.location)
        }
        return .command(executable: executable, arguments: arguments)
    }

    /// As for the command of the box, but for entries of `PATH` that depend on where the caller stands.
    private var lookup: CommandLookup {
        var environment = request.environment
        if let path = environment["PATH"] {
            environment["PATH"] = path.split(separator: ":").filter { $0.hasPrefix("/") }.joined(separator: ":")
        }
        return CommandLookup(host, environment: environment, workingDirectory: "/")
    }
}
