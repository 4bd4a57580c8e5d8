import InstalledTrilatch
import Kernel
import Testing

/// Granted names whose hosts are not where they were, are nowhere, or misbehave.
@Suite struct HostTests {
    @Test(arguments: Caller.available)
    func `The broker dials what it has judged, and passes on how each side ends`(caller: Caller) throws {
        let upstreams = try Upstreams(caller, network: Upstreams.granted)
        let seen = try upstreams.attempt("upstreams")
        #expect(seen.end == .exited(0), "\(seen.errors)")
        expect(
            seen.outcomes,
            are: [
                "1 an answer that rebinds": "ECONNRESET", "2 the same later": "HTTP/1.1 200 OK",
                "a private answer": "ECONNRESET", "an alias": "HTTP/1.1 200 OK",
                "an answer over TCP": "HTTP/1.1 200 OK", "a name that no server knows": "ECONNRESET",
                "a host that is not there": "ECONNRESET", "a host that breaks off": "half, then ECONNRESET",
                "half closed": "pingbye", "a host that speaks first": "SSH-2.0-test", "a slow reader": "20000000",
            ])
        #expect(
            seen.audit.of("connection-refused").map { $0.members("name", "reason") }.sorted() == [
                "gone.example.net name-not-found", "private.example.net forbidden-address",
                "rebind.example.net forbidden-address", "silent.example.net unreachable",
            ])
        let ends = seen.audit.of("connection-end")
        #expect(ends.filter { $0["reason"] == "reset-by-host" }.count == 1)
        #expect(ends.filter { $0["reason"] == "ended" }.count == ends.count - 1)
        let half = try #require(ends.first { $0["port"] == "8099" })
        #expect(half.members("bytes-out", "bytes-in") == "4 7")
        #expect(
            Set(["11.11.11.11", "2606:4700::11"]).isSuperset(of: seen.hosts.of("request").compactMap { $0["address"] }))
        let control = try upstreams.run(
            ["/usr/bin/curl", "-sS", "http://private.example.net/"], at: .outside)
        #expect(control.output == "hello from private.example.net\n")
    }

    @Test(arguments: Caller.available)
    func `A redirect to where a cloud has its metadata leads nowhere`(caller: Caller) throws {
        let upstreams = try Upstreams(caller, network: Upstreams.granted)
        let fetch = ["/usr/bin/curl", "-sSL", "-o", "/dev/stderr", "http://api.example.org/redirect-to-private"]
        let seen = try upstreams.run(fetch)
        // Of a connection that is reset curl says that it was not made, or that it was lost: it depends on the moment.
        #expect([.exited(7), .exited(56)].contains(seen.end))
        #expect(seen.hosts.of("request").map { $0["path"] } == ["/redirect-to-private"])
        #expect(
            seen.audit.of("connection-refused").map { $0.members("destination", "reason") } == [
                "169.254.169.254 address-not-granted"
            ])
        let control = try upstreams.run(fetch, at: .outside)
        #expect(control.hosts.of("request").map { $0["path"] } == ["/redirect-to-private", "/latest/meta-data/"])
    }
}
