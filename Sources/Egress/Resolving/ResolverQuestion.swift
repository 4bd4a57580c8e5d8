internal import Addresses

/// One question of a lookup: which server has been asked last, and what is known.
///
/// Every try is a query with an id of its own over a socket of its own, so that an answer has to guess both
/// (RFC 5452); what arrives for an earlier try is not looked at.
struct ResolverQuestion: Sendable {
    enum State: Sendable, Hashable {
        case waiting(until: Duration)
        case ended(Answer)
    }

    enum Answer: Sendable, Hashable {
        case addresses([IPAddress], secondsToLive: UInt32)
        case failed(ResolutionFault)
    }

    let name: DNSName
    let type: DNSType
    private let configuration: ResolverConfiguration
    /// Where in the list of servers the first try goes.
    private let rotation: Int
    private(set) var state = State.ended(.failed(.timedOut))
    /// Counts the tries, those over TCP after UDP included.
    private(set) var number: UInt16 = 0
    /// How many tries are begun of those that the configuration has.
    private var tries = 0
    private var id: UInt16 = 0
    private var isStream = false
    private var stream = DNSStream()
    private var strays = 0
    private var hasRefusal = false

    /// So many messages that are no answers may come for one try.
    private static let mostStrays = 64

    init(_ name: DNSName, _ type: DNSType, _ configuration: ResolverConfiguration, rotation: Int) {
        self.name = name
        self.type = type
        self.configuration = configuration
        self.rotation = configuration.servers.isEmpty ? 0 : rotation % configuration.servers.count
    }

    private var question: DNSQuestion { DNSQuestion(name: name.wire, type: type, classCode: DNSQuestion.internet) }

    private var server: IPAddress {
        configuration.servers[(rotation + max(0, tries - 1)) % configuration.servers.count]
    }

    var answer: Answer? {
        guard case .ended(let answer) = state else { return nil }
        return answer
    }

    /// Begins the next try, or ends where there is none left.
    mutating func tryNext(at now: Duration, using random: inout some RandomNumberGenerator) -> ResolverQuery? {
        guard tries < configuration.attempts * configuration.servers.count else {
            state = .ended(.failed(hasRefusal ? .serverFailure : .timedOut))
            return nil
        }
        tries += 1
        return ask(overStream: configuration.usesTCPOnly, at: now, using: &random)
    }

    private mutating func ask(
        overStream: Bool, at now: Duration, using random: inout some RandomNumberGenerator
    ) -> ResolverQuery? {
        number += 1
        id = .random(in: 0...UInt16.max, using: &random)
        isStream = overStream
        stream = DNSStream()
        strays = 0
        state = .waiting(until: now + configuration.timeout)
        let message = DNSQuery.message(id: id, name: name, type: type, framed: isStream)
        return ResolverQuery(
            ticket: ResolverTicket(type: type, number: number), server: server,
            isStream: isStream, bytes: message)
    }

    /// Takes what one datagram, or one message of a stream, says.
    mutating func receive(
        _ message: Span<UInt8>, at now: Duration, using random: inout some RandomNumberGenerator
    ) -> ResolverQuery? {
        let reply: DNSReply?
        do throws(DNSFault) {
            reply = try DNSReply.read(message, id: id, question: question)
        } catch {
            reply = .refused
        }
        switch reply {
        case .addresses(let addresses, let seconds): state = .ended(.addresses(addresses, secondsToLive: seconds))
        case .noAddresses: state = .ended(.failed(.noAddresses))
        case .noSuchName: state = .ended(.failed(.noSuchName))
        case .truncated where !isStream: return ask(overStream: true, at: now, using: &random)
        case .refused, .truncated: return refuse(at: now, using: &random)
        case nil:
            strays += 1
            // Somebody guesses, or the server answers another question over a stream that is ours.
            if isStream || strays >= Self.mostStrays { return refuse(at: now, using: &random) }
        }
        return nil
    }

    /// Takes bytes of a stream.
    mutating func receive(
        stream bytes: Span<UInt8>, at now: Duration, using random: inout some RandomNumberGenerator
    ) -> ResolverQuery? {
        // One message is the answer; what follows it is not looked at.
        _ = stream.feed(bytes)
        guard let message = stream.next() else { return nil }
        return receive(message.span, at: now, using: &random)
    }

    private mutating func refuse(
        at now: Duration, using random: inout some RandomNumberGenerator
    ) -> ResolverQuery? {
        hasRefusal = true
        return tryNext(at: now, using: &random)
    }
}
