import InstalledTrilatch
import Kernel
import Testing

/// What a grant's own limits stop, and what they leave alone.
@Suite struct GrantLimitTests {
    private static func network(_ limits: String) -> String {
        """
        - { host: api.example.org, ports: [80], tls: unchecked, limits: { \(limits) } }
        - { host: www.example.org, ports: [80], tls: unchecked }
        """
    }

    /// Asks once, sends or fetches much, and asks again; then the other host.
    private static func script(_ much: String) -> [String] {
        [
            "/bin/sh", "-c",
            """
            exec >&2; ask='curl -sS -o /dev/null --max-time 20 -w %{http_code}'; api=http://api.example.org
            $ask $api/bytes/1; echo; \(much); echo; $ask $api/bytes/1; echo; $ask http://www.example.org/bytes/1; echo
            """,
        ]
    }

    @Test(arguments: Caller.available) func `What may be sent to a host is bounded, over all its connections`(
        caller: Caller
    ) throws {
        let much = "head -c 3000000 /dev/zero | $ask -H Expect: --data-binary @- $api/x"
        let upstreams = try Upstreams(caller, network: Self.network("sent: 1MiB"))
        let seen = try upstreams.run(Self.script(much))
        let codes = seen.errors.split(separator: "\n").filter { $0.allSatisfy(\.isNumber) }
        #expect(codes == ["200", "000", "000", "200"], "\(seen.errors)")
        let ends = seen.audit.of("connection-end").filter { $0["reason"] == "sent-too-much" }
        #expect(ends.count == 1)
        // By no more than what one step moves.
        #expect(Int(ends.first?["bytes-out"] ?? "").map { (1 << 20..<2 << 20).contains($0) } == true)
        #expect(
            seen.audit.of("connection-refused").allSatisfy {
                $0.members("name", "reason") == "api.example.org sent-too-much"
            })
        #expect(!seen.audit.of("connection-refused").isEmpty)
        let control = try Upstreams(caller, network: Self.network("sent: 8MiB")).run(Self.script(much))
        #expect(
            control.errors.split(separator: "\n").filter { $0.allSatisfy(\.isNumber) } == ["200", "200", "200", "200"])
    }

    @Test func `What may be received, and how long a connection lasts, is bounded too`() throws {
        let received = try Upstreams(Caller.available[0], network: Self.network("received: 1MiB"))
            .run(Self.script("$ask $api/bytes/3000000"))
        #expect(
            received.audit.of("connection-end").count { $0["reason"] == "received-too-much" } == 1, "\(received.errors)"
        )
        let long = try Upstreams(Caller.available[0], network: Self.network("total: 1"))
            .run(Self.script("$ask --limit-rate 100K $api/bytes/30000000"))
        #expect(long.audit.of("connection-end").count { $0["reason"] == "too-long" } == 1, "\(long.errors)")
        let codes = long.errors.split(separator: "\n").filter { $0.allSatisfy(\.isNumber) }
        #expect(codes.count == 4 && codes[2] == "200", "a new connection is a new one: \(long.errors)")
    }

    @Test func `So many connections of a host at a time, and no more`() throws {
        let upstreams = try Upstreams(
            Caller.available[0],
            network: "- { host: api.example.org, ports: [8099], tls: unchecked, limits: { connections: 3 } }")
        let seen = try upstreams.run([
            "/usr/bin/python3", "-c",
            """
            import socket, sys
            held, outcomes = [], []
            for _ in range(5):
                try:
                    held.append(socket.create_connection(("198.18.1.1", 8099), 20))
                    held[-1].sendall(b"x")
                    outcomes.append(held[-1].recv(1).decode())
                except (ConnectionResetError, BrokenPipeError):
                    outcomes.append("reset")
            held[0].close()
            print(" ".join(outcomes), file=sys.stderr)
            """,
        ])
        #expect(seen.errors.contains("x x x reset reset"), "\(seen.errors)")
        #expect(seen.audit.of("connection-refused").map { $0["reason"] } == ["too-many", "too-many"])
    }
}
