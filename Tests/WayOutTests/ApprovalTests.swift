import BoxHarness
import Glibc
import InstalledTrilatch
import Kernel
import Testing

/// Hosts that no grant names, and the person who is asked.
@Suite struct ApprovalTests {
    /// Fetches from the hosts of its next argument for each message, and tells what came of it.
    private static let server = """
        import subprocess, sys
        print("ready", file=sys.stderr, flush=True)
        for hosts, _ in zip(sys.argv[1:], sys.stdin):
            for host in hosts.split():
                made = subprocess.run(["curl", "-sS", "-m", "50", f"https://{host}/"], capture_output=True, text=True)
                print(host, (made.stdout or made.stderr).strip(), sep="\\t", file=sys.stderr, flush=True)
        sys.stdin.read()
        """

    private static func command(_ steps: [String]) -> [String] { ["/usr/bin/python3", "-c", server] + steps }

    private static let message = #"{"jsonrpc":"2.0","method":"notifications/roots/list_changed"}"# + "\n"

    private static func profile(wait: Int) -> String {
        "- { host: www.example.org }\n- { unknown-host: ask, wait: \(wait) }"
    }

    /// A run of the server.
    private struct Asking {
        let upstreams: Upstreams
        let run: LiveProcess

        /// - Parameter steps: The hosts of each step, with spaces between them.
        init(_ caller: Caller, wait: Int = 60, steps: String...) throws {
            upstreams = try Upstreams(caller, network: ApprovalTests.profile(wait: wait))
            run = try upstreams.start(ApprovalTests.command(steps))
            let run = run
            try run.read(seconds: 30) { run.text(from: 2).contains("ready\n") }
        }

        /// Has the server do its next step, without waiting for what comes of it.
        func step() throws { try run.send(ApprovalTests.message) }

        func waitFor(_ text: String) throws { try run.read(seconds: 30) { run.text(from: 2).contains(text) } }

        /// Waits until the log has so many events of a kind, while the server's output is read.
        func waitFor(_ count: Int, _ event: String) throws {
            try run.read(seconds: 30) { upstreams.audit.of(event).count >= count }
        }

        func command(_ words: String...) throws -> Subprocess { try upstreams.command(["egress"] + words) }
    }

    @Test(arguments: Caller.available)
    func `A connection waits until it is allowed, and nobody outside hears of it before`(caller: Caller) throws {
        let asking = try Asking(caller, steps: "api.example.org api.example.org")
        try asking.step()
        try asking.waitFor("egress.unknown-host: the server asks for api.example.org")
        let pending = try asking.command("pending")
        #expect(pending.output.contains(#/python3 .* api\.example\.org +waits, \d+ s left +run [0-9a-f]{8}/#))
        #expect(asking.upstreams.hosts.isEmpty, "no query, no connection")

        // Nobody may be asked by a test: a person's yes stands in the command.
        #expect(try asking.command("allow", "api.example.org").status == 64)
        let allowed = try asking.command("allow", "--yes", "api.example.org")
        #expect(allowed.output.contains("its box holds untrusted-input and egress, with any host"))
        #expect(allowed.output.hasSuffix("allowed: api.example.org, for python3 until it ends\n"))
        try asking.waitFor("api.example.org\thello from api.example.org\napi.example.org\thello from api.example.org\n")
        #expect(try asking.command("pending").output.contains(#/api\.example\.org +allowed/#))
        #expect(try asking.run.finish() == .exited(0))

        let audit = asking.upstreams.audit
        #expect(audit.of("host-asked").map { $0["name"] } == ["api.example.org"])
        #expect(
            audit.of("host-decided").map { $0.members("name", "verdict", "kept", "by") } == [
                "api.example.org allowed no \(caller.identifier)"
            ])
        #expect(audit.of("connection").count == 2)
        #expect(audit.of("lookup").first?["verdict"] == "unknown")
        #expect(try asking.command("pending").output == "no running server has asked for a host\n")
    }

    @Test func `What is denied is refused at once, and does not exist from then on`() throws {
        let asking = try Asking(.ordinary, steps: "api.example.org api.example.org")
        try asking.step()
        try asking.waitFor(1, "host-asked")
        #expect(
            try asking.command("deny", "api.example.org").output
                == "denied: api.example.org, for python3 until it ends\n")
        try asking.waitFor("Could not resolve host: api.example.org\n")
        #expect(try asking.run.finish() == .exited(0))
        #expect(asking.upstreams.audit.of("connection-refused").map { $0["reason"] } == ["denied"])
        #expect(asking.upstreams.hosts.isEmpty)
    }

    @Test func `What nobody answers is refused in time, and asked for anew`() throws {
        let asking = try Asking(
            .ordinary, wait: 1, steps: "api.example.org api.example.org www.example.org", "api.example.org")
        try asking.step()
        try asking.waitFor("www.example.org\thello from www.example.org\n")
        let audit = asking.upstreams.audit
        #expect(audit.of("host-asked").count == 2 && audit.of("host-undecided").count == 2)
        #expect(audit.of("connection-refused").map { $0["reason"] } == ["undecided", "undecided"])
        #expect(asking.run.text(from: 2).components(of: "egress.unknown-host") == 1, "a person is told once")
        // A word that comes late holds for what comes later.
        #expect(try asking.command("pending").output.contains("undecided"))
        #expect(try asking.command("allow", "--yes", "api.example.org").status == 0)
        try asking.step()
        try asking.waitFor("api.example.org\thello from api.example.org\n")
        #expect(try asking.run.finish() == .exited(0))
    }

    @Test func `A broker that follows knows what was allowed and what was not`() throws {
        let asking = try Asking(
            .ordinary, steps: "api.example.org", "dns.example.net", "api.example.org dns.example.net")
        try asking.step()
        try asking.waitFor(1, "host-asked")
        #expect(try asking.command("allow", "--yes", "api.example.org").status == 0)
        try asking.waitFor("api.example.org\thello from api.example.org\n")
        try asking.step()
        try asking.waitFor(2, "host-asked")
        #expect(try asking.command("deny", "dns.example.net").status == 0)
        try asking.waitFor("dns.example.net\t")
        kill(try asking.upstreams.broker(of: asking.run).number, SIGKILL)
        try asking.waitFor(1, "broker-restarted")
        try asking.step()
        try asking.waitFor("Could not resolve host: dns.example.net")
        #expect(asking.run.text(from: 2).components(of: "hello from api.example.org") == 2)
        #expect(try asking.run.finish() == .exited(0))
        #expect(asking.upstreams.audit.of("host-asked").count == 2)
    }

    @Test func `There is an end to what waits, by names and by connections`() throws {
        let upstreams = try Upstreams(.ordinary, network: Self.profile(wait: 3))
        let script = """
            import asyncio, sys
            async def dial(name):
                try:
                    await asyncio.open_connection(name, 443, ssl=True)
                    return "REACHED"
                except OSError as error:
                    return type(error).__name__
            async def crowd(names):
                told = await asyncio.gather(*map(dial, names))
                print(len(told), sorted(set(told)), file=sys.stderr, flush=True)
            asyncio.run(crowd([f"n{number}.example.net" for number in range(20)]))
            asyncio.run(crowd(["one.example.net"] * 50 + ["two.example.net"] * 20))
            """
        let run = try upstreams.start(["/usr/bin/python3", "-c", script])
        try run.read(seconds: 60) { run.text(from: 2).contains("70 [") }
        #expect(try run.finish() == .exited(0))
        for count in [20, 70] { #expect(run.text(from: 2).contains("\n\(count) ['ConnectionResetError']\n")) }
        let reasons = upstreams.audit.of("connection-refused").compactMap { $0["reason"] }
        #expect(reasons.count { $0 == "too-many-asked" } == 4 + 6)
        #expect(reasons.count { $0 == "undecided" } == 16 + 64)
        #expect(upstreams.hosts.isEmpty)
    }

    @Test(arguments: Caller.available)
    func `The box sees nothing of where a person answers`(caller: Caller) throws {
        let upstreams = try Upstreams(
            caller, network: Self.profile(wait: 60), more: "runtime: { unix-sockets: true }")
        let script = """
            import errno, os, socket, sys
            place = os.environ["HOME"] + "/.local/state/trilatch/asking"
            for act in (lambda: os.listdir(place), lambda: os.stat(os.path.dirname(place))):
                try: print(act(), file=sys.stderr)
                except OSError as error: print(errno.errorcode[error.errno], file=sys.stderr)
            print(open("/proc/net/unix").read().count("asking") if os.path.exists("/proc/net/unix") else 0, file=sys.stderr)
            print("looked", file=sys.stderr, flush=True)
            sys.stdin.read()
            """
        let run = try upstreams.start(["/usr/bin/python3", "-c", script])
        try run.read(seconds: 30) { run.text(from: 2).contains("looked\n") }
        #expect(run.text(from: 2).contains("ENOENT\nENOENT\n0\nlooked\n"))
        // The control: it is there for the user.
        #expect(upstreams.desks.count == 1)
        #expect(try run.finish() == .exited(0))
        #expect(upstreams.desks.isEmpty)
    }

    @Test func `A host that is allowed for good stands in the user's own profile, and in no other`() throws {
        let asking = try Asking(.ordinary, steps: "api.example.org")
        try asking.step()
        try asking.waitFor(1, "host-asked")
        let elsewhere = try asking.command("allow", "--yes", "--for-profile", "api.example.org")
        #expect(elsewhere.status == 125 && elsewhere.errors.contains("egress.not-kept"))
        #expect(try asking.command("pending").output.contains("waits"), "nothing was allowed by half")
        #expect(try asking.command("deny", "api.example.org").status == 0)
        #expect(try asking.run.finish() == .exited(0))

        let upstreams = asking.upstreams
        let run = try upstreams.startByOwnProfile("asker", Self.command(["api.example.org"]))
        try run.read(seconds: 30) { run.text(from: 2).contains("ready\n") }
        try run.send(Self.message)
        try run.read(seconds: 30) { upstreams.audit.of("host-asked").count == 1 }
        let kept = try upstreams.command(["egress", "allow", "--yes", "--for-profile", "api.example.org"])
        #expect(kept.output.contains("gets `- host: api.example.org`; its boxes then hold untrusted-input and egress"))
        try run.read(seconds: 30) { run.text(from: 2).contains("hello from api.example.org") }
        #expect(try run.finish() == .exited(0))
        let text = try upstreams.ownProfile("asker")
        #expect(
            text.contains(
                #/\n {2}# Asked for by python3 and allowed on \d{4}-\d\d-\d\d\.\n {2}- host: api\.example\.org\n/#))
        #expect(upstreams.audit.of("host-decided").map { $0["kept"] } == ["yes"])
        #expect(try upstreams.command(["check", "asker"]).status == 0)
    }
}
