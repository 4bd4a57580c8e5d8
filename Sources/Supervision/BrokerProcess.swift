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
    /// Encoded; empty until `begin`.
    private var plan: [UInt8] = []
    /// The host's bundle of authorities, for a box with inspected hosts.
    private var trust: Kept?
    /// What the box trusts, with its key, for a broker that follows this one: nobody here ever reads it.
    private var authority: Kept?
    /// What the broker puts into requests; nil for a box without secrets.
    private var secrets: BoxSecrets?
    /// What a person has said of hosts, for a broker that follows this one.
    private var decisions: [DNSName: Bool] = [:]
    /// The sockets of the box's network, for a broker that follows this one.
    private var listeners: [Kept] = []
    /// When brokers were started again.
    private var restarts: [MonotonicTime] = []
    /// Nobody is at the other end any more.
    private(set) var hasEnded = false

    /// What every broker of the box is started with.
    private struct Start {
        let path: String
        let arguments: [String]
        /// The box has inspected hosts.
        let inspects: Bool
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

    /// A descriptor that goes to every broker of the box.
    private final class Kept {
        let order: BrokerOrder
        let descriptor: Descriptor

        init(_ order: BrokerOrder, _ descriptor: consuming Descriptor) {
            self.order = order
            self.descriptor = descriptor
        }

        func send(over line: borrowing Descriptor) throws(KernelError) {
            // The broker before has read files to their end.
            if case .listener = order {} else { try descriptor.rewind() }
            try Frames.send(order.encoded(), with: descriptor, over: line)
        }
    }

    /// Starts a broker, which does nothing before `begin`, but makes an authority where it has hosts to inspect.
    ///
    /// - Parameters:
    ///   - path: The broker's program, absolute.
    ///   - inspects: The box has inspected hosts: `awaitCertificate` gives what it must trust.
    ///   - dedicatedIdentifier: For a root caller, the id of the host that it runs as.
    ///   - mayLackLandlock: The box's profile accepts a host without Landlock; else there is no broker on such a host.
    /// - Throws: `host.incomplete-installation`, `egress.broker-failed`.
    package static func spawn(
        path: String, inspects: Bool, dedicatedIdentifier: UInt32?, mayLackLandlock: Bool
    ) throws(Refusal) -> BrokerProcess {
        let start = Start(
            path: path,
            arguments: (mayLackLandlock ? [BrokerOrder.withoutLandlockArgument] : [])
                + (dedicatedIdentifier.map { ["\($0)"] } ?? []),
            inspects: inspects)
        do throws(KernelError) {
            return BrokerProcess(start, try run(start, isFirst: true))
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

    private static func run(_ start: Start, isFirst: Bool) throws(KernelError) -> Running {
        try Descriptor.fillStandardNumbers()
        let nothing = try Descriptor.null().movedAbove(LaunchedProcess.firstFreeNumber)
        let makesAuthority =
            start.inspects ? [isFirst ? BrokerOrder.inspectArgument : BrokerOrder.followArgument] : []
        let pair = try Frames.pair().movedAbove(LaunchedProcess.firstFreeNumber)
        let process = try LaunchedProcess(
            path: start.path, arguments: ["trilatch-broker"] + makesAuthority + start.arguments,
            descriptors: [nothing.number, nothing.number, nothing.number, pair.far.number])
        return Running(process: process, line: pair.keepNear())
    }

    /// Waits for the certificate of the authority that the broker has made, which it does while the profile is resolved.
    ///
    /// - Returns: The certificate in PEM, with a line break at its end.
    /// - Throws: `egress.broker-failed`.
    package mutating func awaitCertificate() throws(Refusal) -> [UInt8] {
        do throws(KernelError) {
            var poll = PollSet(slots: 1)
            poll.want(.readable, of: number, in: 0)
            try poll.wait(until: .now + BrokerProcess.patience)
            if var frame = try Frames.receive(upTo: BrokerEvent.maximumLength, from: number),
                case .authority(let certificate)? = BrokerEvent(frame: frame.bytes), let key = frame.descriptor.take()
            {
                authority = Kept(.authority, key)
                return Array(certificate.utf8)
            }
        } catch {
            throw Refusal(.egressBrokerFailed, "the broker's authority did not arrive: \(error)")
        }
        throw Refusal(.egressBrokerFailed, "the broker made no authority for the box to trust")
    }

    /// Gives the broker its plan; it takes nothing in before it has the listeners.
    ///
    /// - Parameters:
    ///   - bundle: For a box with inspected hosts, the file of the authorities that the host trusts.
    ///   - secrets: Those whose placeholders are in the plan.
    /// - Throws: `egress.broker-failed`, and those of `BoxSecrets.give`.
    package mutating func begin(
        _ plan: EgressPlan, trusting bundle: String?, secrets: BoxSecrets? = nil
    ) throws(Refusal) {
        precondition(start.inspects == (authority != nil), "the box must know what it trusts")
        self.plan = plan.encoded()
        self.secrets = secrets
        do throws(KernelError) {
            trust = try bundle.map { (path) throws(KernelError) in Kept(.trust, try Descriptor.reading(path)) }
        } catch {
            throw BrokerProcess.untold(error)
        }
        try instruct(running.line)
    }

    /// Tells a broker all that every broker of the box is told; the listeners last, for then it takes connections in.
    private func instruct(_ line: borrowing Descriptor) throws(Refusal) {
        do throws(KernelError) {
            try Frames.send(BrokerOrder.plan(plan).encoded(), over: line)
            try trust?.send(over: line)
        } catch {
            throw BrokerProcess.untold(error)
        }
        try secrets?.give(over: line)
        do throws(KernelError) {
            for (name, isAllowed) in decisions { try BrokerProcess.tell(name, isAllowed, over: line) }
            try BrokerProcess.giveResolverFiles(over: line)
            for listener in listeners { try listener.send(over: line) }
        } catch {
            throw BrokerProcess.untold(error)
        }
    }

    private static func untold(_ error: KernelError) -> Refusal {
        Refusal(.egressBrokerFailed, "the broker did not take its plan: \(error)")
    }

    /// Starts another one in place of one that has ended.
    ///
    /// Its connections are gone; what the box dials next is served. Whoever can end a broker by what it sends could do so
    /// for ever, so that it comes to an end.
    ///
    /// - Throws: `egress.broker-failed`, and those of `BoxSecrets.give`: its secrets are read again.
    mutating func restart() throws(Refusal) {
        let now = MonotonicTime.now
        restarts.removeAll { now - $0 > BrokerProcess.memory }
        guard hasEnded, restarts.count < BrokerProcess.mostRestarts else {
            throw Refusal(.egressBrokerFailed, "the broker of the box ends again and again")
        }
        restarts.append(now)
        var next = try follow()
        do throws(Refusal) {
            try instruct(next.line)
        } catch {
            next.end()
            throw error
        }
        swap(&running, &next)
        next.end()
        hasEnded = false
    }

    /// One that the box trusts as it trusted the one before.
    private func follow() throws(Refusal) -> Running {
        do throws(KernelError) {
            let next = try BrokerProcess.run(start, isFirst: false)
            try authority?.send(over: next.line)
            return next
        } catch {
            throw Refusal(.egressBrokerFailed, "the broker of the box ended, and no other could be started: \(error)")
        }
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
        let kept = Kept(.listener(index: index), listener)
        listeners.append(kept)
        try kept.send(over: running.line)
    }

    /// Tells it what a person has said of a host that no grant names.
    mutating func decide(_ name: DNSName, isAllowed: Bool) throws(KernelError) {
        decisions[name] = isAllowed
        try BrokerProcess.tell(name, isAllowed, over: running.line)
    }

    private static func tell(
        _ name: DNSName, _ isAllowed: Bool, over line: borrowing Descriptor
    ) throws(KernelError) {
        try Frames.send((isAllowed ? BrokerOrder.allow(name) : .deny(name)).encoded(), over: line)
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
        switch BrokerEvent(frame: frame) {
        case .some(.authority):
            // What the box trusts is made once, before a broker has read anything of anybody's.
            throw Refusal(.egressBrokerFailed, "the broker makes an authority that nobody wanted")
        case .some(let event): return event
        case nil: throw Refusal(.egressBrokerFailed, "the broker says what this version does not know")
        }
    }

    /// Tells it that its box has ended, gives what it still has to say, and waits for its end.
    consuming func finish(_ hear: (BrokerEvent) -> Void) {
        var broker = self
        do throws(KernelError) {
            try Frames.send(BrokerOrder.finish.encoded(), over: broker.running.line)
            var poll = PollSet(slots: 1)
            let deadline = MonotonicTime.now + BrokerProcess.farewell
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
    private static let farewell = Duration.seconds(1)
    /// Longer than it takes to make an authority.
    private static let patience = Duration.seconds(10)

    /// Ends it, and waits for its end.
    package consuming func end() {
        let running = running
        running.end()
    }
}
