internal import CLinux
internal import Glibc

/// Signals that are read like bytes instead of interrupting the process.
///
/// Blocks them for as long as the process lives.
package struct SignalQueue: ~Copyable {
    /// Readable when a signal waits.
    package let descriptor: Descriptor

    /// From here on these signals only reach the queue.
    ///
    /// A program that is started afterwards has to unblock them.
    ///
    /// The corresponding C functions are `sigprocmask` and `signalfd`.
    package init(_ numbers: [Int32]) throws(KernelError) {
        descriptor = Descriptor(
            owning: try checked("signalfd", unsafe trilatch_catch_signals(numbers, numbers.count)))
    }

    /// The next signal's number; nil when none waits.
    package borrowing func next() -> Int32? {
        let result = trilatch_read_signal(descriptor.number)
        return result > 0 ? result : nil
    }

    /// A write to a pipe without reader gives EPIPE in this process, and no signal.
    package static func ignoreBrokenPipes() {
        _ = signal(SIGPIPE, SIG_IGN)
    }
}
