internal import Addresses
internal import Egress
internal import Kernel

/// The names that are being looked up for connections, and those that were, as long as they may be kept.
final class Lookups {
    private var plan = EgressPlan(grants: [])
    private var hosts = HostsFile()
    private var configuration = ResolverConfiguration()
    /// When the host's files were read last; nil while they are asked for.
    private var readAt: MonotonicTime?
    /// What waits for them.
    private var waiting: [(name: DNSName, connection: UInt64)] = []
    private var active: [DNSName: Active] = [:]
    private var lines: [UInt64: Line] = [:]
    private var kept: [DNSName: Kept] = [:]
    private var lastID: UInt64 = 0
    private var random = SystemRandomNumberGenerator()

    /// The files of the host may be older than this.
    private static let freshness = Duration.seconds(5)
    /// No answer is kept for longer, whatever its server says.
    private static let longestKept: UInt32 = 60
    private static let longestFile = 16 << 20

    private struct Kept {
        let addresses: [IPAddress]
        let end: MonotonicTime
    }

    /// One name that is being looked up.
    private final class Active {
        let name: DNSName
        var resolver: StubResolver
        var connections: [UInt64] = []
        /// The sockets of its queries, by their numbers.
        var sockets: [UInt64] = []

        init(_ name: DNSName, _ resolver: StubResolver) {
            self.name = name
            self.resolver = resolver
        }
    }

    /// A socket of a query.
    private struct Line {
        let socket: Socket
        let name: DNSName
        let query: ResolverQuery
        /// A stream whose query has not been sent yet.
        var isOpening: Bool
    }

    // MARK: What the host says

    /// Takes the plan, and later one with more names, which says which names of the hosts file count.
    func keep(_ plan: EgressPlan) {
        self.plan = plan
        // Of the hosts file only what it covers was read.
        readAt = nil
    }

    func takeHosts(_ file: consuming Descriptor?) throws(KernelError) {
        let bytes = try Lookups.contents(file)
        hosts = HostsFile.read(bytes.span) { name in plan.grants.contains { $0.covers(name) } }
    }

    /// Takes the last of the files, and looks up what has waited for them.
    func takeConfiguration(_ file: consuming Descriptor?, _ broker: Broker) throws(KernelError) {
        let bytes = try Lookups.contents(file)
        configuration = ResolverConfiguration.read(bytes.span)
        readAt = .now
        let waiting = waiting
        self.waiting = []
        for (name, connection) in waiting { begin(name, for: connection, broker) }
    }

    private static func contents(_ file: consuming Descriptor?) throws(KernelError) -> [UInt8] {
        switch consume file {
        case .some(let file): try file.readAll(limit: longestFile)
        case .none: []
        }
    }

    // MARK: Names

    /// Looks a name up for a connection, which is told, at once or later.
    func resolve(_ name: DNSName, for connection: UInt64, _ broker: Broker) {
        let now = MonotonicTime.now
        if let found = kept[name] {
            if found.end > now {
                broker.connections[connection]?.resolve(found.addresses, broker)
                return
            }
            kept[name] = nil
        }
        if let readAt, now - readAt < Lookups.freshness { return begin(name, for: connection, broker) }
        // What the host's network is may have changed.
        if readAt != nil || waiting.isEmpty { broker.tell(.wantsResolverFiles) }
        readAt = nil
        waiting.append((name, connection))
    }

    private func begin(_ name: DNSName, for connection: UInt64, _ broker: Broker) {
        if let lookup = active[name] {
            lookup.connections.append(connection)
            return
        }
        let now = MonotonicTime.now
        let lookup = Active(
            name,
            StubResolver(name, configuration, hosts, at: now.sinceBeginning, rotation: Int(truncatingIfNeeded: lastID)))
        lookup.connections.append(connection)
        active[name] = lookup
        send(lookup.resolver.start(at: now.sinceBeginning, using: &random), of: lookup, broker)
        conclude(lookup, broker)
    }

    /// Sends the queries that the resolver wants to have sent.
    private func send(_ queries: [ResolverQuery], of lookup: Active, _ broker: Broker) {
        var queries = queries[...]
        while let query = queries.popFirst() {
            lastID += 1
            let id = lastID
            do throws(KernelError) {
                guard let server = Endpoint(query.server.bytes, port: 53) else { continue }
                let socket = Socket(
                    try InternetSocket.connect(to: server, isStream: query.isStream), Token(.lookup, id))
                if !query.isStream { try Lookups.write(query, to: socket) }
                try socket.want(query.isStream ? .writable : .readable, in: broker.queue)
                lines[id] = Line(socket: socket, name: lookup.name, query: query, isOpening: query.isStream)
                lookup.sockets.append(id)
            } catch {
                queries += lookup.resolver.lose(query.ticket, at: MonotonicTime.now.sinceBeginning, using: &random)
            }
        }
        if let wake = lookup.resolver.wakeTime { broker.look(at: MonotonicTime(sinceBeginning: wake)) }
    }

    private static func write(_ query: ResolverQuery, to socket: Socket) throws(KernelError) {
        let written = try InternetSocket.write(query.bytes, to: socket.number)
        guard written == query.bytes.count else { throw KernelError("send", 11 /* EAGAIN */) }
    }

    /// Takes what has come on a query's socket.
    func attend(_ id: UInt64, _ broker: Broker) {
        guard var line = lines[id], let lookup = active[line.name] else { return }
        let now = MonotonicTime.now.sinceBeginning
        var next: [ResolverQuery] = []
        do throws(KernelError) {
            if line.isOpening {
                try InternetSocket.outcome(of: line.socket.number)
                try Lookups.write(line.query, to: line.socket)
                try line.socket.want(.readable, in: broker.queue)
                line.isOpening = false
                lines[id] = line
                return
            }
            switch try unsafe InternetSocket.read(into: broker.space, from: line.socket.number) {
            case .nothing: return
            case .ended:
                // An empty datagram is no answer, and ends nothing.
                guard line.query.isStream else { return }
                drop(id, of: lookup)
                next = lookup.resolver.lose(line.query.ticket, at: now, using: &random)
            case .bytes(let count):
                let bytes = unsafe Array(broker.space[..<count])
                next =
                    line.query.isStream
                    ? lookup.resolver.receive(stream: bytes.span, for: line.query.ticket, at: now, using: &random)
                    : lookup.resolver.receive(datagram: bytes.span, for: line.query.ticket, at: now, using: &random)
            }
        } catch {
            drop(id, of: lookup)
            next = lookup.resolver.lose(line.query.ticket, at: now, using: &random)
        }
        send(next, of: lookup, broker)
        conclude(lookup, broker)
    }

    func attendTime(_ now: MonotonicTime, _ broker: Broker) {
        for lookup in Array(active.values) {
            guard let wake = lookup.resolver.wakeTime else { continue }
            if wake <= now.sinceBeginning {
                send(lookup.resolver.wake(at: now.sinceBeginning, using: &random), of: lookup, broker)
                conclude(lookup, broker)
            } else {
                broker.look(at: MonotonicTime(sinceBeginning: wake))
            }
        }
    }

    private func drop(_ id: UInt64, of lookup: Active) {
        lines[id] = nil
        lookup.sockets.removeAll { $0 == id }
    }

    /// Tells the connections that wait for a name, when all is known.
    private func conclude(_ lookup: Active, _ broker: Broker) {
        guard let outcome = lookup.resolver.outcome else { return }
        active[lookup.name] = nil
        for id in lookup.sockets { lines[id] = nil }
        switch outcome {
        case .addresses(let addresses, let seconds):
            let kept = min(seconds, Lookups.longestKept)
            if kept > 0 {
                self.kept[lookup.name] = Kept(addresses: addresses, end: .now + .seconds(Int64(kept)))
            }
            for id in lookup.connections { broker.connections[id]?.resolve(addresses, broker) }
        case .failed(let fault):
            let reason: EgressReason = fault == .noSuchName || fault == .noAddresses ? .nameNotFound : .resolverFailed
            for id in lookup.connections { broker.connections[id]?.refuse(reason, broker) }
        }
    }
}

extension MonotonicTime {
    /// As the resolver counts.
    var sinceBeginning: Duration { .nanoseconds(nanoseconds) }

    init(sinceBeginning: Duration) { self.init(nanoseconds: sinceBeginning.wholeNanoseconds) }
}
