import Glibc
import InstalledTrilatch
import Testing

/// `trilatch learn`: what it sees, what it writes, and what it never does.
@Suite struct LearnTests {
    /// Answers every request, after having done what its first argument says.
    private static let server = #"""
        import json, os, socket, subprocess, sys
        def attempt(act):
            try: return act()
            except OSError as error: return error.errno
        HOME = os.environ["HOME"]
        exec(sys.argv[1])
        for line in sys.stdin:
            message = json.loads(line)
            if "id" in message:
                print(json.dumps({"jsonrpc": "2.0", "id": message["id"], "result": {}}), flush=True)
        """#

    private static func site(_ caller: Caller = .root) throws -> CommandSite {
        let site = try CommandSite(caller)
        try site.write("\(site.home)/server.py", server)
        return site
    }

    private static func learn(_ site: CommandSite, _ flags: [String] = [], doing program: String) throws -> Subprocess {
        try site.run(
            ["learn", "--drive", "--workspace", site.workspace] + flags + [
                "--", "/usr/bin/python3", "\(site.home)/server.py", program,
            ])
    }

    /// The paths of a report, by what was found about them.
    private static func rows(_ report: String) -> [String: [String]] {
        var rows: [String: [String]] = [:]
        var last: String?
        for line in report.split(separator: "\n") {
            let words = line.split(separator: " ").map(String.init)
            // A long path has its line to itself.
            if line.hasPrefix("      "), let last { rows[last]? += words }
            if words.count > 1, ["missing", "denied", "hidden"].contains(words[0]) {
                rows[words[1]] = [words[0]] + words[2...]
                last = words[1]
            }
        }
        return rows
    }

    @Test(arguments: Caller.available)
    func `each path is found as what it is, and private ones are not in the box`(caller: Caller) throws {
        let site = try Self.site(caller)
        try site.write("\(site.home)/notes.txt", "pr1vate")
        try site.write("\(site.home)/.ssh/id_ed25519", "s3cret")
        try site.write("\(site.workspace)/.env", "T0KEN=1")
        try site.write("\(site.workspace)/a.txt", "a")
        let outcome = try Self.learn(
            site,
            doing: """
                attempt(lambda: open(HOME + "/notes.txt").read())
                attempt(lambda: open(HOME + "/.ssh/id_ed25519").read())
                seen = attempt(lambda: open(".env").read())
                attempt(lambda: open("new.txt", "w"))
                attempt(lambda: os.stat("/nowhere/at/all"))
                open("a.txt").read()
                subprocess.run(["/bin/true"])
                print(f"found {seen!r}", file=sys.stderr)
                """)
        #expect(outcome.status == 0, "\(outcome.errors)")
        let rows = Self.rows(outcome.errors)
        #expect(rows["\(site.home)/notes.txt"]?.prefix(3) == ["missing", "read", "private"])
        #expect(rows["\(site.home)/.ssh/id_ed25519"]?.prefix(3) == ["missing", "read", "looks"])
        #expect(rows["\(site.workspace)/.env"]?.prefix(3) == ["hidden", "read", "looks"])
        #expect(rows[site.workspace]?.prefix(3) == ["denied", "write", "workspace"])
        #expect(rows["/nowhere/at/all"] == nil && rows["\(site.workspace)/a.txt"] == nil)
        #expect(outcome.errors.contains("/bin/true"))
        #expect(!outcome.errors.contains("pr1vate") && !outcome.errors.contains("s3cret"))
        // Nobody was there to say yes.
        #expect(outcome.output.contains("- read: ${workspace}\n") && !outcome.output.contains("write: true"))
        let granted = outcome.output.split(separator: "\n").filter { $0.contains("- read:") && !$0.contains("#") }
        #expect(granted.count == 1, "\(granted)")
        #expect(outcome.output.contains("# Not granted"))
    }

    @Test(arguments: Caller.available)
    func `with the grants that it learned the server gets what it wanted, and the profile is a valid one`(
        caller: Caller
    ) throws {
        let site = try Self.site(caller)
        let program = """
            open("new.txt", "w").write("1")
            os.rename("new.txt", "old.txt")
            """
        let learned = "\(site.workspace)/learned.yaml"
        let outcome = try Self.learn(site, ["--yes-workspace", "--output", learned], doing: program)
        #expect(outcome.status == 0 && outcome.output.isEmpty, "\(outcome.errors)")
        #expect(outcome.errors.contains("2 runs"))
        #expect(try site.script("cat old.txt").output == "1")
        #expect(try site.run("check", learned).status == 0)
        try CommandSite.shell("rm '\(site.workspace)/old.txt'")
        let run = try site.run([
            "run", "--profile", learned, "--workspace", site.workspace, "--", "/usr/bin/python3",
            "\(site.home)/server.py", program,
        ])
        #expect(run.status == 0, "\(run.errors)")
        #expect(try site.script("cat old.txt").output == "1")
    }

    @Test(arguments: [("shell", true, true), ("reading", true, false), ("reading", false, false)])
    func `what the parent grants of the workspace is not granted again, and what it protects not at all`(
        parent: String, accepts: Bool, parentWrites: Bool
    ) throws {
        let site = try Self.site()
        try site.write(
            profile: "reading",
            "version: 1\nsummary: It.\nextends: python\nfilesystem: [{ read: \"${workspace}\" }]\n")
        try site.write("\(site.workspace)/.mcp.json", "{}")
        let learned = "\(site.workspace)/learned.yaml"
        let outcome = try Self.learn(
            site, ["--profile", parent, "--output", learned] + (accepts ? ["--yes-workspace"] : []),
            doing: """
                attempt(lambda: open("new.txt", "w").write("1"))
                attempt(lambda: open(".mcp.json", "w").write("1"))
                """)
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.errors.contains(accepts && !parentWrites ? "2 runs" : "1 run."), "\(outcome.errors)")
        let text = try site.script("cat learned.yaml").output
        let wanted = accepts && !parentWrites
        #expect(text.contains("\n  - read: ${workspace}\n    write: true\n") == wanted, "\(text)")
        #expect(text.contains("- read: ${workspace}") == wanted, "\(text)")
        // What was denied is left to the reader, unless the grant may be what it lacked.
        #expect(wanted || text.contains("workspace: write \(site.workspace)/.mcp.json"), "\(text)")
        #expect(try site.script("ls new.txt; cat .mcp.json").output == (wanted || parentWrites ? "new.txt\n{}" : "{}"))
        #expect(try site.run("check", learned).status == 0)
    }

    @Test func `without the grant the same server fails`() throws {
        let site = try Self.site()
        let outcome = try Self.learn(site, doing: #"open("new.txt", "w").write("1")"#)
        #expect(outcome.errors.contains("answered 0 of 1 requests") && outcome.errors.contains("1 run."))
        #expect(try site.script("ls").output == "")
    }

    @Test(arguments: Caller.available)
    func `unix sockets that the server wants are seen, and lead nowhere`(caller: Caller) throws {
        let site = try Self.site(caller)
        try site.write(profile: "unixy", "version: 1\nsummary: It.\nextends: python\nruntime: { unix-sockets: true }\n")
        let outcome = try Self.learn(
            site, ["--profile", "unixy"],
            doing: """
                def reach(kind, act): return attempt(lambda: act(socket.socket(socket.AF_UNIX, kind)))
                codes = [
                    reach(socket.SOCK_STREAM, lambda s: s.connect("/run/nobody.sock")),
                    reach(socket.SOCK_STREAM, lambda s: s.connect("\\0nobody")),
                    reach(socket.SOCK_DGRAM, lambda s: s.sendto(b"x", "/run/log.sock")),
                ]
                print(f"codes {codes}", file=sys.stderr)
                """)
        #expect(outcome.status == 0, "\(outcome.errors)")
        for address in ["/run/nobody.sock", "@nobody", "/run/log.sock"] {
            #expect(outcome.errors.contains("connect unix:\(address) "), "\(outcome.errors)")
            #expect(
                outcome.output.contains("# connect unix:\(address),")
                    || outcome.output.contains("connect unix:\(address),"))
        }
    }

    @Test(arguments: [("y\n", true), ("n\n", false), ("\n", false)])
    func `on a terminal each grant is a question, and only a yes grants`(answer: String, grants: Bool) throws {
        let site = try Self.site()
        let program = "try: open('new.txt', 'w').write('1')\nexcept OSError: pass"
        try site.write("\(site.home)/does.py", program)
        let line = """
            '\(site.trilatch)' learn --yes-system --workspace '\(site.workspace)' -- /usr/bin/python3 '\(site.home)/server.py' \
            "$(cat '\(site.home)/does.py')"
            """
        let outcome = try Subprocess.run(
            site.caller.prefix + ["/usr/bin/script", "-qec", line, "/dev/null"], environment: site.environment,
            input: answer)
        #expect(outcome.output.contains("Grant: write to the workspace"), "\(outcome.output)")
        #expect(outcome.output.contains("[y/N]"))
        #expect(outcome.output.contains("write: true") == grants)
    }

    @Test(arguments: Caller.available)
    func `names and addresses are seen, and nothing answers`(caller: Caller) throws {
        let site = try Self.site(caller)
        let outcome = try Self.learn(
            site,
            doing: """
                attempt(lambda: socket.getaddrinfo("api.example.org", 443))
                results = [attempt(lambda: socket.create_connection(("192.0.2.7", 443), 5))]
                listener = socket.socket()
                listener.bind(("127.0.0.1", 8123))
                listener.listen()
                print(results, file=sys.stderr)
                """)
        #expect(outcome.errors.contains("api.example.org") && outcome.errors.contains("connect 192.0.2.7:443"))
        #expect(outcome.output.contains("#     - host: api.example.org"))
        #expect(outcome.output.contains("network: loopback\n"))
    }

    @Test func `an existing file is never replaced, and a failed run leaves none`() throws {
        let site = try Self.site()
        try site.write("\(site.workspace)/mine.yaml", "mine")
        let output = "\(site.workspace)/mine.yaml"
        let refused = try Self.learn(site, ["--output", output], doing: "")
        #expect(refused.status == 125 && refused.errors.contains("learn.output-exists"))
        #expect(try site.script("cat mine.yaml").output == "mine")
        let failed = try site.run(
            "learn", "--drive", "--output", "\(site.workspace)/other.yaml", "--", "/no/such/program")
        #expect(failed.status == 127, "\(failed.errors)")
        #expect(try site.script("ls").output == "mine.yaml\n")
    }

    @Test func `a profile with a secret is refused before anything runs`() throws {
        let site = try Self.site()
        try site.write(
            profile: "secretive",
            "version: 1\nextends: python\nenvironment:\n  pass: [{ name: API_TOKEN, because: test }]\n")
        let outcome = try site.run(
            ["learn", "--drive", "--profile", "secretive", "--", "/usr/bin/touch", "ran"],
            adding: ["API_TOKEN": "s3cret"])
        #expect(outcome.status == 125 && outcome.errors.contains("learn.secrets-granted"))
        #expect(!outcome.errors.contains("s3cret"))
    }

    @Test(arguments: Caller.available)
    func `between a client and its server, what goes in and out is the server's own`(caller: Caller) throws {
        let site = try Self.site(caller)
        let input = "{\"jsonrpc\": \"2.0\",  \"method\":\"notifications/x\"}\n"
        let outcome = try site.run(
            "learn", "--output", "\(site.workspace)/learned.yaml", "--", "/bin/sh", "-c", "cat; exit 7", input: input)
        #expect(outcome.output == input && outcome.status == 7, "\(outcome.errors)")
        #expect(try site.run("check", "\(site.workspace)/learned.yaml").status == 0)
    }

    @Test func `the audit log says that the calls were recorded, and of a run that they were not`() throws {
        let site = try Self.site()
        _ = try Self.learn(site, doing: "")
        _ = try site.run("run", "--profile", "base", "--", "/bin/true")
        let log = try site.script("grep '\"launch\"' ../home/.local/state/trilatch/audit.jsonl").output
        let launches = log.split(separator: "\n")
        #expect(launches.map { $0.contains("\"recorded\":\"calls\"") } == [true, false])
    }

    /// One thread asks for a path, and another writes another path over it meanwhile: the recorder may be told either.
    @Test(arguments: Caller.available)
    func `a server that changes the path under the recorder's eyes gets nothing by it`(caller: Caller) throws {
        let site = try Self.site(caller)
        try site.write("\(site.home)/.ssh/id_ed25519", "s3cret")
        let outcome = try Self.learn(
            site,
            doing: #"""
                import ctypes, threading
                libc = ctypes.CDLL(None, use_errno=True)
                paths = [b"/etc/hostname", HOME.encode() + b"/.ssh/id_ed25519"]
                space = ctypes.create_string_buffer(256)
                going = True
                def flip():
                    while going:
                        for path in paths: ctypes.memmove(space, path + b"\0", len(path) + 1)
                thread = threading.Thread(target=flip)
                thread.start()
                seen = set()
                for _ in range(3000):
                    number = libc.open(space, 0)
                    if number >= 0:
                        seen.add(os.read(number, 100)); os.close(number)
                    else: seen.add(ctypes.get_errno())
                going = False
                thread.join()
                assert seen <= {b"box\n", 2}, seen
                """#)
        #expect(outcome.status == 0 && !outcome.errors.contains("answered"), "\(outcome.errors)")
        #expect(!outcome.errors.contains("s3cret"))
    }
}
