internal import CLinux
internal import Glibc

/// What a loop with many descriptors waits for.
///
/// Source: epoll(7); level-triggered.
package struct EventQueue: ~Copyable {
    private let descriptor: Descriptor
    private var found: [trilatch_event]
    private var count = 0

    /// The most events that one wait gives.
    private static let capacity = 64

    package init() throws(KernelError) {
        descriptor = Descriptor(owning: try checked("epoll_create1", trilatch_events_create()))
        found = [trilatch_event](repeating: trilatch_event(), count: EventQueue.capacity)
    }

    package struct Events: OptionSet, Sendable {
        package let rawValue: UInt32
        package init(rawValue: UInt32) { self.rawValue = rawValue }
        /// There is something to read, or the end.
        package static let readable = Events(rawValue: 0x1 /* EPOLLIN */)
        /// There is room to write.
        package static let writable = Events(rawValue: 0x4 /* EPOLLOUT */)
        /// Reported without being asked for.
        package static let broken = Events(rawValue: 0x8 /* EPOLLERR */)
        /// Reported without being asked for.
        package static let hungUp = Events(rawValue: 0x10 /* EPOLLHUP */)
    }

    /// Begins to wait for events of a descriptor; closing its last copy ends it.
    ///
    /// - Parameter token: What the events are told by.
    package borrowing func add(_ number: Int32, _ events: Events, token: UInt64) throws(KernelError) {
        try checked(
            "epoll_ctl",
            trilatch_events_control(descriptor.number, 1 /* EPOLL_CTL_ADD */, number, events.rawValue, token))
    }

    /// Waits for other events of a descriptor.
    package borrowing func change(_ number: Int32, _ events: Events, token: UInt64) throws(KernelError) {
        try checked(
            "epoll_ctl",
            trilatch_events_control(descriptor.number, 3 /* EPOLL_CTL_MOD */, number, events.rawValue, token))
    }

    /// Waits no more for a descriptor that stays open.
    package borrowing func remove(_ number: Int32) {
        // It was there; nothing else can be wrong with it.
        _ = trilatch_events_control(descriptor.number, 2 /* EPOLL_CTL_DEL */, number, 0, 0)
    }

    /// Waits until events occur or the time has come; nil waits for ever.
    ///
    /// - Returns: How many events there are.
    package mutating func wait(until deadline: MonotonicTime?) throws(KernelError) -> Int {
        let milliseconds: Int32 =
            deadline.map { time in
                let left = max(0, (time - MonotonicTime.now).wholeNanoseconds)
                return Int32(clamping: (left + 999_999) / 1_000_000)
            } ?? -1
        let result = unsafe trilatch_events_wait(descriptor.number, &found, Int32(found.count), milliseconds)
        count = result == -EINTR ? 0 : Int(try checked("epoll_wait", result))
        return count
    }

    /// One of the events of the last wait.
    package borrowing func event(_ index: Int) -> (token: UInt64, events: Events) {
        (found[index].token, Events(rawValue: found[index].events))
    }
}
