/// What one kind of server may have: a file of the profile language, or a chain of such files merged.
///
/// Every grant carries the place where it was written. A profile is a pure value: its paths still hold variables, and
/// nothing of the host has been looked at.
package struct Profile: Sendable, Hashable {
    /// What the profile is for, in a line.
    package var summary: Located<String>?
    /// The name of the parent.
    ///
    /// Nil once merged.
    package var extends: Located<String>?
    package var filesystem: [FileSystemGrant]
    package var network: NetworkGrants
    /// What the broker puts into requests to hosts that are bound to it.
    package var secrets: [SecretGrant]
    package var environment: EnvironmentGrants
    package var limits: LimitSettings
    package var runtime: RuntimeSettings
    package var client: ClientGrants
    package var wire: WireSettings
    package var minimumTier: Located<MinimumTier>?

    package init() {
        filesystem = []
        network = NetworkGrants()
        secrets = []
        environment = EnvironmentGrants()
        limits = LimitSettings()
        runtime = RuntimeSettings()
        client = ClientGrants()
        wire = WireSettings()
    }
}

extension Profile {
    /// The grants of `read:` entries, in order.
    package var pathGrants: [PathGrant] {
        filesystem.compactMap { if case .path(let grant) = $0 { grant } else { nil } }
    }

    /// The grants of `scratch:` entries, in order.
    package var scratchGrants: [ScratchGrant] {
        filesystem.compactMap { if case .scratch(let grant) = $0 { grant } else { nil } }
    }

    /// Every narrowing of every grant, in order.
    package var narrowings: [Narrowing] {
        pathGrants.flatMap(\.narrowings) + network.hosts.flatMap(\.narrowings)
    }

    /// The names of `--set` variables that the profile uses.
    package var setVariables: Set<String> {
        var names: [String] = filesystem.flatMap(\.path.template.variables)
        names += environment.set.flatMap(\.value.variables)
        names += secrets.flatMap(\.source.templates).flatMap(\.variables)
        names += wire.rules.flatMap { $0.under ?? [] }.flatMap(\.value.template.variables)
        names += (client.roots?.value ?? []).flatMap(\.value.template.variables)
        return Set(names).subtracting(Variables.builtIn)
    }
}
