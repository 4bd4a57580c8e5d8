import BoxHarness
import InstalledTrilatch
import Kernel
import Testing

/// Many connections.
@Suite struct CrowdTests {
    @Test(arguments: Caller.available)
    func `Of many connections at once 512 are served, and the others told so`(caller: Caller) throws {
        let upstreams = try Upstreams(caller, network: Upstreams.granted)
        let seen = try upstreams.attempt("crowd")
        #expect(seen.end == .exited(0), "\(seen.errors)")
        #expect(seen.outcomes == ["at once": "512 served, 88 reset", "afterwards": "10 served"])
        let reasons = seen.audit.of("connection-refused").map { $0["reason"] }
        #expect(reasons == Array(repeating: "too-many", count: 88))
        #expect(seen.audit.of("connection").count == 522)
    }

    @Test func `A broker has after ten thousand connections what it had before`() throws {
        let upstreams = try Upstreams(Caller.available[0], network: Upstreams.granted)
        let run = try upstreams.start(try Upstreams.acts(["rows"]))
        try run.read(seconds: 30) { run.text(from: 2).contains("first") }
        let broker = try upstreams.broker(of: run)
        let before = try (broker.descriptors.count, broker.kibibytes("VmRSS"))
        try run.send(#"{"jsonrpc":"2.0","method":"notifications/roots/list_changed"}"# + "\n")
        try run.read(seconds: 120) { run.text(from: 2).contains("second") }
        #expect(run.text(from: 2).contains("second\t9900 served\n"))
        // The last ones may still be on their way out.
        _ = try Clock.wait(seconds: 5) { broker.descriptors.count <= before.0 ? true : nil }
        #expect(try broker.kibibytes("VmRSS") < before.1 + 512)
        #expect(try run.finish() == .exited(0))
        let ends = upstreams.audit.of("connection-end")
        #expect(ends.count == 10_000 && ends.allSatisfy { $0["reason"] == "ended" })
    }
}
