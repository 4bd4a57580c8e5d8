import Policy
import Refusals

/// What the administrator of a machine decides for every profile: `/etc/trilatch/policy.yaml`.
///
/// It only takes away. A file that is there and cannot be read or trusted refuses every profile.
struct AdministratorPolicy {
    /// The claims that no grant may make, with the place that says so.
    var forbidden: [(claim: Narrowing.Claim, location: SourceLocation)] = []
    /// The weakest tier that a profile may accept.
    var tier: Located<MinimumTier>?
    /// What no box may have more of.
    var caps = LimitSettings()
    /// What no box may do without: `pin`, `unknown-methods` and `audit`, as a profile writes them.
    var wire = WireSettings()
    /// Where profiles may come from; nil for anywhere.
    var sources: Located<Set<ProfileOrigin>>?

    /// Lowers what a merged profile has too much of, and raises what it does too little of; `explain` then shows the
    /// administrator's line.
    func applyCaps(to profile: inout Profile) {
        profile.limits.memory = lower(profile.limits.memory, caps.memory)
        profile.limits.processes = lower(profile.limits.processes, caps.processes)
        profile.limits.cpu = lower(profile.limits.cpu, caps.cpu)
        profile.limits.openFiles = lower(profile.limits.openFiles, caps.openFiles)
        profile.limits.fileSize = lower(profile.limits.fileSize, caps.fileSize)
        profile.limits.message = lower(profile.limits.message, caps.message)
        if let enforce = caps.enforce, enforce.value == .cgroup, profile.limits.enforce?.value != .cgroup {
            profile.limits.enforce = enforce
        }
        if let pin = wire.pin, pin.value.strictness > (profile.wire.pin?.value ?? .standard).strictness {
            profile.wire.pin = pin
        }
        if let methods = wire.unknownMethods, methods.value == .refuse, profile.wire.unknownMethods?.value == .pass {
            profile.wire.unknownMethods = methods
        }
        if let keeping = wire.audit.keeping, keeping.value == .strict, !profile.wire.audit.isStrict {
            profile.wire.audit.keeping = keeping
        }
        if let arguments = wire.audit.arguments, arguments.value == .digest, profile.wire.audit.recordsArguments {
            profile.wire.audit.arguments = arguments
        }
    }

    private func lower<Value: Comparable>(_ value: Located<Value>?, _ cap: Located<Value>?) -> Located<Value>? {
        guard let cap else { return value }
        guard let value, value.value <= cap.value else { return cap }
        return value
    }

    /// Checks a merged profile and where its files came from.
    ///
    /// - Throws: `narrowing.not-allowed`, once for every narrowing that is forbidden; `policy.tier-too-weak`;
    ///   `policy.source-not-allowed`.
    func check(_ profile: Profile, from files: [(name: String, origin: ProfileOrigin)]) throws(ProfileFailure) {
        var refusals = profile.narrowings.compactMap { narrowing -> Refusal? in
            guard let rule = forbidden.first(where: { $0.claim == narrowing.claim }) else { return nil }
            return Refusal(
                .narrowingNotAllowed, "the administrator forbids `\(narrowing.claim.rawValue)` (\(rule.location))",
                at: narrowing.location, hint: "take the narrowing out, or ask whoever administers this machine")
        }
        if let tier, let accepted = profile.minimumTier, !accepted.value.isAtLeast(tier.value) {
            refusals.append(
                Refusal(
                    .policyTierTooWeak, "the administrator asks for a stronger tier (\(tier.location))",
                    at: accepted.location))
        }
        if let sources {
            for file in files where !sources.value.contains(file.origin) {
                refusals.append(
                    Refusal(
                        .policySourceNotAllowed,
                        "\(ProfileBytes.shown(file.name)) is \(file.origin.words), which the administrator does not allow",
                        at: sources.location))
            }
        }
        if let failure = ProfileFailure(refusals) { throw failure }
    }
}

/// Where a profile's file comes from.
package enum ProfileOrigin: String, Sendable, CaseIterable {
    /// The user's own directory.
    case user
    /// `/etc/trilatch/profiles`.
    case administrator
    /// The installation.
    case builtIn = "built-in"
    /// Named by its path, outside the workspace.
    case path
    /// Named by its path, inside the workspace.
    case project

    fileprivate var words: String {
        switch self {
        case .user: "a profile of the user's own"
        case .administrator: "a profile of the administrator's"
        case .builtIn: "a built-in profile"
        case .path: "a profile that is named by its path"
        case .project: "a profile of the project's"
        }
    }
}
