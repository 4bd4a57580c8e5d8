import Addresses
import Egress
import Testing

/// Names that no grant names, where a person is asked.
@Suite struct UnknownHostTests {
    private static func name(_ text: String) throws -> DNSName { try #require(DNSName(text)) }

    private static func plan(askSeconds: UInt16 = 60) throws -> EgressPlan {
        EgressPlan(
            grants: [
                EgressGrant(host: .name(try name("api.example.org")), ports: [443]),
                EgressGrant(host: .name(try name("mail.example.org")), ports: [587], tls: .unchecked),
                EgressGrant(host: .below(try name("wild.example.org")), ports: [443]),
            ], poolSize: 4, askSeconds: askSeconds)
    }

    @Test func `An unknown name has addresses behind all others, and keeps them`() throws {
        var table = try Self.plan().nameTable
        let other = try Self.name("other.example.net")
        let standing = table.standing(of: other)
        #expect(standing == .unknown(SyntheticAddresses(slot: 6)), "two exact names, and a pool of four")
        #expect(table.standing(of: other) == standing)
        #expect(table.standing(of: try Self.name("x.wild.example.org")) == .granted(SyntheticAddresses(slot: 2)))
        #expect(table.name(of: SyntheticAddresses(slot: 6).v4) == other)
        #expect(table.name(of: SyntheticAddresses(slot: 7).v4) == nil)
        #expect(table.isUnknown(other))
        #expect(!table.isUnknown(try Self.name("api.example.org")))
    }

    @Test func `Without a person to ask, an unknown name does not exist`() throws {
        var table = try Self.plan(askSeconds: 0).nameTable
        #expect(table.standing(of: try Self.name("other.example.net")) == .notGranted)
    }

    @Test func `There are so many unknown names and no more, and granted ones lose nothing by it`() throws {
        var table = try Self.plan().nameTable
        for number in 0..<EgressPlan.mostUnknownNames {
            guard case .unknown = table.standing(of: try Self.name("n\(number).example.net")) else {
                Issue.record("\(number)")
                return
            }
        }
        #expect(table.standing(of: try Self.name("more.example.net")) == .poolExhausted)
        #expect(table.standing(of: try Self.name("x.wild.example.org")) == .granted(SyntheticAddresses(slot: 2)))
        #expect(table.standing(of: try Self.name("api.example.org")) == .granted(SyntheticAddresses(slot: 0)))
    }

    @Test(arguments: [
        "localhost", "router", "printer.local", "x.internal", "a.test", "b.invalid", "c.example", "d.onion", "e.alt",
        "2.0.192.in-addr.arpa", "app.localhost",
    ])
    func `What is no name of the internet's is nobody's to allow`(text: String) throws {
        var table = try Self.plan().nameTable
        #expect(table.standing(of: try Self.name(text)) == .notGranted)
    }

    @Test func `What a person says of a name holds for lookups as well`() throws {
        var table = try Self.plan().nameTable
        let (allowed, denied) = (try Self.name("good.example.net"), try Self.name("bad.example.net"))
        _ = table.standing(of: allowed)
        table.decide(allowed, isAllowed: true)
        table.decide(denied, isAllowed: false)
        #expect(table.standing(of: allowed) == .granted(SyntheticAddresses(slot: 6)))
        #expect(!table.isUnknown(allowed))
        #expect(table.standing(of: denied) == .notGranted)
        table.decide(denied, isAllowed: true)
        #expect(table.standing(of: denied) == .granted(SyntheticAddresses(slot: 7)))
    }

    @Test func `The log tells which lookups were of unknown names`() throws {
        var server = NameServer(table: try Self.plan().nameTable)
        var reply: [UInt8] = []
        let message = query(labels("other.example.net"), type: 1)
        #expect(server.answer(message.span, into: &reply)?.verdict == .unknown)
        #expect(reply[3] & 0x0f == 0)
        server.table.decide(try Self.name("other.example.net"), isAllowed: true)
        #expect(server.answer(message.span, into: &reply)?.verdict == .answered)
    }

    @Test func `A connection to an unknown name waits, at one port and with its own hello alone`() throws {
        let judge = ConnectionJudge(try Self.plan())
        let other = try Self.name("other.example.net")
        let address = SyntheticAddresses(slot: 6).v4
        #expect(judge.judge(address, port: 443, standingFor: other) == .unknown(other))
        for port: UInt16 in [80, 587, 8443] {
            #expect(judge.judge(address, port: port, standingFor: other) == .refused(.portNotGranted), "\(port)")
        }
        // A granted name is not asked for at another port than it has.
        let mail = try Self.name("mail.example.org")
        #expect(judge.judge(address, port: 443, standingFor: mail) == .refused(.portNotGranted))
        let silent = ConnectionJudge(try Self.plan(askSeconds: 0))
        #expect(silent.judge(address, port: 443, standingFor: other) == .refused(.portNotGranted))

        func outcome(_ shown: DNSName?, encrypted: Bool = false) -> ConnectionJudge.Opening {
            judge.judge(
                .hello(ClientHello(serverName: shown, hasEncryptedHello: encrypted)), of: .unknown(other), port: 443)
        }
        #expect(outcome(other) == .unknown(other))
        #expect(outcome(nil) == .refused(.noServerName))
        #expect(outcome(mail) == .refused(.otherServerName))
        #expect(outcome(other, encrypted: true) == .refused(.encryptedServerName))
        #expect(judge.judge(.fault(.badRecord), of: .unknown(other), port: 443) == .refused(.noTLS))
    }

    @Test func `What a person allows is one host, by TLS, at one port, at public addresses`() throws {
        var judge = ConnectionJudge(try Self.plan())
        let other = try Self.name("other.example.net")
        judge.allow(other)
        judge.allow(other)
        #expect(judge.plan.grants.count == 4)
        let grant = try #require(judge.plan.grants.last)
        #expect(grant == EgressGrant(host: .name(other), ports: [443], ranges: [], tls: .required))
        let address = SyntheticAddresses(slot: 6).v4
        #expect(judge.judge(address, port: 443, standingFor: other) == .granted(grant, number: 3, to: .name(other)))
        let below = try Self.name("x.other.example.net")
        #expect(judge.judge(address, port: 443, standingFor: below) == .unknown(below))
    }
}
