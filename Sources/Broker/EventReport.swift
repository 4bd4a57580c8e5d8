internal import Egress
internal import Kernel

/// Events on their way to the supervisor.
///
/// What a box can cause without anybody's consent, lookups and refused connections, is told one by one only as often as a
/// log can bear; the rest is counted. Connections that were made, and requests to inspected hosts, are all told; the same
/// request several times in a row is told once, with how often.
struct EventReport {
    private var waiting: [[UInt8]] = []
    /// When what waits is to be sent; nil while nothing waits.
    ///
    /// A little later than it occurs, so that the supervisor is not woken for every end of a short connection.
    private(set) var due: MonotonicTime?
    private var allowance = EventReport.burst
    private var filledAt = MonotonicTime.now
    private var suppressedLookups: UInt64 = 0
    private var suppressedRefusals: UInt64 = 0
    /// A request that may come once more before it is told.
    private var repeated: BrokerEvent?

    private static let delay = Duration.milliseconds(2)
    /// So many are sent at once all the same.
    private static let batch = 64
    private static let burst = 256
    private static let aSecond: Int64 = 16

    mutating func add(_ event: BrokerEvent) {
        switch event {
        case .lookup, .refused:
            guard takesOne() else {
                if case .lookup = event { suppressedLookups += 1 } else { suppressedRefusals += 1 }
                return
            }
            tellSuppressed()
        case .request(let connection, let method, let path, let outcome, let count):
            if case .request(connection, method, path, outcome, let before) = repeated {
                repeated = .request(connection, method: method, path: path, outcome, count: before &+ count)
            } else {
                tellRepeated()
                repeated = event
            }
            return wait(isUrgent: false)
        case .opened, .closed, .suppressed, .wantsResolverFiles, .authority, .asked, .undecided: break
        }
        tellRepeated()
        waiting.append(event.encoded())
        wait(isUrgent: event == .wantsResolverFiles)
    }

    private mutating func wait(isUrgent: Bool) {
        let now = MonotonicTime.now
        due = isUrgent || waiting.count >= EventReport.batch ? now : due ?? now + EventReport.delay
    }

    private mutating func tellRepeated() {
        guard let event = repeated else { return }
        waiting.append(event.encoded())
        repeated = nil
    }

    /// Tells of what was only counted.
    mutating func tellSuppressed() {
        tellRepeated()
        guard suppressedLookups + suppressedRefusals > 0 else { return }
        waiting.append(
            BrokerEvent.suppressed(lookups: suppressedLookups, refusals: suppressedRefusals).encoded())
        (suppressedLookups, suppressedRefusals) = (0, 0)
    }

    /// Whether one more may be told now.
    private mutating func takesOne() -> Bool {
        let now = MonotonicTime.now
        let earned = (now - filledAt).wholeNanoseconds / (1_000_000_000 / EventReport.aSecond)
        if earned > 0 {
            allowance = min(EventReport.burst, allowance + Int(clamping: earned))
            filledAt = now
        }
        guard allowance > 0 else { return false }
        allowance -= 1
        return true
    }

    /// Sends as many as there is room for.
    ///
    /// - Returns: Whether none is left.
    mutating func send(over line: borrowing Descriptor) throws(KernelError) -> Bool {
        tellRepeated()
        var sent = 0
        defer {
            waiting.removeFirst(sent)
            if waiting.isEmpty { due = nil }
        }
        while sent < waiting.count {
            guard try Frames.trySend(waiting[sent], over: line) else { return false }
            sent += 1
        }
        return true
    }
}
