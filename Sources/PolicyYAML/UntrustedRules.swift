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
        // A `credential` is of a secret of the same file.
        for secret in profile.secrets { refuse("`secrets` reads a secret", secret.location) }
        for setting in profile.wire.loosened { refuse("`\(setting.value)` takes a check away", setting.location) }
        if let failure = ProfileFailure(refusals) { throw failure }
    }
}

extension WireSettings {
    /// What makes a check weaker than it is where nothing is said.
    fileprivate var loosened: [Located<String>] {
        var loosened: [Located<String>] = []
        if let pin, pin.value == .off { loosened.append(Located("pin: off", at: pin.location)) }
        if let unknownMethods, unknownMethods.value == .pass {
            loosened.append(Located("unknown-methods: pass", at: unknownMethods.location))
        }
        if let escapes = results.escapes, escapes.value == .pass {
            loosened.append(Located("escapes: pass", at: escapes.location))
        }
        if let invisible = results.invisible, invisible.value == .pass {
            loosened.append(Located("invisible: pass", at: invisible.location))
        }
        if let keeping = audit.keeping, keeping.value == .bestEffort {
            loosened.append(Located("audit: best-effort", at: keeping.location))
        }
        if let arguments = audit.arguments, arguments.value == .full {
            loosened.append(Located("arguments: full", at: arguments.location))
        }
        return loosened
    }
}
