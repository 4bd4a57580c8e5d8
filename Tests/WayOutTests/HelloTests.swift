import InstalledTrilatch
import Kernel
import Testing

/// What a connection must begin with, where a grant wants TLS.
@Suite struct HelloTests {
    /// Why each hello for a name is refused.
    private static let refusals = [
        "another granted name": "other-server-name", "a strange name": "other-server-name", "no name": "no-server-name",
        "an encrypted hello": "encrypted-server-name", "an encrypted hello and no name": "encrypted-server-name",
        "no TLS": "no-tls",
    ]

    @Test(arguments: Caller.available)
    func `A connection goes where its hello says, when that is the granted name`(caller: Caller) throws {
        let upstreams = try Upstreams(caller, network: Upstreams.granted)
        let seen = try upstreams.attempt("hellos")
        #expect(seen.end == .exited(0), "\(seen.errors)")
        var expected = Self.refusals.mapValues { _ in "ECONNRESET" }
        expected["the name"] = "hello from front.example.org"
        expected["a byte at a time"] = "TLS"
        for act in [
            "a granted name", "a strange name", "no name", "an encrypted hello", "a port of another name",
        ] {
            expected["an address, \(act)"] = "ECONNRESET"
        }
        expect(seen.outcomes, are: expected)

        // The host has heard the two hellos that were right, and nothing of the others.
        #expect(seen.hosts.of("server-name").map { $0["name"] } == ["www.example.org", "www.example.org"])
        // A request for another host at the same front passes: what is inside TLS is not looked at.
        #expect(seen.hosts.of("request").map { $0["host"] } == ["front.example.org"])
        let refused = seen.audit.of("connection-refused")
        #expect(
            refused.filter { $0["name"] == "www.example.org" }.map { $0["reason"] ?? "" }.sorted()
                == Self.refusals.values.sorted())
        #expect(
            refused.filter { $0["name"] == nil }.map { $0["reason"] }
                == Array(repeating: "address-not-granted", count: 5))
        #expect(
            seen.audit.of("connection").map { $0.members("name", "destination", "port", "to") }
                == Array(repeating: "www.example.org 198.18.1.2 443 11.11.11.12", count: 2))
    }

    @Test(arguments: Caller.available)
    func `With literal-addresses by-name, the hello picks the grant and the broker the address`(caller: Caller) throws {
        let upstreams = try Upstreams(caller, network: Upstreams.granted + "\n- { literal-addresses: by-name }")
        let seen = try upstreams.attempt("hellos")
        #expect(seen.outcomes["an address, a granted name"] == "hello from front.example.org")
        for act in ["a strange name", "no name", "an encrypted hello", "a port of another name"] {
            #expect(seen.outcomes["an address, \(act)"] == "ECONNRESET", "\(act)")
        }
        let refused = seen.audit.of("connection-refused").filter { $0["destination"] == "11.11.11.12" }
        #expect(
            refused.map { $0.members("port", "reason") }.sorted() == [
                "443 encrypted-server-name", "443 no-server-name", "443 other-server-name", "80 port-not-granted",
            ])
    }

    @Test func `A connection that never says what it is for is closed after the opening time`() throws {
        let upstreams = try Upstreams(Caller.available[0], network: Upstreams.granted)
        let seen = try upstreams.attempt("silence")
        #expect(seen.outcomes == ["silence": "ECONNRESET"])
        #expect(seen.audit.of("connection-refused").map { $0["reason"] } == ["too-late"])
        #expect(seen.hosts.isEmpty)
    }
}
