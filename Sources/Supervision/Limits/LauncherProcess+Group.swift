package import ControlGroups
internal import Kernel
package import Policy
package import Refusals

extension LauncherProcess {
    /// Whether a launcher should wait for a control group, as far as that is known before the profile is read.
    package static func waitsForGroup(_ support: GroupSupport) -> Bool {
        if case .delegated = support { true } else { false }
    }

    /// Gives the box its control group, where its limits need one; before the launcher gets its plan.
    ///
    /// A group that a manager makes is not foreseen at the start: then another launcher, which waits for its group, takes
    /// this one's place.
    ///
    /// - Parameter respawn: Starts a launcher that waits for a group.
    /// - Throws: `limits.not-enforceable`, `launch.step-failed`, and what `respawn` throws.
    package mutating func place(
        by support: GroupSupport, limits: SupervisedLimits, respawn: () throws(Refusal) -> LauncherProcess
    ) throws(Refusal) {
        switch support {
        case .none: break
        case .delegated(let path, _):
            // Without a limit too: a launcher that waits does not go on without a group.
            let group: ControlGroup
            do {
                group = try ControlGroup(below: path, limits: GroupLimits(limits))
            } catch {
                throw Refusal(
                    .limitNotEnforceable, "\(path), which is delegated to us, has no room for a box: \(error)")
            }
            try enter(group)
        case .manager(let manager, _):
            guard limits.usesGroup else { return }
            var other = try respawn()
            swap(&self, &other)
            other.abandon()
            let group: ControlGroup
            do {
                group = try manager.makeGroup(for: number, limits: GroupLimits(limits))
            } catch {
                throw Refusal(.limitNotEnforceable, error.reason)
            }
            try enter(group)
        }
    }
}
