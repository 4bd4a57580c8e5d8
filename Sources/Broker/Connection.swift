internal import Addresses
internal import Egress
internal import Kernel

/// One connection that the box has made, from its first bytes to its end.
///
/// It is told where it may go before anybody outside hears of it: what it says of itself is read, the name is looked up, the
/// addresses are judged, and only what was judged is dialled.
final class Connection {
    let id: UInt64
    private let inner: Socket
    /// Where the box sent it.
    private let destination: IPAddress
    private let port: UInt16
    /// The granted name that its destination stands for.
    private var name: DNSName?

    private var phase = Phase.hello
    private var opening = ConnectionJudge.Opening.byName
    private var hello = ClientHelloReader()
    /// The protocols that its hello offers.
    private var protocols: [[UInt8]] = []
    /// What has been read of it, for the host.
    private var head: [UInt8] = []
    /// Where it may be dialled; nil while that is not known.
    private var addresses: [IPAddress]?
    private var race = AddressRace([], at: .zero)
    private var raceLook: MonotonicTime?
    private var attempts: [UInt64: (socket: Socket, address: IPAddress)] = [:]
    private var lastAttempt: UInt64 = 0
    private var outer: Socket?
    /// What looks into it, where its host is inspected.
    private var relay: InspectedRelay?
    private var out = Flow()
    private var back = Flow()
    private let begun: MonotonicTime
    private var lastActivity: MonotonicTime

    private enum Phase { case hello, resolving, dialling, relaying }

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
        lastActivity = now
    }

    /// Does a piece of work, and ends the connection where that cannot be done: never the broker.
    private func attempt(_ broker: Broker, _ work: () throws(KernelError) -> Void) {
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

    private func begin(_ opening: ConnectionJudge.Opening, _ broker: Broker) throws(KernelError) {
        self.opening = opening
        broker.look(at: begun + openingTime(broker))
        switch opening {
        case .refused(let reason): refuse(reason, broker)
        case .byName: try inner.want(.readable, in: broker.queue)
        case .granted(let grant, let target):
            if grant.tls == .required {
                try inner.want(.readable, in: broker.queue)
            } else {
                phase = .resolving
            }
            // While the hello is on its way.
            find(target, broker)
        }
    }

    private func find(_ target: ConnectionJudge.Target, _ broker: Broker) {
        switch target {
        case .address(let address): resolve([address], broker)
        case .name(let name): broker.lookups.resolve(name, for: id, broker)
        }
    }

    /// Takes the addresses of the name.
    func resolve(_ found: [IPAddress], _ broker: Broker) {
        guard addresses == nil, case .granted(let grant, _) = opening else { return }
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
            case .resolving: break
            case .dialling:
                if token.kind == .outer { try attendAttempt(token.id & ((1 << Connection.attemptBits) - 1), broker) }
            case .relaying: try move(broker, after: token, events)
            }
        }
    }

    func attendTime(_ now: MonotonicTime, _ broker: Broker) {
        guard phase == .relaying else {
            let end = begun + openingTime(broker)
            guard end > now else { return refuse(.tooLate, broker) }
            broker.look(at: end)
            if let raceLook, raceLook <= now, phase == .dialling {
                attempt(broker) { () throws(KernelError) in try run(broker) }
            }
            return
        }
        if let reason = relay?.attendTime(now) { return close(reason, isOrderly: reason != .tooLate, broker) }
        let end = lastActivity + idleTime(broker)
        guard end > now else { return close(.idle, broker) }
        broker.look(at: relay?.deadline ?? end)
    }

    private func idleTime(_ broker: Broker) -> Duration { .seconds(Int64(broker.rules?.limits.idleSeconds ?? 0)) }

    private func openingTime(_ broker: Broker) -> Duration {
        .seconds(Int64(broker.rules?.limits.openingSeconds ?? 0))
    }

    private func readHello(_ broker: Broker) throws(KernelError) {
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

    private func judge(_ outcome: ClientHelloReader.Outcome, _ broker: Broker) throws(KernelError) {
        guard outcome != .needsMore, let rules = broker.rules else { return }
        if case .hello(let hello) = outcome { protocols = hello.protocols }
        let asked = opening
        opening = rules.judge.judge(outcome, of: opening, port: port)
        switch opening {
        case .refused(let reason): refuse(reason, broker)
        case .byName: break
        case .granted(_, let target):
            try inner.want(nil, in: broker.queue)
            phase = .resolving
            if let addresses { return try dial(addresses, broker) }
            if asked == .byName {
                if case .name(let name) = target { self.name = name }
                find(target, broker)
            }
        }
    }

    // MARK: Dialling

    private func dial(_ addresses: [IPAddress], _ broker: Broker) throws(KernelError) {
        phase = .dialling
        race = AddressRace(addresses, at: MonotonicTime.now.sinceBeginning)
        try run(broker)
    }

    /// Dials what is to be dialled by now.
    private func run(_ broker: Broker) throws(KernelError) {
        raceLook = nil
        while true {
            let now = MonotonicTime.now.sinceBeginning
            switch race.step(at: now) {
            case .lost: return refuse(.unreachable, broker)
            case .wait(let time):
                raceLook = time.map { MonotonicTime(sinceBeginning: $0) }
                if let raceLook { broker.look(at: raceLook) }
                return
            case .dial(let address):
                do throws(KernelError) {
                    guard let endpoint = Endpoint(address.bytes, port: port) else { throw KernelError("connect", 22) }
                    lastAttempt += 1
                    let socket = Socket(
                        try InternetSocket.connect(to: endpoint, isStream: true),
                        Token(.outer, id << Connection.attemptBits | lastAttempt))
                    try socket.want(.writable, in: broker.queue)
                    attempts[lastAttempt] = (socket, address)
                } catch {
                    race.fail(at: now)
                }
            }
        }
    }

    private func attendAttempt(_ number: UInt64, _ broker: Broker) throws(KernelError) {
        guard let (socket, address) = attempts[number] else { return }
        do throws(KernelError) {
            try InternetSocket.outcome(of: socket.number)
        } catch {
            attempts[number] = nil
            race.fail(at: MonotonicTime.now.sinceBeginning)
            return try run(broker)
        }
        attempts = [:]
        outer = socket
        phase = .relaying
        lastActivity = .now
        broker.tell(.opened(described, to: address))
        if case .granted(let grant, .name(let name)) = opening, let inspection = grant.inspection {
            return try inspect(inspection, name, broker)
        }
        out = Flow(beginningWith: head)
        head = []
        try move(broker, after: nil, [])
    }

    // MARK: Relaying

    /// - Parameter token: The side that the events are of; nil moves what there is both ways.
    private func move(
        _ broker: Broker, after token: Token?, _ events: EventQueue.Events
    ) throws(KernelError) {
        guard let outer else { return }
        lastActivity = .now
        if let relay { return try move(relay, outer, broker) }
        let isOfInner = token?.kind == .inner
        let isOfBoth = token == nil || !events.isDisjoint(with: [.broken, .hungUp])
        let space = unsafe broker.relaySpace
        for isOut in [true, false] {
            guard isOfBoth || events.contains(isOut == isOfInner ? .readable : .writable) else { continue }
            let step =
                unsafe isOut
                ? out.move(from: inner.number, to: outer.number, through: space)
                : back.move(from: outer.number, to: inner.number, through: space)
            guard case .failed(let error) = step else { continue }
            // Whoever failed to be read from, or to be written to.
            let isInner = isOut == (error.call.description == "recv")
            return close(isInner ? .reset : .upstreamReset, broker)
        }
        guard !out.isDone || !back.isDone else { return close(.ended, broker) }
        try inner.want(Connection.wanted(reading: out, writing: back), in: broker.queue)
        try outer.want(Connection.wanted(reading: back, writing: out), in: broker.queue)
        broker.look(at: lastActivity + idleTime(broker))
    }

    /// What a side is waited for; nil for nothing, so that its hang-up, which is known, wakes nobody.
    private static func wanted(reading: Flow, writing: Flow) -> EventQueue.Events? {
        var events: EventQueue.Events = []
        if reading.wantsToRead { events.insert(.readable) }
        if writing.wantsToWrite { events.insert(.writable) }
        return events.isEmpty ? nil : events
    }

    // MARK: Inspection

    private func inspect(_ inspection: Inspection, _ name: DNSName, _ broker: Broker) throws(KernelError) {
        guard let outer, let rules = broker.rules else { return }
        let grant = InspectedRelay.Grant(
            authority: HTTPAuthority(name: name, port: port, isTLS: true), inspection: inspection,
            placeholders: rules.placeholders, patience: openingTime(broker))
        do throws(EgressReason) {
            relay = try InspectedRelay(grant, hello: head, offering: protocols, broker.means)
        } catch {
            return close(error, broker)
        }
        head = []
        if let relay { try move(relay, outer, broker) }
    }

    private func move(_ relay: InspectedRelay, _ outer: Socket, _ broker: Broker) throws(KernelError) {
        let step: InspectedRelay.Step
        do throws(EgressReason) {
            step = try unsafe relay.move(inner: inner.number, outer: outer.number, through: broker.smallSpace)
        } catch {
            tell(relay, broker)
            return close(error, broker)
        }
        tell(relay, broker)
        switch step {
        case .over(let reason): close(reason, isOrderly: true, broker)
        case .goesOn:
            try inner.want(relay.wantedOfProgram, in: broker.queue)
            try outer.want(relay.wantedOfHost, in: broker.queue)
            broker.look(at: relay.deadline ?? lastActivity + idleTime(broker))
        }
    }

    private func tell(_ relay: InspectedRelay, _ broker: Broker) {
        for found in relay.takeOutcomes() {
            broker.tell(.request(described, method: found.method, path: found.path, found.outcome, count: 1))
        }
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
        broker.connections[id] = nil
    }

    /// - Parameter isOrderly: Both sides have heard the end; else they see a reset.
    private func close(_ reason: EgressReason, isOrderly: Bool = false, _ broker: Broker) {
        let milliseconds = (MonotonicTime.now - begun).wholeNanoseconds / 1_000_000
        broker.tell(
            .closed(
                described, reason, bytesOut: relay?.bytesOut ?? out.passed, bytesIn: relay?.bytesIn ?? back.passed,
                milliseconds: UInt64(clamping: milliseconds)))
        if reason != .ended {
            if !isOrderly { InternetSocket.resetWhenClosed(inner.number) }
            if let outer { InternetSocket.resetWhenClosed(outer.number) }
        }
        broker.connections[id] = nil
    }

    private var described: BrokerEvent.Connection {
        BrokerEvent.Connection(id: id, destination: destination, port: port, name: name?.description ?? "")
    }
}
