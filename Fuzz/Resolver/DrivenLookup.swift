import Addresses
import Egress
import FuzzProperties

/// One lookup, with servers that say what the fuzzer says.
struct DrivenLookup {
    private static let name: DNSName = {
        guard let name = DNSName("host.example.org") else { fatalError("a name") }
        return name
    }()

    private var random = CountingGenerator()
    private var now = Duration.zero
    private var queries: [ResolverQuery] = []
    private var sent = 0
    /// All that the servers have said.
    private var said: [UInt8] = []

    /// Each act is a byte that says what happens, and for a reply one that says how long it is.
    mutating func run(_ input: [UInt8]) {
        let configuration = ResolverConfiguration(
            servers: [.v4(0x0101_0101), .v6(1)], usesTCPOnly: input.first.map { $0 & 1 == 1 } ?? false)
        var resolver = StubResolver(Self.name, configuration, HostsFile(), at: now)
        take(resolver.start(at: now, using: &random))
        var rest = input.dropFirst()
        while let act = rest.first, resolver.outcome == nil {
            rest = rest.dropFirst()
            guard !queries.isEmpty else { break }
            let query = queries[Int(act >> 4) % queries.count]
            switch act & 7 {
            case 0:
                now = resolver.wakeTime ?? now
                take(resolver.wake(at: now, using: &random))
            case 1: take(resolver.lose(query.ticket, at: now, using: &random))
            default:
                let length = Int(rest.first ?? 0)
                let content = Array(rest.dropFirst().prefix(length))
                rest = rest.dropFirst(1 + length)
                reply(to: query, isPlain: act & 7 == 2, content, &resolver)
            }
            check(resolver)
        }
        finish(&resolver)
    }

    private mutating func reply(
        to query: ResolverQuery, isPlain: Bool, _ content: [UInt8], _ resolver: inout StubResolver
    ) {
        // The question comes back as it was asked, unless the fuzzer wants to say all by itself.
        let asked = Array(query.isStream ? query.bytes.dropFirst(2) : query.bytes[...])
        var message = content
        if !isPlain {
            let fields = Array(content.prefix(3)) + [0, 0, 0]
            message = Array(asked.prefix(2))
            message += [fields[0] & 0x07 | 0x80, fields[1], 0, 1, 0, fields[2], 0, 0, 0, 0]
            message += asked.dropFirst(12)
            message += content.dropFirst(3)
        }
        said += message
        guard query.isStream else {
            return take(resolver.receive(datagram: message.span, for: query.ticket, at: now, using: &random))
        }
        // In pieces that cut the length, and the message.
        var rest = ([UInt8(message.count >> 8 & 0xff), UInt8(message.count & 0xff)] + message)[...]
        while !rest.isEmpty {
            let piece = Array(rest.prefix(1 + rest.count / 3))
            rest = rest.dropFirst(piece.count)
            take(resolver.receive(stream: piece.span, for: query.ticket, at: now, using: &random))
        }
    }

    private mutating func take(_ new: [ResolverQuery]) {
        sent += new.count
        for query in new {
            queries.removeAll { $0.ticket.type == query.ticket.type }
            queries.append(query)
            let message = query.isStream ? query.bytes.dropFirst(2) : query.bytes[...]
            let name: [UInt8] = [4] + Array("host".utf8) + [7] + Array("example".utf8) + [3] + Array("org".utf8) + [0]
            require(message.dropFirst(12).starts(with: name), "nothing else is ever asked")
        }
        // Two questions, two servers twice, each by UDP and then by TCP.
        require(sent <= 16, "the number of queries is bounded")
    }

    private func check(_ resolver: StubResolver) {
        require((resolver.wakeTime == nil) == (resolver.outcome != nil), "there is an end to waiting")
        guard case .addresses(let addresses, _) = resolver.outcome else { return }
        require((1...64).contains(addresses.count), "addresses, and not too many")
        for address in addresses { require(said.contains(address.bytes), "an address that a server said") }
    }

    private mutating func finish(_ resolver: inout StubResolver) {
        var steps = 0
        while let time = resolver.wakeTime {
            require(time >= now, "time runs forward")
            now = time
            take(resolver.wake(at: now, using: &random))
            check(resolver)
            steps += 1
            require(steps < 32, "silence ends a lookup")
        }
        require(now <= StubResolver.longest, "a lookup is not for ever")
    }
}

/// Not random, so that an input always does the same.
struct CountingGenerator: RandomNumberGenerator {
    private var state: UInt64 = 1

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state
    }
}
