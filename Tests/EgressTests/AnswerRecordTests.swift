import Addresses
import Egress
import Testing

/// What is read of the records in a server's answer.
@Suite struct AnswerRecordTests {
    private static let question: [UInt8] = [0xc0, 12]

    /// What a lookup finds when `A` is answered so, and `AAAA` by nothing.
    private static func outcome(of records: [[UInt8]]) throws -> FakeServers {
        var servers = try FakeServers { $0.attempts = 1 }
        try servers.reply(.aaaa)
        try servers.reply(.a, records)
        return servers
    }

    private static func alias(_ owner: String, _ target: String) -> [UInt8] {
        FakeServers.record(labels(owner), 5, labels(target))
    }

    private static func address(_ owner: String, _ last: UInt8) -> [UInt8] {
        FakeServers.record(labels(owner), 1, [93, 184, 216, last])
    }

    /// Aliases behind each other, and the address of the last.
    private static func chain(of count: Int) -> [[UInt8]] {
        var owner = "api.example.org"
        var records: [[UInt8]] = []
        for index in 0..<count {
            records.append(alias(owner, "n\(index).example"))
            owner = "n\(index).example"
        }
        return records + [address(owner, 1)]
    }

    @Test func `aliases lead to addresses, in any order and case, compressed or not`() throws {
        let target = "b.cdn.example"
        let plain = [Self.alias("api.example.org", target), Self.address(target, 1)]
        let mixed = [
            Self.address("B.cdn.example", 1), Self.alias("API.example.org", "b.CDN.example"),
            Self.alias("c.example", "d.example"),
        ]
        // `b` and then what the question has behind `api`.
        let compressed: [UInt8] = [1, 0x62, 0xc0, 16]
        let short = [
            FakeServers.record(Self.question, 5, compressed), FakeServers.record(compressed, 1, [93, 184, 216, 1]),
        ]
        let twice = [Self.alias("b.example", "c.example"), Self.alias("b.example", "c.example")]
        let long = [Self.alias("api.example.org", "b.example"), Self.address("c.example", 1)] + twice
        for chain in [plain, mixed, short, long] { #expect(try Self.outcome(of: chain).addresses == ["93.184.216.1"]) }
    }

    @Test func `an alias may have bytes that no host has, as some have`() throws {
        let odd: [UInt8] = [3, 0x61, 0x20, 0xff, 0]
        let records = [FakeServers.record(Self.question, 5, odd), FakeServers.record(odd, 1, [93, 184, 216, 1])]
        #expect(try Self.outcome(of: records).addresses == ["93.184.216.1"])
    }

    @Test func `addresses of names that no alias leads to are nobody's, and so are those of other classes`() throws {
        let others = [
            Self.address("evil.example", 6), Self.alias("evil.example", "api.example.org"),
            FakeServers.record(Self.question, 1, [6, 6, 6, 6], class: 3),
            FakeServers.record(Self.question, 16, [1, 0x61]),
            FakeServers.record(Self.question, 28, [UInt8](repeating: 1, count: 16)),
        ]
        #expect(try Self.outcome(of: others).fault == .noAddresses)
        #expect(try Self.outcome(of: others + [Self.address("api.example.org", 1)]).addresses == ["93.184.216.1"])
    }

    /// Answers that a server must not give.
    static let broken: [(String, [[UInt8]])] = [
        ("a circle", [alias("api.example.org", "b.example"), alias("b.example", "api.example.org")]),
        ("an alias of itself", [alias("api.example.org", "api.example.org")]),
        ("two aliases", [alias("api.example.org", "b.example"), alias("api.example.org", "c.example")]),
        ("thirteen aliases", chain(of: 13)),
        ("an address of three bytes", [FakeServers.record(question, 1, [1, 2, 3])]),
        ("an address of sixteen", [FakeServers.record(question, 1, [UInt8](repeating: 1, count: 16))]),
        ("a record cut short", [Array(address("api.example.org", 1).dropLast())]),
        ("data beyond the end", [question + [0, 1, 0, 1, 0, 0, 0, 9, 0xff, 0xff, 1, 2, 3, 4]]),
        ("a name cut short", [[3, 0x61]]), ("a pointer to itself", [FakeServers.record([0xc0, 33], 1, [1, 2, 3, 4])]),
        ("a pointer forwards", [FakeServers.record([0xc0, 60], 1, [1, 2, 3, 4])]),
        ("an alias that ends before its data", [FakeServers.record(question, 5, [1, 0x61, 0, 0])]),
        ("an alias that ends behind its data", [FakeServers.record(question, 5, [5, 0x61])]),
    ]

    @Test(arguments: broken)
    func `an answer that cannot be read, or contradicts itself, is a refusal`(what: String, records: [[UInt8]]) throws {
        var servers = try Self.outcome(of: records)
        #expect(servers.resolver.outcome == nil)
        #expect(try servers.query(.a).server == FakeServers.servers[1], "\(what)")
        try servers.reply(.a, records)
        #expect(servers.fault == .serverFailure, "\(what)")
    }

    @Test func `twelve aliases are followed`() throws {
        #expect(try Self.outcome(of: Self.chain(of: 12)).addresses == ["93.184.216.1"])
    }

    @Test func `pointers are followed backwards, and not for ever`() throws {
        // Pointers to pointers in the data of a record that nobody asked for, then a name that begins with the last.
        func answer(_ pointers: Int) -> [[UInt8]] {
            let start = 12 + 17 + 4 + 12
            var data: [UInt8] = []
            for index in 0..<pointers { data += [0xc0, UInt8(index == 0 ? 12 : start + 2 * (index - 1))] }
            let last = start + 2 * (pointers - 1)
            return [
                FakeServers.record(Self.question, 16, data),
                FakeServers.record([0xc0, UInt8(last)], 1, [93, 184, 216, 1]),
            ]
        }
        #expect(try Self.outcome(of: answer(20)).addresses == ["93.184.216.1"])
        #expect(try Self.outcome(of: answer(31)).addresses == ["93.184.216.1"])
        #expect(try Self.outcome(of: answer(40)).addresses == nil)
    }

    @Test func `a life with the high bit set is none`() throws {
        var servers = try FakeServers()
        try servers.reply(.aaaa)
        try servers.reply(.a, [try FakeServers.address("93.184.216.34", seconds: 0x8000_0001)])
        guard case .addresses(_, secondsToLive: 0) = servers.resolver.outcome else {
            Issue.record("\(String(describing: servers.resolver.outcome))")
            return
        }
    }
}
