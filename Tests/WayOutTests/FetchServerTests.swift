import BoxHarness
import InstalledTrilatch
import Kernel
import RepositoryFiles
import Testing

/// `mcp-server-fetch` in a box under a profile that extends `profiles/fetch.yaml`.
@Suite struct FetchServerTests {
    /// Pages as they are: what makes text of them has npm install packages first, where there is one.
    private static let calls = """
        [["fetch", {"url": "https://api.example.org/page.html", "raw": true}],
         ["fetch", {"url": "https://api.example.org/page.html", "raw": true, "max_length": 40, "start_index": 10}],
         ["fetch", {"url": "https://api.example.org/private/page.html"}],
         ["fetch", {"url": "https://api.example.org/repository.git/none"}],
         ["fetch", {"url": "https://www.example.com/"}]]
        """

    private static func upstreams(_ caller: Caller) throws -> Upstreams {
        try Upstreams(
            caller, extending: "fetch", network: "- { host: api.example.org }",
            more: "environment: { set: { \(authorities.replacing("=", with: ": ")) } }")
    }

    /// The hosts of these tests have an authority of their own.
    private static let authorities = "SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt"

    /// What an SDK's client sees in one conversation.
    private static func converse(_ upstreams: Upstreams, _ environment: String, _ era: String, with server: [String])
        throws -> Upstreams.Seen
    {
        let script = try RepositoryFile("Tests/interop/session.py").contents()
        let session = [try developmentProgram("\(environment)/bin/python3"), "-c", script, era, Self.calls]
        return try upstreams.run(upstreams.caller.absolutePrefix + session + server, at: .outside)
    }

    @Test(arguments: Caller.available, [("sdk1", "handshake"), ("sdk2", "stateless")])
    func `pages, robots.txt and errors are the same in a box`(
        caller: Caller, client: (environment: String, era: String)
    )
        throws
    {
        let upstreams = try Self.upstreams(caller)
        let server = [try developmentProgram("servers/bin/mcp-server-fetch"), "--allow-private-ips"]
        let bare = try Self.converse(
            upstreams, client.environment, client.era, with: ["/usr/bin/env", Self.authorities] + server)
        #expect(bare.output.contains("Some words of a page"))
        #expect(bare.output.contains("robots.txt"))

        let boxed = try Self.converse(
            upstreams, client.environment, client.era, with: upstreams.boxed(server))
        #expect(boxed.output == bare.output)
        #expect(boxed.hosts.of("request").map { $0["path"] } == bare.hosts.of("request").map { $0["path"] })
        #expect(Set(boxed.audit.of("connection").map { $0["name"] }) == ["api.example.org"])
        #expect(boxed.audit.of("lookup").contains { $0.members("name", "verdict") == "www.example.com not-granted" })
        #expect(!boxed.hosts.of("query").contains { $0["name"] == "www.example.com" })
        #expect(bare.hosts.of("query").contains { $0["name"] == "www.example.com" })
    }

    @Test func `The server's own guard takes a box's addresses for private ones`() throws {
        let upstreams = try Self.upstreams(Caller.available[0])
        let server = [try developmentProgram("servers/bin/mcp-server-fetch")]
        let boxed = try Self.converse(upstreams, "sdk2", "stateless", with: upstreams.boxed(server))
        #expect(boxed.output.contains("which is not a public address"))
        #expect(boxed.hosts.of("request").isEmpty)
    }

    @Test func `The example with sites of documentation has two legs`() throws {
        let outcome = try Subprocess.run(
            [Installation.shared.trilatch, "check", RepositoryFile("examples/fetch-docs.yaml").absolutePath],
            environment: ["PATH": "/usr/bin:/bin", "HOME": "/nonexistent"])
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.contains("untrusted-input") && outcome.output.contains("egress"))
    }
}
