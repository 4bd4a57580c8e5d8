package import Refusals

/// Which narrowings a grant may state.
///
/// A path may be `origin: trusted`, and outside homes and workspaces also `sensitivity: public`. A host may state one of
/// `origin: trusted` and `audience: own`, where it is one exact name of its own that is inspected; with a credential or
/// in a private range only with rules for the requests that pass. A name that many owners share may do so with a credential
/// and rules alone, each of which says what of the host it means. Nothing else narrows. Source: DESIGN, section 6.
package enum NarrowingRules {
    /// The refusals for the narrowings of a path grant.
    ///
    /// - Parameter isPersonal: Whether the path lies in a home or workspace.
    package static func refusals(for grant: PathGrant, isPersonal: Bool) -> [Refusal] {
        grant.narrowings.compactMap { narrowing in
            switch narrowing.claim {
            case .originTrusted: return nil
            case .sensitivityPublic:
                if isPersonal {
                    return refusal(
                        narrowing,
                        "\(grant.path) lies in a home or a workspace, or may, and everything there counts as private",
                        hint: "take `sensitivity: public` out, or keep public files outside homes and workspaces")
                }
                guard grant.reveal.isEmpty else {
                    return refusal(
                        narrowing, "\(grant.path) reveals files that hold secrets, so it cannot be public",
                        hint: "take `reveal:` or `sensitivity: public` out")
                }
                return nil
            case .audienceOwn:
                return refusal(
                    narrowing, "`audience: own` speaks of hosts, not of paths",
                    hint: "take it out; a path without `shared: true` carries no egress")
            }
        }
    }

    /// The refusals for the narrowings of a host grant.
    package static func refusals(for grant: HostGrant) -> [Refusal] {
        var refusals: [Refusal] = []
        for (index, narrowing) in grant.narrowings.enumerated() {
            if let problem = problem(narrowing.claim, index: index, on: grant) {
                refusals.append(refusal(narrowing, problem.reason, hint: problem.hint))
            }
        }
        return refusals
    }

    /// The claims that would be permitted on a path of this kind, in the order in which a person should try them.
    static func permitted(on grant: PathGrant, isPersonal: Bool) -> [Narrowing.Claim] {
        isPersonal || !grant.reveal.isEmpty ? [.originTrusted] : [.originTrusted, .sensitivityPublic]
    }

    /// The claims that would be permitted on this host; none once it states one.
    static func permitted(on grant: HostGrant) -> [Narrowing.Claim] {
        guard grant.narrowings.isEmpty else { return [] }
        return [.originTrusted, .audienceOwn].filter { problem($0, index: 0, on: grant) == nil }
    }

    private static func problem(
        _ claim: Narrowing.Claim, index: Int, on grant: HostGrant
    ) -> (reason: String, hint: String)? {
        let host = grant.host
        guard claim != .sensitivityPublic else {
            return ("`sensitivity: public` speaks of paths, not of hosts", "take it out")
        }
        guard index == 0 else {
            return ("\(host) states two narrowings, and a host may lose one leg only", "keep one of them")
        }
        guard case .name(let name) = host else {
            return ("\(host) is not one exact name, so nobody can speak for all of it", "name one host exactly")
        }
        // An account of one's own there, and what of it passes, is as narrow as a host of one's own.
        guard !SharedFronts.contains(name) || grant.credential != nil && grant.inspect else {
            return ("\(host) serves many owners under one name, so nobody can speak for all of it", "take it out")
        }
        guard grant.inspect else {
            return ("\(host) is not inspected, so nothing but its name says who answers", "add `inspect: true`")
        }
        guard !grant.requests.isEmpty || (grant.credential == nil && !grant.reachesPrivate) else {
            return (
                "\(host) has a credential or a private address, and says nothing about requests",
                "add `requests:` with the methods and paths that pass"
            )
        }
        guard !SharedFronts.contains(name) || grant.requests.allSatisfy(\.namesPart) else {
            return (
                "\(host) serves many owners under one name, and not every path of its requests says what of it is meant",
                "begin each path with a part that is neither `*` nor in braces"
            )
        }
        return nil
    }

    private static func refusal(_ narrowing: Narrowing, _ reason: String, hint: String) -> Refusal {
        Refusal(.narrowingNotAllowed, reason, at: narrowing.location, hint: hint)
    }
}

extension HostGrant {
    /// Whether the grant may lead into a private range or back to this machine.
    package var reachesPrivate: Bool { isPrivate || host.isPrivate }
}
