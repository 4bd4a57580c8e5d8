package import Egress
internal import Glibc
internal import Kernel
package import Refusals

/// The broker of one box, started, and our end of the line to it.
///
/// A process of its own reads what hostile programs and strange hosts send, under rights that this one could not live
/// with. Dropping this value ends it, and with it every connection of the box.
package struct BrokerProcess: ~Copyable {
    let process: LaunchedProcess
    private let line: Descriptor
    /// Nobody is at the other end any more.
    private(set) var hasEnded = false

    /// Starts a broker and gives it its plan; it takes nothing in before it has the listeners.
    ///
    /// - Parameters:
    ///   - path: The broker's program, absolute.
    ///   - dedicatedIdentifier: For a root caller, the id of the host that it runs as.
    /// - Throws: `host.incomplete-installation`, `egress.broker-failed`.
    package static func spawn(
        path: String, plan: EgressPlan, dedicatedIdentifier: UInt32?
    ) throws(Refusal) -> BrokerProcess {
        do throws(KernelError) {
            try Descriptor.fillStandardNumbers()
            let nothing = try Descriptor.null().movedAbove(LaunchedProcess.firstFreeNumber)
            let pair = try Frames.pair().movedAbove(LaunchedProcess.firstFreeNumber)
            let process = try LaunchedProcess(
                path: path, arguments: ["trilatch-broker"] + (dedicatedIdentifier.map { ["\($0)"] } ?? []),
                descriptors: [nothing.number, nothing.number, nothing.number, pair.far.number])
            let broker = BrokerProcess(process: process, line: pair.keepNear())
            try Frames.send(BrokerOrder.plan(plan.encoded()).encoded(), over: broker.line)
            try broker.giveResolverFiles()
            return broker
        } catch {
            let isMissing = error.call.description == "posix_spawn"
            throw Refusal(
                isMissing ? .hostIncompleteInstallation : .egressBrokerFailed,
                isMissing ? "\(path) cannot be started: \(error)" : "the broker could not be started: \(error)")
        }
    }

    private init(process: consuming LaunchedProcess, line: consuming Descriptor) {
        self.process = process
        self.line = line
    }

    /// What the loop waits for.
    var number: Int32 { line.number }

    /// Hands the files over by which this host resolves names: the broker itself may open none.
    ///
    /// A host without one of them resolves without it.
    private borrowing func giveResolverFiles() throws(KernelError) {
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
        try? giveResolverFiles()
    }

    /// Hands over a socket that takes what the box sends.
    borrowing func take(_ listener: consuming Descriptor, index: UInt32) throws(KernelError) {
        try Frames.send(BrokerOrder.listener(index: index).encoded(), with: listener, over: line)
    }

    /// What the broker says next; nil where it says nothing for now, or has ended.
    ///
    /// - Throws: `egress.broker-failed` for what is no event.
    mutating func nextEvent() throws(Refusal) -> BrokerEvent? {
        guard !hasEnded else { return nil }
        var frame: [UInt8] = []
        do throws(KernelError) {
            guard let received = try Frames.receive(upTo: BrokerEvent.maximumLength, from: line.number) else {
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
            try Frames.send(BrokerOrder.finish.encoded(), over: broker.line)
            var poll = PollSet(slots: 1)
            let deadline = MonotonicTime.now + BrokerProcess.patience
            while !broker.hasEnded, MonotonicTime.now < deadline {
                poll.want(.readable, of: broker.line.number, in: 0)
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
        process.kill()
        let process = process
        _ = process.waitForEnd()
    }
}
