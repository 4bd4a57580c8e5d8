internal import Addresses
internal import Egress
internal import Kernel

/// One connection that the box has made, from its first bytes to its end.
///
/// It is told where it may go before anybody outside hears of it: what it says of itself is read, the name is looked up, the
/// addresses are judged, and only what was judged is dialled.
final class Connection {
    let id: UInt64
    let inner: Socket
    /// Where the box sent it.
    let destination: IPAddress
    let port: UInt16
    /// The granted name that its destination stands for.
    var name: DNSName?

    var phase = Phase.hello
    var opening = ConnectionJudge.Opening.byName
    var hello = ClientHelloReader()
    /// The protocols that its hello offers.
    var protocols: [[UInt8]] = []
    /// What has been read of it, for the host.
    var head: [UInt8] = []
    /// Where it may be dialled; nil while that is not known.
    var addresses: [IPAddress]?
    var race = AddressRace([], at: .zero)
    var raceLook: MonotonicTime?
    var attempts: [UInt64: (socket: Socket, address: IPAddress)] = [:]
    var lastAttempt: UInt64 = 0
    var outer: Socket?
    /// What looks into it, where its host is inspected.
    var relay: InspectedRelay?
    /// How many bytes its grant knows of.
    var counted: (out: UInt64, back: UInt64) = (0, 0)
    var out = Flow()
    var back = Flow()
    /// The grant that it counts for.
    var use: (grant: Int, limits: GrantLimits)?
    let begun: MonotonicTime
    /// Since when it could have been made.
    private var openingSince: MonotonicTime
    var lastActivity: MonotonicTime

    enum Phase { case hello, held, resolving, dialling, relaying }

    /// The bits of a token's number that say which attempt it is of.
    static let attemptBits: UInt64 = 8

    init(
        _ id: UInt64, _ inner: consuming Descriptor, to destination: IPAddress, port: UInt16, name: DNSName?,
        at now: MonotonicTime = .now
    ) {
        self.id = id
        self.destination = destination
        self.port = port
        self.name = name
        self.inner = Socket(inner, Token(.inner, id << Connection.attemptBits))
        begun = now
        openingSince = now
        lastActivity = now
    }

    /// Does a piece of work, and ends the connection where that cannot be done: never the broker.
    func attempt(_ broker: Broker, _ work: () throws(KernelError) -> Void) {
        do throws(KernelError) {
            try work()
        } catch {
            if phase == .relaying { close(.brokerFailed, broker) } else { refuse(.brokerFailed, broker) }
        }
    }

    /// Acts on what its destination came to.
    func open(_ opening: ConnectionJudge.Opening, _ broker: Broker) {
        attempt(broker) { () throws(KernelError) in try begin(opening, broker) }
    }

    func begin(_ opening: ConnectionJudge.Opening, _ broker: Broker) throws(KernelError) {
        self.opening = opening
        broker.look(at: openingSince + openingTime(broker))
        switch opening {
        case .refused(let reason): refuse(reason, broker)
        case .byName, .unknown: try inner.want(.readable, in: broker.queue)
        case .granted(let grant, let number, let target):
            guard count(number, grant.limits, broker) else { return }
            if grant.tls == .required {
                try inner.want(.readable, in: broker.queue)
            } else {
                phase = .resolving
            }
            // While the hello is on its way.
            find(target, broker)
        }
    }

    /// Counts it as one of its grant's, or refuses it where the grant is used up.
    func count(_ number: Int, _ limits: GrantLimits, _ broker: Broker) -> Bool {
        if let reason = broker.uses[number].objection(under: limits) {
            refuse(reason, broker)
            return false
        }
        broker.uses[number].connections += 1
        use = (number, limits)
        return true
    }

    func find(_ target: ConnectionJudge.Target, _ broker: Broker) {
        switch target {
        case .address(let address): resolve([address], broker)
        case .name(let name): broker.lookups.resolve(name, for: id, broker)
        }
    }

    /// Takes the addresses of the name.
    func resolve(_ found: [IPAddress], _ broker: Broker) {
        guard addresses == nil, case .granted(let grant, _, _) = opening else { return }
        let rules = AddressRules(granted: grant.ranges)
        let allowed = found.filter { rules.objection(to: $0) == nil }
        guard !allowed.isEmpty else { return refuse(.forbiddenAddress, broker) }
        addresses = allowed
        guard phase == .resolving else { return }
        attempt(broker) { () throws(KernelError) in try dial(allowed, broker) }
    }

    // MARK: Events

    func attend(_ token: Token, _ events: EventQueue.Events, _ broker: Broker) {
        attempt(broker) { () throws(KernelError) in
            switch phase {
            case .hello: try readHello(broker)
            case .held, .resolving: break
            case .dialling:
                if token.kind == .outer { try attendAttempt(token.id & ((1 << Connection.attemptBits) - 1), broker) }
            case .relaying: try move(broker, after: token, events)
            }
        }
    }

    func attendTime(_ now: MonotonicTime, _ broker: Broker) {
        // Its time is that of the person.
        guard phase != .held else { return }
        guard phase == .relaying else {
            let end = openingSince + openingTime(broker)
            guard end > now else { return refuse(.tooLate, broker) }
            broker.look(at: end)
            if let raceLook, raceLook <= now, phase == .dialling {
                attempt(broker) { () throws(KernelError) in try run(broker) }
            }
            return
        }
        if let reason = relay?.attendTime(now) { return close(reason, isOrderly: reason != .tooLate, broker) }
        if let total, total <= now { return close(.tooLong, broker) }
        let end = lastActivity + idleTime(broker)
        guard end > now else { return close(.idle, broker) }
        lookAtTime(broker)
    }

    /// Has the loop look when the time of something is over.
    func lookAtTime(_ broker: Broker) {
        broker.look(at: relay?.deadline ?? lastActivity + idleTime(broker))
        if let total { broker.look(at: total) }
    }

    func idleTime(_ broker: Broker) -> Duration {
        .seconds(Int64(use?.limits.idleSeconds ?? broker.rules?.limits.idleSeconds ?? 0))
    }

    /// When it must be over; nil where it may last.
    var total: MonotonicTime? { use?.limits.totalSeconds.map { begun + .seconds(Int64($0)) } }

    func openingTime(_ broker: Broker) -> Duration {
        .seconds(Int64(broker.rules?.limits.openingSeconds ?? 0))
    }

    func readHello(_ broker: Broker) throws(KernelError) {
        do throws(KernelError) {
            switch try unsafe InternetSocket.read(into: broker.smallSpace, from: inner.number) {
            case .nothing: return
            case .ended: return refuse(.noTLS, broker)
            case .bytes(let count):
                let bytes = unsafe Array(broker.space[..<count])
                head += bytes
                try judge(hello.feed(bytes.span), broker)
            }
        } catch {
            refuse(.reset, broker)
        }
    }

    func judge(_ outcome: ClientHelloReader.Outcome, _ broker: Broker) throws(KernelError) {
        guard outcome != .needsMore, let rules = broker.rules else { return }
        if case .hello(let hello) = outcome { protocols = hello.protocols }
        let asked = opening
        opening = rules.judge.judge(outcome, of: opening, port: port)
        switch opening {
        case .refused(let reason): refuse(reason, broker)
        case .byName: break
        case .unknown(let name):
            try inner.want(nil, in: broker.queue)
            phase = .held
            if let reason = broker.asked.hold(id, for: name, broker) { refuse(reason, broker) }
        case .granted(let grant, let number, let target):
            if asked == .byName, !count(number, grant.limits, broker) { return }
            try inner.want(nil, in: broker.queue)
            phase = .resolving
            if let addresses { return try dial(addresses, broker) }
            if asked == .byName {
                if case .name(let name) = target { self.name = name }
                find(target, broker)
            }
        }
    }

    /// Goes on with a connection that has waited for a person, who has let it pass.
    func proceed(_ broker: Broker) {
        guard phase == .held, let rules = broker.rules, let name else { return }
        opening = rules.judge.judge(destination, port: port, standingFor: name)
        guard case .granted(let grant, let number, let target) = opening else { return refuse(.brokerFailed, broker) }
        guard count(number, grant.limits, broker) else { return }
        phase = .resolving
        openingSince = .now
        broker.look(at: openingSince + openingTime(broker))
        find(target, broker)
    }

    /// Counts what has passed.
    ///
    /// - Returns: Why it ends, where that was too much.
    func account(_ broker: Broker) -> EgressReason? {
        guard let use else { return nil }
        let passed = (out: relay?.bytesOut ?? out.passed, back: relay?.bytesIn ?? back.passed)
        broker.uses[use.grant].bytesOut += passed.out - counted.out
        broker.uses[use.grant].bytesIn += passed.back - counted.back
        counted = passed
        return broker.uses[use.grant].excess(over: use.limits)
    }

    // MARK: The end

    /// Ends it because its box has ended.
    func finish(_ broker: Broker) {
        if phase == .relaying { close(.boxEnded, broker) } else { refuse(.boxEnded, broker) }
    }

    /// Ends a connection that nobody outside has heard of; the box sees a reset.
    func refuse(_ reason: EgressReason, _ broker: Broker) {
        broker.tell(.refused(described, reason))
        InternetSocket.resetWhenClosed(inner.number)
        leave(broker)
    }

    func leave(_ broker: Broker) {
        _ = account(broker)
        if let use { broker.uses[use.grant].connections -= 1 }
        use = nil
        broker.connections[id] = nil
    }

    /// - Parameter isOrderly: Both sides have heard the end; else they see a reset.
    func close(_ reason: EgressReason, isOrderly: Bool = false, _ broker: Broker) {
        let milliseconds = (MonotonicTime.now - begun).wholeNanoseconds / 1_000_000
        broker.tell(
            .closed(
                described, reason, bytesOut: relay?.bytesOut ?? out.passed, bytesIn: relay?.bytesIn ?? back.passed,
                milliseconds: UInt64(clamping: milliseconds)))
        if reason != .ended {
            if !isOrderly { InternetSocket.resetWhenClosed(inner.number) }
            if let outer { InternetSocket.resetWhenClosed(outer.number) }
        }
        leave(broker)
    }

    var described: BrokerEvent.Connection {
        BrokerEvent.Connection(id: id, destination: destination, port: port, name: name?.description ?? "")
    }
}
