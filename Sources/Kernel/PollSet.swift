internal import CLinux
internal import Glibc

/// What a loop waits for: a fixed number of slots, each a descriptor with the events wanted of it.
///
/// `poll(2)` and not `epoll(7)`: with a handful of descriptors it costs no more, what is wanted changes with nearly every
/// round and needs no call of its own, and it takes regular files and `/dev/null`, which `epoll` refuses.
package struct PollSet: Sendable {
    private var slots: [pollfd]

    package struct Events: OptionSet, Sendable {
        package let rawValue: Int16
        package init(rawValue: Int16) { self.rawValue = rawValue }
        /// There is something to read, or the end.
        package static let readable = Events(rawValue: Int16(POLLIN))
        /// There is room to write.
        package static let writable = Events(rawValue: Int16(POLLOUT))
        /// The other end is gone.
        ///
        /// Reported without being asked for.
        package static let broken = Events(rawValue: Int16(POLLERR))
        /// All other ends are gone.
        ///
        /// Reported without being asked for.
        package static let hungUp = Events(rawValue: Int16(POLLHUP))

        /// Whether nobody is at the other end any more.
        package var isBroken: Bool { !isDisjoint(with: [.broken, .hungUp]) }
    }

    package init(slots count: Int) {
        slots = [pollfd](repeating: pollfd(fd: -1, events: 0, revents: 0), count: count)
    }

    /// Waits for events of a descriptor, beside errors, which are always reported; nil waits for nothing of it.
    package mutating func want(_ events: Events?, of number: Int32, in slot: Int) {
        slots[slot] = pollfd(fd: events == nil ? -1 : number, events: events?.rawValue ?? 0, revents: 0)
    }

    /// Waits for events of a stream while it is open and `condition` holds.
    package mutating func want(
        _ events: Events, of stream: borrowing StreamEnd, in slot: Int, if condition: Bool = true
    ) {
        want(stream.isOpen && condition ? events : nil, of: stream.number, in: slot)
    }

    /// Waits until an event occurs or the time has come; nil waits for ever.
    ///
    /// The corresponding C function is `ppoll`.
    package mutating func wait(until deadline: MonotonicTime?) throws(KernelError) {
        while true {
            let left = deadline.map { max(0, ($0 - MonotonicTime.now).wholeNanoseconds) } ?? -1
            let result = unsafe trilatch_poll(&slots, slots.count, left)
            if result >= 0 { return }
            guard result == -EINTR else { throw KernelError("ppoll", -result) }
        }
    }

    /// The same, awake at first where that has been worth while.
    package mutating func wait(until deadline: MonotonicTime?, _ wakefulness: inout Wakefulness) throws(KernelError) {
        let start = MonotonicTime.now
        defer { wakefulness.waited(MonotonicTime.now - start) }
        let sleepsAt = start + wakefulness.allowance
        // An error counts as no event: the wait that sleeps meets it again.
        while MonotonicTime.now < sleepsAt {
            if unsafe poll(&slots, nfds_t(slots.count), 0) > 0 { return }
        }
        try wait(until: deadline)
    }

    /// What occurred in a slot; empty for nothing.
    package func events(in slot: Int) -> Events { Events(rawValue: slots[slot].revents) }
}
