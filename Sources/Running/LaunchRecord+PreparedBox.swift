package import Audit
import LaunchPlan
import Policy

extension LaunchRecord {
    /// What the audit log says of a launch.
    package init(of prepared: PreparedBox, encodedPlan: [UInt8]) {
        let box = prepared.box
        self.init(
            name: prepared.server, program: box.plan.command.executable, profile: prepared.profile,
            profileDigest: Digest.sha256(Array(prepared.merged.rendered(origins: false).utf8)),
            planDigest: Digest.sha256(encodedPlan), workspace: box.variables.workspace,
            boxUser: box.plan.identity.userOutside,
            minimumTier: box.minimumTier.word,
            legs: Policy.Leg.allCases.filter(box.legs.legs.contains).map { leg in
                Leg(
                    name: leg.rawValue,
                    grants: box.legs.evidence.filter { $0.leg == leg }
                        .map { ($0.location.map { "\($0) " } ?? "") + $0.grant })
            },
            narrowings: box.legs.narrowings.map {
                Narrowing(
                    grant: $0.grant, narrowing: $0.narrowing.claim.rawValue, because: $0.narrowing.because.text)
            },
            limits: box.limits.map { Limit(name: $0.name, value: $0.value, heldBy: $0.holder.rawValue) },
            recordsCalls: box.plan.recordsCalls,
            omittedEnvironment: box.droppedVariables)
    }
}
