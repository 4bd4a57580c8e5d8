import LaunchPlan
import Refusals

/// The table of legs: what each kind of grant carries.
///
/// Source: DESIGN, section 6.
package enum Legs {
    /// Derives the legs of a box from its merged profile and from the paths that its program brings along.
    ///
    /// Defaults are pessimistic: a path that `facts` does not know is a directory in a home.
    package static func derive(
        _ profile: Profile, programGrants: [ProgramGrant] = [], facts: HostFacts = HostFacts()
    ) -> LegDerivation {
        var grants: [CarryingGrant] = []
        var deferred: [LegEvidence] = []
        for grant in profile.filesystem {
            switch grant {
            case .path(let path):
                let known = facts.paths[path.path]
                grants.append(carried(by: path, known))
                if path.isWritable, known?.hasRemote == true {
                    deferred.append(LegEvidence(leg: .egress, grant: path.summary, location: path.location))
                }
            case .scratch: break
            case .socket(let node):
                grants.append(CarryingGrant("socket: \(node.path)", node.location, Leg.allCases))
            case .device(let node):
                grants.append(CarryingGrant("device: \(node.path)", node.location, Leg.allCases))
            }
        }
        grants += profile.network.hosts.map(carried(by:))
        if let unknown = profile.network.unknownHosts {
            // A person may allow any of them.
            grants.append(CarryingGrant("unknown-host: ask", unknown.location, [.untrustedInput, .egress]))
        }
        for variable in profile.environment.pass where variable.looksSecret {
            grants.append(CarryingGrant("environment: pass \(variable.name)", variable.location, [.privateData]))
        }
        for variable in profile.environment.set where variable.looksSecret {
            grants.append(CarryingGrant("environment: set \(variable.name)", variable.location, [.privateData]))
        }
        for act in ClientAct.allCases {
            guard let location = profile.client.grant(of: act) else { continue }
            grants.append(CarryingGrant("client: \(act.rawValue)", location, act.legs))
        }
        for grant in programGrants where !grant.carriesNoLeg {
            grants.append(CarryingGrant("program: \(grant.path)", nil, grant.kind == .file ? [.privateData] : read))
        }
        return conclude(grants, deferred)
    }

    /// What reading a directory carries: strangers' text gets in through clones, dependencies, downloads and mail.
    private static let read: [Leg] = [.privateData, .untrustedInput]

    private static func carried(by grant: PathGrant, _ known: PathFacts?) -> CarryingGrant {
        let isPersonal = grant.path.isPersonal || (known?.isPersonal ?? grant.path.dependsOnSet)
        let legs: [Leg] = grant.isShared ? Leg.allCases : known?.kind == .file ? [.privateData] : read
        return CarryingGrant(
            grant.summary, grant.location, legs, grant.narrowings,
            refusals: NarrowingRules.refusals(for: grant, isPersonal: isPersonal),
            permitted: NarrowingRules.permitted(on: grant, isPersonal: isPersonal))
    }

    private static func carried(by grant: HostGrant) -> CarryingGrant {
        let legs: [Leg] =
            grant.credential != nil || grant.reachesPrivate ? Leg.allCases : [.untrustedInput, .egress]
        return CarryingGrant(
            grant.summary, grant.location, legs, grant.narrowings, refusals: NarrowingRules.refusals(for: grant),
            permitted: NarrowingRules.permitted(on: grant))
    }

    private static func conclude(_ grants: [CarryingGrant], _ deferred: [LegEvidence]) -> LegDerivation {
        let evidence = Leg.allCases.flatMap { leg in
            grants.filter { $0.remaining.contains(leg) }
                .map { LegEvidence(leg: leg, grant: $0.text, location: $0.location) }
        }
        var refusals = grants.flatMap(\.refusals)
        if let trifecta = Trifecta.refusal(grants) { refusals.append(trifecta) }
        return LegDerivation(
            evidence: evidence,
            narrowings: grants.flatMap { grant in
                grant.applied.map { AppliedNarrowing(grant: grant.text, narrowing: $0) }
            },
            deferred: deferred, refusals: refusals)
    }
}

/// A grant with the legs that it carries.
struct CarryingGrant {
    let text: String
    let location: SourceLocation?
    /// What a grant of its kind carries.
    let legs: [Leg]
    /// The narrowings that dropped a leg.
    ///
    /// One that is not permitted drops none, and neither does its neighbour.
    let applied: [Narrowing]
    let refusals: [Refusal]
    /// Narrowings that the grant could still state.
    let permitted: [Narrowing.Claim]

    init(
        _ text: String, _ location: SourceLocation?, _ legs: [Leg], _ narrowings: [Narrowing] = [],
        refusals: [Refusal] = [], permitted: [Narrowing.Claim] = []
    ) {
        self.text = text
        self.location = location
        self.legs = legs
        self.refusals = refusals
        applied = refusals.isEmpty ? narrowings.filter { legs.contains($0.claim.leg) } : []
        let stated = Set(narrowings.map(\.claim))
        self.permitted = permitted.filter { legs.contains($0.leg) && !stated.contains($0) }
    }

    /// The legs that are left after the narrowings.
    var remaining: [Leg] {
        let dropped = Set(applied.map(\.claim.leg))
        return legs.filter { !dropped.contains($0) }
    }
}

extension ClientAct {
    /// The legs that the act carries.
    package var legs: [Leg] {
        switch self {
        // The client's model sees the request, and what it answers comes from everywhere.
        case .sampling, .includeContext: Leg.allCases
        // The address itself carries data to whoever serves it.
        case .elicitationURLs, .outsideLinks: [.egress]
        // What the user writes into a form goes into the box, and nowhere else.
        case .elicitation: []
        }
    }
}

extension PathGrant {
    /// The grant in a few words, as a profile writes it.
    package var summary: String {
        "read: \(path)" + (isWritable ? ", write: true" : "") + (isShared ? ", shared: true" : "")
    }
}

extension HostGrant {
    /// The grant in a few words, as a profile writes it.
    package var summary: String {
        "host: \(host)"
            + (ports == HostGrant.defaultPorts ? "" : ", ports: [\(ports.map { "\($0)" }.joined(separator: ", "))]")
            + (isPrivate ? ", private: true" : "") + (credential == nil ? "" : ", with a credential")
    }
}
