import Addresses
import Egress
import Testing

@Suite struct StubResolverTests {
    @Test func `both kinds of address are asked for, with ids of their own, and nothing but the name`() throws {
        let servers = try FakeServers()
        #expect(servers.sent.map(\.ticket.type) == [.aaaa, .a])
        #expect(servers.sent.allSatisfy { $0.server == FakeServers.servers[0] && !$0.isStream })
        let messages = servers.sent.map(\.bytes)
        #expect(messages[0][..<2] != messages[1][..<2])
        for (message, type) in zip(messages, [28, 1]) {
            #expect(message.dropFirst(2) == query(labels("api.example.org"), type: type).dropFirst(2))
        }
    }

    @Test func `addresses of both kinds are the outcome, IPv6 first, with the shortest life`() throws {
        var servers = try FakeServers()
        try servers.reply(
            .a, [try FakeServers.address("93.184.216.34", seconds: 60), try FakeServers.address("93.184.216.35")])
        #expect(servers.resolver.outcome == nil)
        try servers.reply(.aaaa, [try FakeServers.address("2606:2800::1", seconds: 90)])
        #expect(servers.addresses == ["2606:2800::1", "93.184.216.34", "93.184.216.35"])
        guard case .addresses(_, secondsToLive: 60) = servers.resolver.outcome else {
            Issue.record("\(String(describing: servers.resolver.outcome))")
            return
        }
        #expect(servers.resolver.wakeTime == nil)
        #expect(servers.sent.count == 2)
    }

    @Test func `one kind is enough when the other does not come soon, or does not exist`() throws {
        var slow = try FakeServers()
        try slow.reply(.a, [try FakeServers.address("93.184.216.34")])
        #expect(slow.resolver.wakeTime == StubResolver.patience)
        slow.wait()
        #expect(slow.addresses == ["93.184.216.34"])
        for flags in [0x8180, 0x8183] {
            var absent = try FakeServers()
            try absent.reply(.aaaa, flags: flags)
            try absent.reply(.a, [try FakeServers.address("93.184.216.34")])
            #expect(absent.addresses == ["93.184.216.34"])
        }
    }

    @Test func `what is not the answer is not looked at, whoever sends it`() throws {
        var servers = try FakeServers()
        let asked = try servers.query(.a)
        let forged = FakeServers.reply(to: asked, [try FakeServers.address("6.6.6.6")])
        var others: [[UInt8]] = [[], Array(forged.prefix(11)), asked.bytes, Array(forged.prefix(20))]
        // The id, the name, the type and the class.
        for place in [0, 1, 13, 12 + 17 + 1, 12 + 17 + 3] {
            var other = forged
            other[place] ^= 1
            others.append(other)
        }
        var noQuestion = forged
        noQuestion[5] = 0
        var operation = forged
        operation[2] |= 0x08
        others += [noQuestion, operation, FakeServers.reply(to: try servers.query(.aaaa), [])]
        for other in others { servers.receive(other, for: asked) }
        #expect(servers.sent.count == 2 && servers.resolver.outcome == nil)
        try servers.reply(.a, [try FakeServers.address("93.184.216.34")])
        try servers.reply(.aaaa)
        #expect(servers.addresses == ["93.184.216.34"])
    }

    @Test func `who guesses for long makes the next server be asked, with another id`() throws {
        var servers = try FakeServers()
        let asked = try servers.query(.a)
        for guess in 0..<64 {
            servers.receive(big(guess) + [0x81, 0x80] + [UInt8](repeating: 0, count: 8), for: asked)
        }
        let next = try servers.query(.a)
        #expect(next.server == FakeServers.servers[1] && next.ticket != asked.ticket)
        #expect(next.bytes[..<2] != asked.bytes[..<2])
        servers.receive(FakeServers.reply(to: asked, [try FakeServers.address("6.6.6.6")]), for: asked)
        // An earlier socket that fails now is nothing that is waited for.
        servers.lose(asked)
        #expect(servers.sent.count == 3)
        try servers.reply(.aaaa)
        try servers.reply(.a, [try FakeServers.address("93.184.216.34")])
        #expect(servers.addresses == ["93.184.216.34"])
    }

    @Test func `silence is waited for, every server as often as it says, then it is the end`() throws {
        var servers = try FakeServers()
        for expected in [5, 10, 15, 20] as [Int] {
            #expect(servers.resolver.outcome == nil)
            servers.wait()
            #expect(servers.now == .seconds(expected))
        }
        #expect(servers.fault == .timedOut)
        let order = servers.sent.filter { $0.ticket.type == .a }.map(\.server)
        #expect(order == FakeServers.servers + FakeServers.servers)
        #expect(Set(servers.sent.map(\.ticket)).count == servers.sent.count)
    }

    @Test func `no lookup lasts longer than half a minute`() throws {
        var servers = try FakeServers {
            $0.timeout = .seconds(30)
            $0.attempts = 5
        }
        servers.wait()
        #expect(servers.now == StubResolver.longest)
        #expect(servers.fault == .timedOut)
    }

    @Test(arguments: [0x8181, 0x8182, 0x8184, 0x8185, 0x818f])
    func `a server that refuses is left for the next`(flags: Int) throws {
        var servers = try FakeServers()
        try servers.reply(.a, flags: flags)
        #expect(try servers.query(.a).server == FakeServers.servers[1])
        try servers.reply(.a, [try FakeServers.address("93.184.216.34")])
        try servers.reply(.aaaa)
        #expect(servers.addresses == ["93.184.216.34"])
    }

    @Test func `a refusal without the question counts, and so does a socket's error`() throws {
        var servers = try FakeServers { $0.attempts = 1 }
        let asked = try servers.query(.a)
        servers.receive(asked.bytes[..<2] + [0x81, 0x81] + [UInt8](repeating: 0, count: 8), for: asked)
        #expect(try servers.query(.a).server == FakeServers.servers[1])
        try servers.lose(.a)
        try servers.lose(.aaaa)
        try servers.lose(.aaaa)
        #expect(servers.fault == .timedOut || servers.fault == .serverFailure)
        #expect(servers.sent.count == 4)
    }

    @Test func `what is certain is said, and what is not is not taken for it`() throws {
        var missing = try FakeServers()
        try missing.reply(.a, flags: 0x8183)
        try missing.reply(.aaaa, flags: 0x8183)
        #expect(missing.fault == .noSuchName)
        var empty = try FakeServers()
        try empty.reply(.a)
        try empty.reply(.aaaa)
        #expect(empty.fault == .noAddresses)
        var unclear = try FakeServers { $0.attempts = 1 }
        try unclear.reply(.a)
        try unclear.reply(.aaaa, flags: 0x8182)
        try unclear.reply(.aaaa, flags: 0x8182)
        #expect(unclear.fault == .serverFailure)
    }

    @Test func `what does not fit a datagram is asked for over TCP, of the same server`() throws {
        var servers = try FakeServers()
        try servers.reply(.a, flags: 0x8380)
        let asked = try servers.query(.a)
        #expect(asked.isStream && asked.server == FakeServers.servers[0])
        #expect(asked.bytes.prefix(2) == big(asked.bytes.count - 2)[...])
        let records = try (0..<40).map { try FakeServers.address("93.184.216.\($0)") }
        try servers.reply(.a, records)
        try servers.reply(.aaaa)
        #expect(servers.addresses?.count == 32)
    }

    @Test func `a stream that ends, or answers something else, is one try`() throws {
        var servers = try FakeServers { $0.usesTCPOnly = true }
        #expect(servers.sent.allSatisfy { $0.isStream })
        try servers.lose(.a)
        let second = try servers.query(.a)
        #expect(second.server == FakeServers.servers[1] && second.isStream)
        try servers.reply(.a, flags: 0x8380)
        #expect(try servers.query(.a).ticket != second.ticket)
        servers.receive([1, 2, 3], for: try servers.query(.a))
        try servers.reply(.a, [try FakeServers.address("93.184.216.34")])
        try servers.reply(.aaaa)
        #expect(servers.addresses == ["93.184.216.34"])
    }

    @Test func `lookups take turns with the servers where the file says so`() throws {
        for rotation in 0..<4 {
            let servers = try FakeServers(rotation: rotation) { $0.rotates = true }
            #expect(servers.sent.allSatisfy { $0.server == FakeServers.servers[rotation % 2] })
            let fixed = try FakeServers(rotation: rotation)
            #expect(fixed.sent.allSatisfy { $0.server == FakeServers.servers[0] })
        }
    }

    @Test func `what the hosts file says is all that there is, and for this machine nobody is asked`() throws {
        let file = Array("10.0.0.5 api.example.org\n".utf8)
        let known = try FakeServers(hosts: HostsFile.read(file.span) { _ in true })
        #expect(known.addresses == ["10.0.0.5"] && known.sent.isEmpty)
        for name in ["localhost", "a.localhost", "LOCALHOST"] {
            let local = try FakeServers(name)
            #expect(local.addresses == ["::1", "127.0.0.1"] && local.sent.isEmpty)
        }
        let alone = try FakeServers { $0.servers = [] }
        #expect(alone.fault == .serverFailure && alone.sent.isEmpty)
    }
}
