package import Egress
internal import Glibc
internal import Kernel
package import Refusals

/// The broker of one box, started, and our end of the line to it.
///
/// A process of its own reads what hostile programs and strange hosts send, under rights that this one could not live
/// with. Dropping this value ends it, and with it every connection of the box.
package struct BrokerProcess: ~Copyable {
    private let start: Start
    private var running: Running
    /// The sockets of the box's network, for a broker that follows this one.
    private var listeners: [KeptListener] = []
    /// When brokers were started again.
    private var restarts: [MonotonicTime] = []
    /// Nobody is at the other end any more.
    private(set) var hasEnded = false

    /// What every broker of the box is started with.
    private struct Start {
        let path: String
        let arguments: [String]
        let plan: [UInt8]
    }

    private struct Running: ~Copyable {
        let process: LaunchedProcess
        let line: Descriptor

        /// Ends it, and waits for its end.
        consuming func end() {
            process.kill()
            let process = process
            _ = process.waitForEnd()
        }
    }

    private final class KeptListener {
        let index: UInt32
        let socket: Descriptor

        init(_ index: UInt32, _ socket: consuming Descriptor) {
            self.index = index
            self.socket = socket
        }
    }

    /// Starts a broker and gives it its plan; it takes nothing in before it has the listeners.
    ///
    /// - Parameters:
    ///   - path: The broker's program, absolute.
    ///   - dedicatedIdentifier: For a root caller, the id of the host that it runs as.
    ///   - mayLackLandlock: The box's profile accepts a host without Landlock; else there is no broker on such a host.
    /// - Throws: `host.incomplete-installation`, `egress.broker-failed`.
    package static func spawn(
        path: String, plan: EgressPlan, dedicatedIdentifier: UInt32?, mayLackLandlock: Bool
    ) throws(Refusal) -> BrokerProcess {
        let start = Start(
            path: path,
            arguments: ["trilatch-broker"] + (mayLackLandlock ? [BrokerOrder.withoutLandlockArgument] : [])
                + (dedicatedIdentifier.map { ["\($0)"] } ?? []),
            plan: plan.encoded())
        do throws(KernelError) {
            return BrokerProcess(start, try run(start, listeners: []))
        } catch {
            let isMissing = error.call.description == "posix_spawn"
            throw Refusal(
                isMissing ? .hostIncompleteInstallation : .egressBrokerFailed,
                isMissing ? "\(path) cannot be started: \(error)" : "the broker could not be started: \(error)")
        }
    }

    private init(_ start: Start, _ running: consuming Running) {
        self.start = start
        self.running = running
    }

    private static func run(_ start: Start, listeners: [KeptListener]) throws(KernelError) -> Running {
        try Descriptor.fillStandardNumbers()
        let nothing = try Descriptor.null().movedAbove(LaunchedProcess.firstFreeNumber)
        let pair = try Frames.pair().movedAbove(LaunchedProcess.firstFreeNumber)
        let process = try LaunchedProcess(
            path: start.path, arguments: start.arguments,
            descriptors: [nothing.number, nothing.number, nothing.number, pair.far.number])
        let running = Running(process: process, line: pair.keepNear())
        try Frames.send(BrokerOrder.plan(start.plan).encoded(), over: running.line)
        try giveResolverFiles(over: running.line)
        for listener in listeners {
            try Frames.send(
                BrokerOrder.listener(index: listener.index).encoded(), with: listener.socket, over: running.line)
        }
        return running
    }

    /// Starts another one in place of one that has ended.
    ///
    /// Its connections are gone; what the box dials next is served. Whoever can end a broker by what it sends could do so
    /// for ever, so that it comes to an end.
    ///
    /// - Returns: Whether there is one again.
    mutating func restart() -> Bool {
        let now = MonotonicTime.now
        restarts.removeAll { now - $0 > BrokerProcess.memory }
        guard hasEnded, restarts.count < BrokerProcess.mostRestarts else { return false }
        restarts.append(now)
        // By what went wrong there is no broker, which is all that counts here.
        guard var next = try? BrokerProcess.run(start, listeners: listeners) else { return false }
        swap(&running, &next)
        next.end()
        hasEnded = false
        return true
    }

    /// So many times within so long, a broker is started again.
    private static let mostRestarts = 3
    private static let memory = Duration.seconds(600)

    /// What the loop waits for.
    var number: Int32 { running.line.number }

    /// Hands the files over by which this host resolves names: the broker itself may open none.
    ///
    /// A host without one of them resolves without it.
    private static func giveResolverFiles(over line: borrowing Descriptor) throws(KernelError) {
        for (order, path) in [(BrokerOrder.hosts, "/etc/hosts"), (.resolverConfiguration, "/etc/resolv.conf")] {
            do throws(KernelError) {
                let file = try Descriptor.reading(path)
                try Frames.send(order.encoded(), with: file, over: line)
            } catch {
                guard error.code == ENOENT || error.code == EACCES else { throw error }
                try Frames.send(order.encoded(), over: line)
            }
        }
    }

    /// The same later.
    borrowing func giveResolverFilesAgain() {
        // A broker that cannot take them is gone, which its line says.
        try? BrokerProcess.giveResolverFiles(over: running.line)
    }

    /// Hands over a socket that takes what the box sends.
    mutating func take(_ listener: consuming Descriptor, index: UInt32) throws(KernelError) {
        let kept = KeptListener(index, listener)
        listeners.append(kept)
        try Frames.send(BrokerOrder.listener(index: index).encoded(), with: kept.socket, over: running.line)
    }

    /// What the broker says next; nil where it says nothing for now, or has ended.
    ///
    /// - Throws: `egress.broker-failed` for what is no event.
    mutating func nextEvent() throws(Refusal) -> BrokerEvent? {
        guard !hasEnded else { return nil }
        var frame: [UInt8] = []
        do throws(KernelError) {
            guard let received = try Frames.receive(upTo: BrokerEvent.maximumLength, from: running.line.number) else {
                return nil
            }
            frame = received.bytes
        } catch {
            // What sends that is no broker.
        }
        guard !frame.isEmpty else {
            hasEnded = true
            return nil
        }
        guard let event = BrokerEvent(frame: frame) else {
            throw Refusal(.egressBrokerFailed, "the broker says what this version does not know")
        }
        return event
    }

    /// Tells it that its box has ended, gives what it still has to say, and waits for its end.
    consuming func finish(_ hear: (BrokerEvent) -> Void) {
        var broker = self
        do throws(KernelError) {
            try Frames.send(BrokerOrder.finish.encoded(), over: broker.running.line)
            var poll = PollSet(slots: 1)
            let deadline = MonotonicTime.now + BrokerProcess.patience
            while !broker.hasEnded, MonotonicTime.now < deadline {
                poll.want(.readable, of: broker.number, in: 0)
                try poll.wait(until: deadline)
                do throws(Refusal) {
                    while let event = try broker.nextEvent() { hear(event) }
                } catch {
                    break
                }
            }
        } catch {
            // It has ended by itself.
        }
        broker.end()
    }

    /// How long it may take to say its last.
    private static let patience = Duration.seconds(1)

    /// Ends it, and waits for its end.
    package consuming func end() {
        let running = running
        running.end()
    }
}
