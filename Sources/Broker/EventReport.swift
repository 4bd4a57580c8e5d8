internal import Egress
internal import Kernel

/// Events on their way to the supervisor.
struct EventReport {
    private var waiting: [[UInt8]] = []

    mutating func add(_ event: BrokerEvent) { waiting.append(event.encoded()) }

    /// Sends as many as there is room for.
    ///
    /// - Returns: Whether none is left.
    mutating func send(over line: borrowing Descriptor) throws(KernelError) -> Bool {
        var sent = 0
        defer { waiting.removeFirst(sent) }
        while sent < waiting.count {
            guard try Frames.trySend(waiting[sent], over: line) else { return false }
            sent += 1
        }
        return true
    }
}
