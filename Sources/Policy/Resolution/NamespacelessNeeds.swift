import LaunchPlan
package import Refusals

/// What a profile may not ask of a box without namespaces.
package enum NamespacelessNeeds {
    /// Why such a box has its limits from elsewhere.
    package static let noGroup = "a box without namespaces gets no control group"

    /// All that such a box of the caller's would be refused for, as far as the profile says it; for a look ahead.
    ///
    /// What paths lead to on a host shows at a launch. A scratch whose place depends on a value that is not given is left
    /// out.
    ///
    /// - Parameter variables: With the home as it is spelled or canonical.
    /// - Returns: `tier.cannot-hold`, `limits.not-enforceable`, `host.unsupported-caller`.
    package static func refusals(of profile: Profile, for caller: Caller, variables: Variables) -> [Refusal] {
        var refusals = refusals(of: profile, for: caller)
        let home = variables.home.flatMap { HostPath($0) }
        for case .scratch(let grant) in profile.filesystem {
            guard let path = grant.path.expanded(with: variables).flatMap({ HostPath($0) }),
                let refusal = refusal(of: grant, at: path, home: home)
            else { continue }
            refusals.append(refusal)
        }
        do {
            _ = try BoxLimits(profile.limits, means: LimitMeans(groupMissing: noGroup))
        } catch {
            refusals.append(error)
        }
        return refusals
    }

    /// Those that no path and no limit is asked for.
    static func refusals(of profile: Profile, for caller: Caller) -> [Refusal] {
        var refusals: [Refusal] = []
        if caller.isRoot {
            refusals.append(
                Refusal(
                    .hostUnsupportedCaller,
                    "without user namespaces a box of root's would run as root, or as a user who reaches nothing of root's",
                    hint: "run it as an ordinary user"))
        }
        if let loopback = profile.network.loopback {
            refusals.append(
                cannotHold("its own loopback takes a network namespace; here it would be the host's", at: loopback))
        }
        if let grant = profile.network.hosts.first {
            refusals.append(
                cannotHold(
                    "the way to \(grant.host) takes a network namespace; here it would be the host's",
                    at: grant.location)
            )
        }
        if let unknown = profile.network.unknownHosts {
            refusals.append(
                cannotHold(
                    "the way to hosts takes a network namespace; here it would be the host's", at: unknown.location))
        }
        if let sockets = profile.runtime.unixSockets, sockets.value {
            refusals.append(
                cannotHold(
                    "unix sockets take a root of its own; here they would reach the host's", at: sockets.location))
        }
        if let proc = profile.runtime.proc, proc.value == .fullMasked {
            refusals.append(
                cannotHold("a whole /proc takes a pid namespace; here it would be the host's", at: proc.location))
        }
        return refusals
    }

    /// Why a scratch cannot be had: at any place but `/tmp`, the home and below it, which a folder stands for.
    static func refusal(of scratch: ScratchGrant, at path: HostPath, home: HostPath?) -> Refusal? {
        guard path != BoxAssembly.temporary, home?.contains(path) != true else { return nil }
        return cannotHold(
            "a scratch at \(path) takes a root of its own", at: scratch.location,
            hint: "let the server use TMPDIR, and take the line out")
    }

    private static func cannotHold(
        _ reason: String, at location: SourceLocation, hint: String = "take the line out"
    ) -> Refusal {
        Refusal(.tierCannotHold, reason, at: location, hint: hint)
    }
}
