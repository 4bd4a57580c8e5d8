internal import Addresses
internal import Egress
internal import Kernel
internal import LaunchPlan

/// The broker of one box: its loop, and what all connections share.
///
/// One thread waits for everything. What is kept of a connection is bounded, and so is their number.
@safe final class Broker {
    let line: Socket
    var queue: EventQueue
    /// What the supervisor gave; nil before, when nothing is taken in.
    var rules: Rules?
    var names: NameService
    var lookups: Lookups
    let asked = AskedNames()
    let means: InspectionMeans
    /// By the grants' places in the plan.
    var uses: [GrantUse] = []
    var connections: [UInt64: Connection] = [:]
    private var listeners: [UInt64: Socket] = [:]
    private var report: EventReport
    private var lastID: UInt64 = 0
    /// The loop need not look at the time before; nil while nothing waits for it.
    private var nextLook: MonotonicTime?
    private var isTakingIn = true
    /// The supervisor has no room for what there is to tell.
    private var isReportStuck = false
    /// Until when there is no room for connections.
    private var fullUntil: MonotonicTime?
    /// Scratch of whoever is served at the moment.
    let space: UnsafeMutableRawBufferPointer

    /// What the plan says.
    struct Rules {
        var judge: ConnectionJudge
        let limits: EgressLimits
        let placeholders: [Placeholder]
    }

    /// Bytes that are moved at once.
    private static let spaceLength = 256 << 10
    private static let smallSpaceLength = 16 << 10
    private static let fewConnections = 32
    /// How long nothing is taken in when there is no room for it.
    private static let pause = Duration.milliseconds(100)
    /// Connections that are taken in at once, before others are served again.
    private static let accepts = 16

    init(
        line: consuming Descriptor, queue: consuming EventQueue, means: InspectionMeans
    ) throws(KernelError) {
        self.means = means
        self.line = Socket(line, Token(.line))
        self.queue = queue
        names = NameService()
        lookups = Lookups()
        report = EventReport()
        unsafe space = UnsafeMutableRawBufferPointer.allocate(byteCount: Broker.spaceLength, alignment: 4096)
        try self.line.want(.readable, in: self.queue)
    }

    deinit { unsafe space.deallocate() }

    /// A part of the scratch that bounds what many connections hold at once.
    var smallSpace: UnsafeMutableRawBufferPointer {
        unsafe UnsafeMutableRawBufferPointer(rebasing: space[..<Broker.smallSpaceLength])
    }

    /// The scratch for bytes that may have to be held: all of it while there are few connections, so that together they
    /// never hold more than 32 MiB.
    var relaySpace: UnsafeMutableRawBufferPointer {
        unsafe connections.count <= Broker.fewConnections ? space : smallSpace
    }

    /// Serves until the supervisor is gone.
    func serve() throws(KernelError) {
        while true {
            let count = try queue.wait(until: nextLook)
            for index in 0..<count {
                let (token, events) = queue.event(index)
                guard try act(on: Token(rawValue: token), events) else { return }
            }
            if let nextLook, nextLook <= .now { lookAtTime() }
            if let due = report.due { if due <= .now { try sendReport() } else { look(at: due) } }
            try arrangeListeners()
        }
    }

    /// - Returns: Whether the supervisor is still there.
    private func act(on token: Token, _ events: EventQueue.Events) throws(KernelError) -> Bool {
        switch token.kind {
        case .line: return try attendLine(events)
        case .listener: try takeIn(token.id)
        case .nameServer: if let socket = listeners[token.id] { names.answerDatagrams(on: socket, self) }
        case .nameStream: names.attendStream(token.id, self)
        case .inner, .outer: connections[token.id >> Connection.attemptBits]?.attend(token, events, self)
        case .lookup: lookups.attend(token.id, self)
        case nil: break
        }
        return true
    }

    // MARK: The supervisor

    private func attendLine(_ events: EventQueue.Events) throws(KernelError) -> Bool {
        guard events.contains(.readable) else { return events.isDisjoint(with: [.hungUp, .broken]) }
        while var received = try Frames.receive(upTo: BrokerOrder.maximumLength, from: line.number) {
            guard !received.bytes.isEmpty else { return false }
            guard let order = BrokerOrder(frame: received.bytes) else { throw KernelError("recvmsg", 71 /* EPROTO */) }
            switch order {
            case .plan(let bytes):
                do throws(PlanCodecError) {
                    let plan = try EgressPlan(decoding: bytes)
                    rules = Rules(
                        judge: ConnectionJudge(plan), limits: plan.limits, placeholders: plan.placeholders)
                    uses = Array(repeating: GrantUse(), count: plan.grants.count)
                    names.server = NameServer(table: plan.nameTable)
                    lookups.keep(plan)
                } catch {
                    throw KernelError("recvmsg", 71 /* EPROTO */)
                }
            case .hosts: try lookups.takeHosts(received.descriptor.take())
            case .resolverConfiguration: try lookups.takeConfiguration(received.descriptor.take(), self)
            case .finish:
                for connection in Array(connections.values) { connection.finish(self) }
                report.tellSuppressed()
                _ = try report.send(over: line.descriptor)
                return false
            case .allow(let name): decide(name, isAllowed: true)
            case .deny(let name): decide(name, isAllowed: false)
            case .authority: try means.takeAuthority(received.descriptor.take())
            case .trust: try means.takeRoots(received.descriptor.take())
            case .secret(let index): try means.takeSecret(index, received.descriptor.take())
            case .listener(let index):
                guard let socket = received.descriptor.take() else { throw KernelError("recvmsg", 71 /* EPROTO */) }
                try add(socket, UInt64(index))
            }
        }
        return true
    }

    private func add(_ socket: consuming Descriptor, _ index: UInt64) throws(KernelError) {
        let kind: Token.Kind = try InternetSocket.isStream(socket.number) ? .listener : .nameServer
        let listener = Socket(socket, Token(kind, index))
        try listener.want(.readable, in: queue)
        listeners[index] = listener
    }

    /// Takes a person's word on a name that no grant names.
    private func decide(_ name: DNSName, isAllowed: Bool) {
        names.server?.table.decide(name, isAllowed: isAllowed)
        if isAllowed {
            rules?.judge.allow(name)
            if let plan = rules?.judge.plan {
                uses += Array(repeating: GrantUse(), count: plan.grants.count - uses.count)
                lookups.keep(plan)
            }
        }
        asked.decide(name, isAllowed: isAllowed, self)
    }

    /// Puts an event on the way to the supervisor.
    func tell(_ event: BrokerEvent) { report.add(event) }

    /// Sends what there is to tell; while there is no room for it, nothing new is taken in.
    private func sendReport() throws(KernelError) {
        let isEmpty = try report.send(over: line.descriptor)
        try line.want(isEmpty ? .readable : [.readable, .writable], in: queue)
        isReportStuck = !isEmpty
    }

    /// Waits for what the box sends while there is room for it.
    private func arrangeListeners() throws(KernelError) {
        let isWanted = !isReportStuck && fullUntil == nil
        guard isWanted != isTakingIn else { return }
        isTakingIn = isWanted
        for listener in listeners.values { try listener.want(isWanted ? .readable : nil, in: queue) }
    }

    // MARK: The box

    private func takeIn(_ index: UInt64) throws(KernelError) {
        guard let rules, let listener = listeners[index] else { return }
        for _ in 0..<Broker.accepts {
            do throws(KernelError) {
                guard let socket = try InternetSocket.accept(from: listener.number) else { return }
                lastID += 1
                try begin(lastID, socket, rules)
            } catch {
                // Of descriptors or memory there is none for now: the box waits, and this loop does not spin.
                let end = MonotonicTime.now + Broker.pause
                fullUntil = end
                return look(at: end)
            }
        }
    }

    private func begin(_ id: UInt64, _ socket: consuming Descriptor, _ rules: Rules) throws(KernelError) {
        let local = try InternetSocket.localEndpoint(of: socket.number)
        guard let destination = IPAddress(bytes: local.address.span) else { return }
        if local.port == NameService.port { return names.begin(id, socket, self) }
        let name = names.server?.table.name(of: destination)
        let connection = Connection(id, socket, to: destination, port: local.port, name: name)
        guard connections.count < Int(rules.limits.connections) else { return connection.refuse(.tooMany, self) }
        connections[connection.id] = connection
        connection.open(rules.judge.judge(destination, port: local.port, standingFor: name), self)
    }

    // MARK: Time

    /// Makes sure that the loop looks at the time then.
    func look(at time: MonotonicTime) {
        if let nextLook, nextLook <= time { return }
        nextLook = time
    }

    private func lookAtTime() {
        nextLook = nil
        let now = MonotonicTime.now
        lookups.attendTime(now, self)
        asked.attendTime(now, self)
        for connection in Array(connections.values) { connection.attendTime(now, self) }
        names.attendTime(now, self)
        if let end = fullUntil { if end <= now { fullUntil = nil } else { look(at: end) } }
    }
}
