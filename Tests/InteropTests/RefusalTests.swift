import InstalledTrilatch
import Testing

/// A box that must not start answers the client; it never just closes the pipe.
@Suite(.serialized)
struct RefusalTests {
    /// A way to be refused, and the code that says so.
    struct Case: CustomTestStringConvertible {
        var code: String
        var profile = "python"
        var workspace: String?
        var command = ["/usr/bin/python3", "-c", "pass"]
        var status = 125

        var testDescription: String { code }

        static let all = [
            Case(code: "profile.not-found", profile: "no-such-profile"),
            Case(code: "workspace.too-broad", profile: "git", workspace: "/"),
            Case(code: "program.not-found", command: ["no-such-program"], status: 127),
            Case(code: "program.installs-at-start", command: ["npx", "some-server"]),
        ]
    }

    @Test(arguments: Caller.available, Client.allCases)
    func `the SDK's client sees the code`(caller: Caller, client: Client) throws {
        let site = try Site(caller)
        let command = site.boxed("no-such-profile", ["/usr/bin/python3", "-c", "pass"])
        let seen = try site.converse(client, #"[["anything", {}]]"#, with: command)
        #expect(seen.output.contains("\"error\": {"))
        #expect(seen.output.contains("\"profile.not-found\""), "in the error's data: \(seen.output)")
        #expect(seen.errors.contains("profile.not-found"), "on standard error too: \(seen.errors)")
    }

    @Test(arguments: Caller.available, Case.all)
    func `every request is answered, and the exit code says what happened`(caller: Caller, refusal: Case) throws {
        let site = try Site(caller)
        let command = site.boxed(refusal.profile, over: refusal.workspace, refusal.command)
        let lines = [
            #"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"raw","version":"1"}}}"#,
            #"{"jsonrpc":"2.0","method":"notifications/initialized"}"#,
            #"{"jsonrpc":"2.0","id":"second","method":"tools/list"}"#,
        ]
        let seen = try site.exchange(lines, with: command)
        #expect(seen.output.contains(#/\\"id\\": ?1\D/#))
        #expect(seen.output.contains(#/\\"id\\": ?\\"second\\"/#))
        #expect(seen.output.contains(#"\"\#(refusal.code)\""#), "in the error's data: \(seen.output)")
        #expect(seen.output.contains("\"exit\": \(refusal.status)"))
    }

    @Test(arguments: Caller.available)
    func `the server's own exit code is kept`(caller: Caller) throws {
        let site = try Site(caller)
        let program = "import sys; sys.stdin.read(); print('bye', file=sys.stderr); sys.exit(7)"
        let server = ["/usr/bin/python3", "-c", program]
        let bare = try site.exchange([], with: server)
        #expect(bare.output.contains("\"exit\": 7") && bare.output.contains("bye"))
        expectSame(try site.exchange([], with: site.boxed("python", server)), bare)
    }
}
