internal import Glibc
internal import Kernel
package import LaunchPlan
package import Policy
package import Refusals
package import Supervision

/// What this host gives a box, part by part, and the box that comes of it.
package struct HostDiagnosis {
    /// In the order of a launch.
    package let checks: [HostCheck]
    /// What became of a box that was really built.
    package let trial: Trial

    package enum Trial: Sendable, Equatable {
        /// It was built, without these layers.
        case built(lacking: Set<Layer>)
        case refused(Refusal)
    }

    /// - Parameter appArmorProfile: The path of the profile that comes with this installation.
    package init(
        _ examination: HostExamination, trial: Trial, host: HostSwitches, appArmorProfile: String
    ) {
        self.trial = trial
        let found = Dictionary(examination.findings.map { ($0.feature, $0) }) { first, _ in first }
        // Only root maps owners.
        checks = HostFeature.allCases.filter { $0 != .ownerMaps || found[$0] != nil }.map { feature in
            guard let finding = found[feature] else {
                let missing = feature.requirements.first { found[$0]?.errno != 0 }
                return HostCheck(feature: feature, outcome: .notTried(without: missing))
            }
            guard finding.errno != 0 else { return HostCheck(feature: feature, outcome: .works(finding.subject)) }
            let obstacle = Obstacle(
                to: feature, Obstacle.Failure(finding.errno), subject: finding.subject, on: host,
                appArmorProfile: appArmorProfile)
            let words = [ErrorNumber.name(finding.errno), finding.subject].filter { !$0.isEmpty }
            return HostCheck(feature: feature, outcome: .fails(words.joined(separator: ", "), obstacle))
        }
    }

    /// The tier of the strongest box that can be built here; nil where none can.
    package var tier: MinimumTier? {
        switch trial {
        case .built(let lacking): MinimumTier(lacking: lacking)
        case .refused: nil
        }
    }
}

/// One part of what a box needs.
package struct HostCheck: Sendable {
    package var feature: HostFeature
    package var outcome: Outcome

    package enum Outcome: Sendable {
        /// With a detail, such as an ABI, or an empty text.
        case works(String)
        /// With the error.
        case fails(String, Obstacle)
        /// Because this, which it needs, does not work.
        case notTried(without: HostFeature?)
    }
}

extension Obstacle.Failure {
    init(_ code: Int32) {
        self =
            switch code {
            case ENOSYS, EINVAL, ENOENT, ENODEV: .absent
            case EOPNOTSUPP: .disabled
            case EPERM, EACCES: .denied
            case ENOSPC, EUSERS: .exhausted
            case EROFS: .readOnly
            case EBUSY: .busy
            case EISNAM: .ineffective
            default: .other
            }
    }
}
