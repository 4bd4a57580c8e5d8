import Addresses
import Egress
import LaunchPlan
import Policy
import Refusals
import Testing

/// What host grants come to: the broker's plan and the sockets that lead to it.
@Suite struct WayOutTests {
    private static func grant(
        _ host: String, ports: [UInt16] = [443], isPrivate: Bool = false, ranges: [AddressRange] = []
    ) throws -> HostGrant {
        HostGrant(
            host: try #require(HostPattern(host)), at: Sample.location(9), ports: ports, isPrivate: isPrivate,
            ranges: ranges)
    }

    private static func wayOut(_ grants: HostGrant...) throws(Refusal) -> WayOut? {
        try WayOut(NetworkGrants(hosts: grants))
    }

    private static func refusal(_ grants: [HostGrant]) -> RefusalCode? {
        do throws(Refusal) {
            _ = try WayOut(NetworkGrants(hosts: grants))
            return nil
        } catch {
            return error.code
        }
    }

    @Test func `A box without hosts has no way out, no listener and no name server`() throws {
        #expect(try Self.wayOut() == nil)
        let sample = Sample()
        let box = try sample.resolve()
        #expect(box.egress == nil)
        #expect(box.plan.network == .none)
        #expect(box.plan.listeners.isEmpty)
        #expect(!box.plan.syscalls.internetSockets)
    }

    @Test func `A box with a host has a broker, internet sockets and its own name server`() throws {
        var sample = Sample()
        sample.profile.network.hosts = [try Self.grant("api.example.org")]
        let box = try sample.resolve()
        #expect(box.egress?.grants.map(\.host) == [.name(try #require(DNSName("api.example.org")))])
        #expect(box.plan.network == .brokered)
        #expect(box.plan.syscalls.internetSockets)
        let settings = box.plan.fileSystem.compactMap { step -> String? in
            guard case .file("/etc/resolv.conf", let contents, _) = step else { return nil }
            return String(decoding: contents, as: UTF8.self)
        }
        #expect(settings == ["nameserver 198.18.0.1\n"])
        #expect(box.lines.contains { "\($0)".contains("reach api.example.org at port 443, TLS for that name") })
    }

    @Test func `Ports below 1024 are taken for every address, once`() throws {
        let way = try #require(
            try Self.wayOut(try Self.grant("a.example.org", ports: [80, 443]), try Self.grant("*.example.com")))
        #expect(
            way.listeners.map(\.description) == [
                "udp *:53", "tcp *:53", "udp6 *:53", "tcp6 *:53", "tcp *:80", "tcp6 *:80", "tcp *:443", "tcp6 *:443",
            ])
    }

    @Test func `Higher ports are taken for the addresses of their name alone`() throws {
        let way = try #require(
            try Self.wayOut(
                try Self.grant("a.example.org", ports: [443]), try Self.grant("b.example.org", ports: [8443]),
                try Self.grant("203.0.114.9", ports: [9000])))
        #expect(
            way.listeners.dropFirst(6).map(\.description) == [
                "tcp 198.18.1.2:8443", "tcp6 [2001:2:0:0:0:0:1:2]:8443", "tcp 203.0.114.9:9000",
            ])
    }

    @Test func `The addresses of a listener are those that the name server gives`() throws {
        let way = try #require(
            try Self.wayOut(
                try Self.grant("*.example.com", ports: [8443]), try Self.grant("b.example.org", ports: [8443])))
        var table = way.plan.nameTable
        for text in ["x.example.com", "b.example.org"] {
            guard case .granted(let addresses) = table.standing(of: try #require(DNSName(text))) else {
                Issue.record("\(text) is not granted")
                continue
            }
            for address in [addresses.v4, addresses.v6] {
                #expect(way.listeners.contains { $0.address == address.bytes && $0.port == 8443 }, "\(text) \(address)")
            }
        }
    }

    @Test func `A box whose person is asked has a broker without any host, and one port`() throws {
        var sample = Sample()
        sample.profile.network.unknownHosts = UnknownHostGrant(at: Sample.location(9), seconds: 30)
        let box = try sample.resolve()
        #expect(box.plan.network == .brokered && box.plan.syscalls.internetSockets)
        #expect(box.egress?.askSeconds == 30 && box.egress?.grants == [])
        #expect(
            box.plan.listeners.map(\.description) == [
                "udp *:53", "tcp *:53", "udp6 *:53", "tcp6 *:53", "tcp *:443", "tcp6 *:443",
            ])
        #expect(box.legs.legs == [.untrustedInput, .egress])
        #expect(box.lines.contains { "\($0)".contains("reach any other host at port 443") })
        #expect(try Self.wayOut(try Self.grant("a.example.org"))?.plan.askSeconds == 0)
        // Beside private data it would be all three, whatever anybody allows later.
        try sample.grant("${workspace}")
        #expect(sample.refusal() == .trifectaAllThreeLegs)
    }

    @Test func `What takes more listeners than a box can have is refused`() throws {
        let wide = try (1...8).map { try Self.grant("*.x\($0).example.org", ports: [UInt16(8000 + $0)]) }
        #expect(Self.refusal(wide) == .egressTooWide)
        #expect(Self.refusal(Array(wide.prefix(2))) == nil)
    }

    @Test func `What is longer than an order to the broker is refused`() throws {
        let ports = (1...120).map { UInt16($0) }
        let many = try (1...EgressPlan.maximumGrants).map { try Self.grant("n\($0).example.org", ports: ports) }
        #expect(Self.refusal(many) == .egressTooWide)
        #expect(Self.refusal(Array(many.prefix(400))) == nil)
    }

    @Test func `A private host may have the addresses of private networks, and no others unless they are listed`()
        throws
    {
        let plain = try #require(try Self.wayOut(try Self.grant("api.example.org")))
        #expect(plain.plan.grants[0].ranges.isEmpty)
        let inside = try #require(try Self.wayOut(try Self.grant("api.lan", isPrivate: true)))
        let rules = AddressRules(granted: inside.plan.grants[0].ranges)
        for text in ["10.1.2.3", "172.31.0.1", "192.168.0.1", "100.64.0.1", "fd00::1"] {
            #expect(rules.objection(to: try #require(IPAddress(text))) == nil, "\(text)")
        }
        for text in ["127.0.0.1", "::1", "169.254.169.254", "169.254.0.1", "fe80::1", "fd00:ec2::254"] {
            #expect(rules.objection(to: try #require(IPAddress(text))) != nil, "\(text)")
        }
        let listed = try #require(AddressRange("10.1.0.0/16"))
        let narrow = try #require(try Self.wayOut(try Self.grant("api.lan", isPrivate: true, ranges: [listed])))
        #expect(narrow.plan.grants[0].ranges == [listed])
    }

    @Test func `A plan for the broker survives its bytes`() throws {
        let way = try #require(
            try Self.wayOut(
                try Self.grant("*.example.com", ports: [443, 8443]), try Self.grant("203.0.114.9", ports: [9000]),
                try Self.grant("api.lan", isPrivate: true)))
        #expect(try EgressPlan(decoding: way.plan.encoded()) == way.plan)
    }
}
