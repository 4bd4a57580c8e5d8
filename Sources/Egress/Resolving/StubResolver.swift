package import Addresses

/// One query that the caller sends, over a new socket that is connected to port 53 of the server.
package struct ResolverQuery: Sendable, Hashable {
    /// What arrives on that socket is handed in with this.
    ///
    /// The socket of an earlier query of the same type has no use any more.
    package var ticket: ResolverTicket
    package var server: IPAddress
    /// Whether the socket is one of TCP; of UDP otherwise.
    package var isStream: Bool
    /// What is sent, as it is.
    package var bytes: [UInt8]
}

/// Says which query something belongs to.
package struct ResolverTicket: Sendable, Hashable {
    /// `a` or `aaaa`.
    package var type: DNSType
    var number: UInt16
}

/// Finds the addresses of one name; it opens no socket and reads no clock.
///
/// Every call says what to send next, and sets `outcome` when all is known. Times are since any beginning, and never run
/// backwards. Source: RFC 1035, section 7; RFC 5452; `resolv.conf(5)`.
package struct StubResolver: Sendable {
    private var questions: [ResolverQuestion]
    /// When waiting for the other kind of address ends.
    private var patienceEnd: Duration?
    private let end: Duration
    package private(set) var outcome: Resolution?

    /// How long the second kind of address has when the first is there.
    ///
    /// RFC 8305, section 3, waits less, and takes late ones into account afterwards, which the broker does not.
    package static let patience = Duration.milliseconds(250)
    /// No lookup lasts longer, whatever the configuration says.
    package static let longest = Duration.seconds(30)

    /// Prepares a lookup.
    ///
    /// What the hosts file says is all that there is of a name, and names of this machine are known without it
    /// (RFC 6761, section 6.3): for both nothing is sent.
    package init(
        _ name: DNSName, _ configuration: ResolverConfiguration, _ hosts: HostsFile, at now: Duration,
        rotation: Int = 0
    ) {
        end = now + Self.longest
        let rotation = configuration.rotates ? max(0, rotation) : 0
        questions = [.aaaa, .a].map { ResolverQuestion(name, $0, configuration, rotation: rotation) }
        let known = hosts[name]
        if !known.isEmpty {
            outcome = .addresses(known, secondsToLive: 0)
        } else if Self.isLocal(name) {
            outcome = .addresses([.v6(1), .v4(0x7f00_0001)], secondsToLive: 0)
        } else if configuration.servers.isEmpty {
            outcome = .failed(.serverFailure)
        }
    }

    private static func isLocal(_ name: DNSName) -> Bool {
        guard let local = DNSName("localhost") else { return false }
        return name == local || name.isBelow(local)
    }

    /// When `wake` is due; nil when nothing is waited for.
    package var wakeTime: Duration? {
        guard outcome == nil else { return nil }
        let ends = questions.compactMap { question -> Duration? in
            guard case .waiting(let end) = question.state else { return nil }
            return end
        }
        return (ends + [end] + (patienceEnd.map { [$0] } ?? [])).min()
    }

    /// Says the first queries.
    package mutating func start(
        at now: Duration, using random: inout some RandomNumberGenerator
    ) -> [ResolverQuery] {
        each(at: now, using: &random) { $0.tryNext(at: now, using: &$1) }
    }

    /// Takes a datagram.
    package mutating func receive(
        datagram: Span<UInt8>, for ticket: ResolverTicket, at now: Duration,
        using random: inout some RandomNumberGenerator
    ) -> [ResolverQuery] {
        guard let index = index(of: ticket) else { return [] }
        let query = questions[index].receive(datagram, at: now, using: &random)
        return conclude([query], at: now)
    }

    /// Takes bytes of a stream, in any pieces.
    package mutating func receive(
        stream: Span<UInt8>, for ticket: ResolverTicket, at now: Duration,
        using random: inout some RandomNumberGenerator
    ) -> [ResolverQuery] {
        guard let index = index(of: ticket) else { return [] }
        let query = questions[index].receive(stream: stream, at: now, using: &random)
        return conclude([query], at: now)
    }

    /// Hears that a query's socket has failed, or that a stream has ended.
    package mutating func lose(
        _ ticket: ResolverTicket, at now: Duration, using random: inout some RandomNumberGenerator
    ) -> [ResolverQuery] {
        guard let index = index(of: ticket) else { return [] }
        return conclude([questions[index].tryNext(at: now, using: &random)], at: now)
    }

    /// Hears that time has passed; too early does no harm.
    package mutating func wake(at now: Duration, using random: inout some RandomNumberGenerator) -> [ResolverQuery] {
        each(at: now, using: &random) { question, random in
            guard case .waiting(let end) = question.state, end <= now else { return nil }
            return question.tryNext(at: now, using: &random)
        }
    }

    private mutating func each<Random: RandomNumberGenerator>(
        at now: Duration, using random: inout Random,
        _ act: (inout ResolverQuestion, inout Random) -> ResolverQuery?
    ) -> [ResolverQuery] {
        guard outcome == nil else { return [] }
        var queries: [ResolverQuery?] = []
        for index in questions.indices { queries.append(act(&questions[index], &random)) }
        return conclude(queries, at: now)
    }

    /// The question that a ticket is of, where it still waits for that very query.
    private func index(of ticket: ResolverTicket) -> Int? {
        guard outcome == nil else { return nil }
        return questions.firstIndex { $0.type == ticket.type && $0.number == ticket.number && $0.answer == nil }
    }

    /// Sees whether enough is known.
    private mutating func conclude(_ queries: [ResolverQuery?], at now: Duration) -> [ResolverQuery] {
        var addresses: [IPAddress] = []
        var secondsToLive = UInt32.max
        var faults: [ResolutionFault] = []
        for question in questions {
            switch question.answer {
            case .addresses(let found, let seconds):
                addresses += found
                secondsToLive = min(secondsToLive, seconds)
            case .failed(let fault): faults.append(fault)
            case nil: break
            }
        }
        let isComplete = questions.allSatisfy { $0.answer != nil }
        if !addresses.isEmpty, patienceEnd == nil { patienceEnd = now + Self.patience }
        if !addresses.isEmpty, isComplete || patienceEnd.map({ $0 <= now }) ?? false {
            outcome = .addresses(addresses, secondsToLive: secondsToLive)
        } else if isComplete {
            // What is not known for certain is worse than what is.
            let order: [ResolutionFault] = [.timedOut, .serverFailure, .noSuchName, .noAddresses]
            outcome = .failed(order.first(where: faults.contains) ?? .noAddresses)
        } else if end <= now {
            outcome = addresses.isEmpty ? .failed(.timedOut) : .addresses(addresses, secondsToLive: secondsToLive)
        }
        return outcome == nil ? queries.compactMap { $0 } : []
    }
}
