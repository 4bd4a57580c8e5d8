internal import CLinux
internal import Glibc

/// The end of children as something that can be polled: a signalfd for SIGCHLD, which must be blocked.
package struct ChildSignal: ~Copyable {
    package let descriptor: Descriptor

    /// The corresponding C function is `signalfd`.
    package init() throws(KernelError) {
        descriptor = Descriptor(owning: try checked("signalfd", trilatch_child_signal_descriptor()))
    }

    /// Takes what is queued, so that the next poll waits again.
    ///
    /// How many there were means nothing: one may stand for many.
    package borrowing func clear() throws(KernelError) { _ = try descriptor.readSome(upTo: 1024) }
}

/// Waiting for children as pid 1 does.
package enum Reaping {
    /// Reaps one child that has ended.
    ///
    /// - Returns: Its number and end; nil when none has ended.
    package static func next() -> (number: Int32, end: ProcessEnd)? {
        var status: Int32 = 0
        let number = unsafe trilatch_reap(&status)
        return number > 0 ? (number, ProcessEnd(status: status)) : nil
    }

    /// Sends a signal to a child that has not been reaped, so its number cannot be another's.
    package static func signal(_ number: Int32, _ signal: Int32) { _ = trilatch_kill(number, signal) }

    /// Sends a signal to every other process of the pid namespace whose pid 1 this process is; to none if it is no pid 1.
    ///
    /// The kernel holds new processes off meanwhile: none is missed. Without a namespace of its own this would reach
    /// everything that the user runs.
    ///
    /// The corresponding C function is `kill`, with -1.
    package static func signalAll(_ signal: Int32) {
        guard getpid() == 1 else { return }
        _ = trilatch_kill(-1, signal)
    }
}
