internal import CLinux
internal import Glibc

/// A Landlock domain out of which no signal comes: those of this process reach its own descendants, and nobody else.
///
/// For a process that answers for others and has no pid namespace to answer with. Whoever descends from it is in its scope,
/// whatever session it makes and whoever becomes its parent. To have a value of this type is to be inside.
///
/// Source: landlock(7), `LANDLOCK_SCOPE_SIGNAL`, Linux 6.12.
package struct SignalScope: ~Copyable {
    /// Enters a scope, for good, and proves it: the same signal reaches the witness before and not after.
    ///
    /// - Parameter witness: A process of this user outside of the scope, such as a parent of ours.
    /// - Throws: `EINVAL` for a kernel without scopes, `EISNAM` where they do not hold, and what the witness cannot be
    ///   signalled for.
    package init(witness: Int32) throws(KernelError) {
        let rules = try LandlockRuleset(scopesOf: try LandlockABI.ofKernel())
        try checked("kill", trilatch_kill(witness, 0))
        try Processes.forbidNewPrivileges()
        try rules.enforce()
        guard trilatch_kill(witness, 0) == -EPERM else { throw KernelError("landlock_restrict_self", EISNAM) }
    }

    /// Ends every process in the scope but this one, and waits until all are gone.
    ///
    /// At one stroke: the kernel sends the signal to all while none can fork, and a fork that is under way sees it. It is
    /// sent to every process that this one may signal, which by now are these. The corresponding C function is
    /// `kill(-1, SIGKILL)`. For a process that is a subreaper, or it would not wait for all.
    package borrowing func killAll() {
        _ = trilatch_kill(-1, SIGKILL)
        var status: Int32 = 0
        while unsafe waitpid(-1, &status, 0) > 0 || errno == EINTR {}
    }
}
