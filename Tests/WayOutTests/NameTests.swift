import InstalledTrilatch
import Kernel
import Testing

/// What a program of a box learns, and tells, by asking for names.
@Suite struct NameTests {
    /// How many names below wildcards a box may ask for.
    private static let pool = 64
    /// The grants for exact names, which have their addresses before it.
    private static let exactNames = 8

    private static let expected: [String: String] = {
        var expected = [
            "HTTPS of a granted name": "no data", "SVCB of a granted name": "no data",
            "MX of a granted name": "no data",
            "TXT of a granted name": "no data", "ANY of a granted name": "no data",
            "a granted name in capitals": "198.18.1.1", "a granted name, version 6": "2001:2::1:1",
            "a granted name, by the library": "198.18.1.1 2001:2::1:1",
            "a name outside, by the library": "no such name",
        ]
        for type in ["HTTPS", "SVCB", "MX", "TXT", "ANY"] { expected["\(type) of another"] = "NXDOMAIN" }
        for index in 0..<50 { expected["tunnel \(padded(index))"] = "NXDOMAIN" }
        for index in 0..<70 {
            expected["below the wildcard \(padded(index))"] =
                index < pool ? "198.18.1.\(1 + exactNames + index)" : "SERVFAIL"
        }
        return expected
    }()

    private static func padded(_ index: Int) -> String { index < 10 ? "0\(index)" : "\(index)" }

    @Test(arguments: Caller.available)
    func `Only granted names have an address, and asking tells nobody anything`(caller: Caller) throws {
        let upstreams = try Upstreams(caller, network: Upstreams.granted)
        let seen = try upstreams.attempt("names")
        #expect(seen.end == .exited(0), "\(seen.errors)")
        expect(seen.outcomes, are: Self.expected)
        #expect(seen.hosts.isEmpty, "no query has left: \(seen.hosts)")

        let lookups = seen.audit.of("lookup")
        let tunnel = lookups.filter { $0["name"]?.hasSuffix(".evil.example.com") == true }
        #expect(tunnel.count == 50 && tunnel.allSatisfy { $0["verdict"] == "not-granted" })
        let wild = lookups.filter { $0["name"]?.hasSuffix(".wild.example.net") == true }
        #expect(wild.prefix(Self.pool).allSatisfy { $0["verdict"] == "answered" })
        #expect(wild.dropFirst(Self.pool).map { $0["verdict"] } == Array(repeating: "pool-exhausted", count: 6))

        let control = try upstreams.run(
            ["/usr/bin/python3", "-c", "import socket; socket.getaddrinfo('data.evil.example.com', 80)"], at: .outside)
        #expect(control.hosts.of("query").contains { $0["name"] == "data.evil.example.com" })
    }

    @Test func `A flood of lookups is counted in the log, and not written out`() throws {
        let upstreams = try Upstreams(Caller.available[0], network: Upstreams.granted)
        let seen = try upstreams.attempt("flood")
        #expect(seen.outcomes == ["flood": "600"])
        let told = seen.audit.of("lookup").count
        let counted = seen.audit.of("suppressed").compactMap { $0["lookups"].flatMap { Int($0) } }.reduce(0, +)
        #expect(told + counted == 600)
        #expect(counted > 0)
    }
}
