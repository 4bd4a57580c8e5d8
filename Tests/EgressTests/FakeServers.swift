import Addresses
import Egress
import Testing

/// A lookup, and servers that answer as a test says.
struct FakeServers {
    static let servers: [IPAddress] = [.v4(0xc000_0201), .v6(0x2001_0db8 << 96 | 0x53)]

    var resolver: StubResolver
    var now = Duration.zero
    /// The query that waits for each kind of record, and all that were sent.
    private(set) var open: [DNSType: ResolverQuery] = [:]
    private(set) var sent: [ResolverQuery] = []
    private var random = SplitMix(state: 3)

    init(
        _ name: String = "api.example.org", hosts: HostsFile = HostsFile(), rotation: Int = 0,
        _ change: (inout ResolverConfiguration) -> Void = { _ in }
    ) throws {
        var configuration = ResolverConfiguration(servers: Self.servers)
        change(&configuration)
        resolver = StubResolver(try #require(DNSName(name)), configuration, hosts, at: now, rotation: rotation)
        take(resolver.start(at: now, using: &random))
    }

    private mutating func take(_ queries: [ResolverQuery]) {
        for query in queries {
            open[query.ticket.type] = query
            sent.append(query)
        }
    }

    func query(_ type: DNSType) throws -> ResolverQuery { try #require(open[type]) }

    mutating func receive(_ message: [UInt8], for query: ResolverQuery) {
        if query.isStream {
            for byte in big(message.count) + message {
                take(resolver.receive(stream: [byte].span, for: query.ticket, at: now, using: &random))
            }
        } else {
            take(resolver.receive(datagram: message.span, for: query.ticket, at: now, using: &random))
        }
    }

    /// The open query of a type is answered.
    mutating func reply(_ type: DNSType, flags: Int = 0x8180, _ records: [[UInt8]] = []) throws {
        let query = try query(type)
        receive(Self.reply(to: query, flags: flags, records), for: query)
    }

    mutating func lose(_ type: DNSType) throws { lose(try query(type)) }

    mutating func lose(_ query: ResolverQuery) { take(resolver.lose(query.ticket, at: now, using: &random)) }

    /// Time runs to the next moment that the lookup waits for.
    mutating func wait() {
        now = resolver.wakeTime ?? now
        take(resolver.wake(at: now, using: &random))
    }

    mutating func wait(_ duration: Duration) {
        now += duration
        take(resolver.wake(at: now, using: &random))
    }

    /// A reply that repeats the question of a query.
    static func reply(to query: ResolverQuery, flags: Int = 0x8180, _ records: [[UInt8]] = []) -> [UInt8] {
        let asked = Array(query.isStream ? query.bytes.dropFirst(2) : query.bytes[...])
        return asked[..<2] + big(flags) + big(1) + big(records.count) + big(0) + big(0) + asked[12...]
            + records.joined()
    }

    static func record(_ owner: [UInt8], _ type: Int, _ data: [UInt8], class classCode: Int = 1, seconds: Int = 300)
        -> [UInt8]
    {
        owner + big(type) + big(classCode) + big(seconds >> 16) + big(seconds & 0xffff) + big(data.count) + data
    }

    /// An address of the name in question.
    static func address(_ text: String, seconds: Int = 300) throws -> [UInt8] {
        let address = try #require(IPAddress(text))
        return record([0xc0, 12], address.bitCount == 32 ? 1 : 28, address.bytes, seconds: seconds)
    }

    var addresses: [String]? {
        guard case .addresses(let addresses, _) = resolver.outcome else { return nil }
        return addresses.map(\.description)
    }

    var fault: ResolutionFault? {
        guard case .failed(let fault) = resolver.outcome else { return nil }
        return fault
    }
}
