internal import CLinux
internal import Glibc

/// Two descriptors that a process waits for.
///
/// Without memory from the heap, for the launcher's two processes, which do nothing else while their box lives.
package struct WatchedPair {
    private var slots: [2 of pollfd]

    /// Errors and hang-ups are reported without being asked for.
    package init(_ first: Int32, _ firstEvents: PollSet.Events, _ second: Int32, _ secondEvents: PollSet.Events) {
        slots = [
            pollfd(fd: first, events: firstEvents.rawValue, revents: 0),
            pollfd(fd: second, events: secondEvents.rawValue, revents: 0),
        ]
    }

    /// What occurred; empty for nothing.
    package var first: PollSet.Events { PollSet.Events(rawValue: slots[0].revents) }
    package var second: PollSet.Events { PollSet.Events(rawValue: slots[1].revents) }

    /// Waits until an event occurs.
    ///
    /// The corresponding C function is `poll`.
    ///
    /// - Parameter milliseconds: The longest wait; nil for no end.
    /// - Returns: Whether anything occurred.
    package mutating func wait(atMost milliseconds: Int32? = nil) throws(KernelError) -> Bool {
        while true {
            var span = slots.mutableSpan
            let count = unsafe span.withUnsafeMutableBufferPointer { slots in
                unsafe poll(slots.baseAddress, nfds_t(slots.count), milliseconds ?? -1)
            }
            if count >= 0 { return count > 0 }
            guard errno == EINTR else { throw KernelError("poll", errno) }
        }
    }

    /// Lets go of the memory that this program's own code takes, and waits until an event occurs.
    ///
    /// As one step, because every function that runs in between would be read again, and with it its surroundings: on a
    /// kernel that caches files in large pieces (Linux 6.18), megabytes.
    package mutating func waitReleasingCode() throws(KernelError) {
        var span = slots.mutableSpan
        let count = unsafe span.withUnsafeMutableBufferPointer { slots in
            unsafe trilatch_release_code_and_poll(slots.baseAddress, slots.count)
        }
        if count == -EINTR { _ = try wait() } else { try checked("poll", count) }
    }
}
