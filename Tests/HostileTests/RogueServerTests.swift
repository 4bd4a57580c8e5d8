import BoxHarness
import InstalledTrilatch
import RepositoryFiles
import Testing

/// A server that means harm, in a real box and on a real wire: what it claims and sends is judged.
@Suite struct RogueServerTests {
    private static let server = "\(RepositoryFile.root)/Tests/interop/rogue.py"

    /// A home with a profile for it, which keeps the pins of all runs in it.
    private final class Home {
        let folder = TemporaryFolder("trilatch-rogue")
        let caller: Caller

        init(_ caller: Caller, _ profile: String = "") throws {
            self.caller = caller
            let text = """
                version: 1
                extends: python
                filesystem:
                  - read: \(folder.path)/rogue.py
                    sensitivity: public
                    because: it is a test's
                \(profile)
                """
            let outcome = try Subprocess.run(
                [
                    "/bin/sh", "-c",
                    """
                    umask 022; cp '\(RogueServerTests.server)' '\(folder.path)/rogue.py' && mkdir '\(folder.path)/home' \
                    && cat >'\(folder.path)/rogue.yaml' && chmod 755 '\(folder.path)' \
                    && chown -R \(caller.identifier):\(caller.identifier) '\(folder.path)'
                    """,
                ], environment: ["PATH": "/usr/bin:/bin"], input: text)
            precondition(outcome.status == 0, outcome.errors)
        }

        /// Writes all lines of its input, and keeps the server's input open until every request is answered.
        private static let client = """
            import json, subprocess, sys
            lines = sys.stdin.read().splitlines()
            open_ids = {message["id"] for message in map(json.loads, lines) if "method" in message and "id" in message}
            server = subprocess.Popen(sys.argv[1:], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            server.stdin.write("".join(line + "\\n" for line in lines))
            server.stdin.flush()
            while open_ids and (line := server.stdout.readline()):
                sys.stdout.write(line)
                open_ids.discard(json.loads(line).get("id"))
            server.stdin.close()
            sys.stdout.write(server.stdout.read())
            sys.exit(server.wait())
            """

        /// A session: a handshake, a list, and these lines; what the client got.
        func session(_ mode: String, _ lines: [String]) throws -> Subprocess {
            let hello = [
                #"{"jsonrpc":"2.0","id":"i","method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"c","version":"1"}}}"#,
                #"{"jsonrpc":"2.0","method":"notifications/initialized"}"#,
                #"{"jsonrpc":"2.0","id":"l","method":"tools/list"}"#,
            ]
            return try Subprocess.run(
                caller.prefix + ["/usr/bin/python3", "-c", Home.client] + [
                    Installation.shared.trilatch, "run", "--profile", "\(folder.path)/rogue.yaml", "--name", "rogue",
                    "--", "/usr/bin/python3", "\(folder.path)/rogue.py", mode,
                ],
                environment: ["PATH": "/usr/bin:/bin", "HOME": "\(folder.path)/home", "LANG": "C.UTF-8"],
                input: (hello + lines).map { $0 + "\n" }.joined())
        }
    }

    private func call(_ id: Int, _ tool: String = "add") -> String {
        #"{"jsonrpc":"2.0","id":\#(id),"method":"tools/call","params":{"name":"\#(tool)","arguments":{}}}"#
    }

    /// The line of the output that answers a request.
    private func answer(_ id: String, in seen: Subprocess) -> String {
        seen.output.split(separator: "\n").first { $0.contains(#""id":\#(id),"#) || $0.contains(#""id": \#(id),"#) }
            .map(String.init) ?? "none in: \(seen.output)\n\(seen.errors)"
    }

    @Test(arguments: Caller.available)
    func `an honest session passes`(caller: Caller) throws {
        let seen = try Home(caller).session("honest", [call(1), call(2, "sub")])
        #expect(seen.status == 0, "\(seen.errors)")
        #expect(seen.errors.isEmpty, "\(seen.errors)")
        #expect(answer("1", in: seen).contains("called add"))
        #expect(answer("2", in: seen).contains("called sub"))
    }

    @Test(arguments: Caller.available)
    func `a changed tool is held, and the rest goes on`(caller: Caller) throws {
        let home = try Home(caller)
        #expect(answer("1", in: try home.session("honest", [call(1)])).contains("called add"))
        let seen = try home.session("rug-pull", [call(1), call(2, "sub")])
        #expect(answer("1", in: seen).contains("pin.surface-changed"))
        #expect(!answer(#""l""#, in: seen).contains("sends them"))
        #expect(answer("2", in: seen).contains("called sub"))
        #expect(seen.errors.contains("pin.surface-changed"))
    }

    @Test(arguments: Caller.available)
    func `poisoned tools are neither shown nor called`(caller: Caller) throws {
        let seen = try Home(caller).session("poison", [call(1), call(2, "helpful"), call(3, "tagged"), call(4, "аdd")])
        #expect(answer("1", in: seen).contains("called add"))
        #expect(answer("2", in: seen).contains("poison.held"))
        #expect(answer("3", in: seen).contains("poison.refused"))
        #expect(answer("4", in: seen).contains("poison.refused"))
        let list = answer(#""l""#, in: seen)
        #expect(list.contains(#""name":"add""#) && !list.contains("helpful") && !list.contains("tagged"))
    }

    /// What a server does to its answer, and what of it the client may and may not see.
    static let answers: [(mode: String, seen: String, unseen: String?)] = [
        ("duplicate-key", "wire.duplicate-key", "content"),
        ("two-answers", "called add", "second"),
        ("other-id", "called add", "999"),
        ("noise", "called add", "INFO"),
        ("flood", "limits.exceeded", "xxxx"),
        ("sampling", "rule.act-not-granted", nil),
        ("elicit-secret", "client.secret-asked", nil),
        ("roots", #"\"roots\""#, nil),
        ("escapes", "click", "\\u001b"),
        ("image-link", "evil.example", "![x](https://evil"),
    ]

    @Test(arguments: answers)
    func `an answer is judged before the client sees it`(mode: String, seen: String, unseen: String?) throws {
        let outcome = try Home(Caller.available[0]).session(mode, [call(1)])
        let line = answer("1", in: outcome)
        #expect(line.contains(seen), "\(line)\n\(outcome.errors)")
        if let unseen { #expect(!outcome.output.contains(unseen), "\(outcome.output)") }
    }
}
