import Policy
import Refusals

/// What a profile that lies in the workspace may not hold: it was written by whoever wrote the project.
enum UntrustedRules {
    /// Checks a profile before it is merged with parents, which are trusted.
    ///
    /// - Throws: `profile.untrusted`, once for every entry.
    static func check(_ profile: Profile) throws(ProfileFailure) {
        var refusals: [Refusal] = []
        func refuse(_ what: String, _ location: SourceLocation) {
            refusals.append(
                Refusal(
                    .profileUntrusted, "\(what), and this profile lies in the workspace", at: location,
                    hint: "review it, and copy it to your own profiles if you trust it"))
        }
        for narrowing in profile.narrowings {
            refuse("`\(narrowing.claim.rawValue)` is a narrowing", narrowing.location)
        }
        for grant in profile.pathGrants {
            for pattern in grant.reveal { refuse("`reveal: \(pattern.value)` shows secrets", pattern.location) }
        }
        for variable in profile.environment.pass where variable.looksSecret {
            refuse("\(variable.name) looks like a secret", variable.location)
        }
        for variable in profile.environment.set where variable.looksSecret {
            refuse("\(variable.name) looks like a secret", variable.location)
        }
        for grant in profile.network.hosts {
            if let credential = grant.credential { refuse("`credential` uses a secret", credential.location) }
        }
        if let failure = ProfileFailure(refusals) { throw failure }
    }
}
