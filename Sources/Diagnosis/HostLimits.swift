package import Policy

/// What this host can hold the limits of a whole box with; they are no layer, and change no tier.
package struct HostLimits: Sendable {
    /// Each limit by its word in a profile, and what holds it.
    package let holders: [(limit: String, holder: String)]
    /// Why there is no control group, or not for all of them; nil where nothing is missing.
    package let because: String?
    /// What to do about it.
    package let fix: String?

    package init(_ means: LimitMeans) {
        let kinds = LimitMeans.Kind.allCases
        holders = kinds.map { kind in
            let isGrouped = means.group.contains(kind)
            if isGrouped && means.groupIsAtHand { return (kind.rawValue, "cgroup") }
            let otherwise =
                kind == .cpu ? "not held" : means.canWatch ? "rlimit, and watched over the whole box" : "rlimit"
            return (kind.rawValue, otherwise + (isGrouped ? "; cgroup where a profile says `enforce: cgroup`" : ""))
        }
        guard kinds.contains(where: { !means.group.contains($0) }) else {
            (because, fix) = (nil, nil)
            return
        }
        because = means.groupMissing
        fix = """
            nothing where `enforce: any` will do; else run it where cgroup v2 is delegated, such as in a session of systemd
            """
    }
}
