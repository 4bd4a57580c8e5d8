internal import ControlGroups
internal import Kernel
internal import Refusals

/// The box's limits, as far as the supervisor sees to them.
extension BoxSession {
    /// Looks at the box, where that is due, and ends it when it has passed a limit.
    mutating func lookAtLimits(_ client: borrowing ClientSide, at time: MonotonicTime) {
        guard breach == nil, launcherEnd == nil else {
            watch.end()
            return
        }
        breach = launcher.look(with: &watch, at: time, hasOpenRequests: hasOpenRequests(client))
        if breach != nil { endAtOnce() }
    }

    /// Ends everything in the box, without asking it.
    private mutating func endAtOnce() {
        watch.end()
        launcher.group?.kill()
        launcher.lifeline.close()
        launcher.process.kill()
    }
}
