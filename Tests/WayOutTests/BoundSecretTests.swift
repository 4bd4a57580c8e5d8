import BoxHarness
import Glibc
import InstalledTrilatch
import Kernel
import RepositoryFiles
import Testing

/// Secrets that hosts get and boxes never have, from their source to the host and back.
@Suite struct BoundSecretTests {
    /// What must be seen nowhere but at the host.
    private static let canary = "forge_c4n4ryB1rdS1ngs0fTheM1ne77"

    private static let network = """
        - host: api.example.org
          inspect: true
          credential: forge
          requests:
            - { methods: [GET, POST], path: /echo }
            - { methods: [GET], path: "/repos/{owner}/issues", query: { state: open } }
          audience: own
          because: these tests alone see what comes there
        - host: www.example.org
          inspect: true
          audience: own
          because: these tests alone see what comes there
        """

    private static func secrets(_ source: String) -> String {
        """
        secrets:
          - { name: forge, \(source), variable: FORGE_TOKEN }
        """
    }

    /// Asks for things, and tells what came; the placeholder is told as `HELD`.
    private static let program = """
        import os, sys, urllib.error, urllib.request
        held = os.environ["FORGE_TOKEN"]
        def ask(url, method="GET", data=None, **headers):
            headers = {name.replace("_", "-"): value for name, value in headers.items()}
            try:
                with urllib.request.urlopen(urllib.request.Request(url, data, headers, method=method)) as answer:
                    said = f"{answer.status} {answer.read().decode()}"
            except urllib.error.HTTPError as error:
                said = f"{error.code} {error.read().decode()}"
            except OSError as error:
                said = type(error).__name__
            return said.replace(held, "HELD").strip()
        def tell(name, outcome):
            print(name, outcome, sep="\\t", file=sys.stderr, flush=True)
        """

    private static let acts = """
        bearer = "Bearer " + held
        tell("swapped", ask("https://api.example.org/echo", Authorization=bearer))
        tell("in a body", ask("https://api.example.org/echo", "POST", held.encode(), Authorization=bearer))
        tell("in a query", ask("https://api.example.org/echo?x=" + held, Authorization=bearer))
        tell("elsewhere", ask("https://api.example.org/echo", X_Api_Key=held))
        tell("nowhere", ask("https://api.example.org/echo"))
        tell("at another host", ask("https://www.example.org/echo", Authorization=bearer))
        tell("by a rule", ask("https://api.example.org/repos/a/issues?state=open", Authorization=bearer))
        tell("another query", ask("https://api.example.org/repos/a/issues?state=all", Authorization=bearer))
        tell("another path", ask("https://api.example.org/repos/a/b/issues?state=open", Authorization=bearer))
        tell("another method", ask("https://api.example.org/repos/a/issues?state=open", "POST", b"", Authorization=bearer))
        """

    private static func command(_ script: String) -> [String] { ["/usr/bin/python3", "-c", program + "\n" + script] }

    /// Sources of the same value, each with what the caller must have for it.
    enum Source: String, CaseIterable, CustomTestStringConvertible {
        case file, environment, systemdCredential, command
        var testDescription: String { rawValue }

        var line: String {
            switch self {
            case .file: "file: ~/token"
            case .environment: "environment: FORGE_TOKEN"
            case .systemdCredential: "systemd-credential: token"
            case .command: "command: [cat, \"${home}/token\"]"
            }
        }

        func prepare(_ upstreams: Upstreams) throws {
            try upstreams.keep(BoundSecretTests.canary + "\n", as: "token")
            switch self {
            case .environment: upstreams.environment = ["FORGE_TOKEN=\(BoundSecretTests.canary)"]
            case .systemdCredential: upstreams.environment = ["CREDENTIALS_DIRECTORY=\(upstreams.home)"]
            case .file, .command: break
            }
        }
    }

    @Test(arguments: Caller.available, Source.allCases)
    func `The host gets the secret where the box has a placeholder, and nobody else gets either`(
        caller: Caller, source: Source
    ) throws {
        let upstreams = try Upstreams(caller, network: Self.network, more: Self.secrets(source.line))
        try source.prepare(upstreams)
        let seen = try upstreams.run(Self.command(Self.acts))
        #expect(seen.end == .exited(0), "\(seen.errors)")
        var outcomes = seen.outcomes
        for (name, outcome) in outcomes where outcome.hasPrefix("403") {
            outcomes[name] = outcome.contains("egress.request-refused") ? "refused" : outcome
        }
        expect(
            outcomes,
            are: [
                "swapped": "200 Bearer HELD - /echo", "in a body": "refused", "in a query": "refused",
                "elsewhere": "refused", "nowhere": "200 - - /echo", "at another host": "refused",
                "by a rule": "200 hello from api.example.org", "another query": "refused", "another path": "refused",
                "another method": "refused",
            ])
        let asked = seen.hosts.of("request").map { $0.members("method", "path", "body", "authorization") }
        #expect(
            asked == [
                "GET /echo 0 Bearer \(Self.canary)", "POST /echo 0 Bearer \(Self.canary)", "GET /echo 0 null",
                "GET /repos/a/issues?state=open 0 Bearer \(Self.canary)",
            ])
        let faults = seen.audit.of("request").filter { $0["verdict"] == "fault" }
        #expect(faults.map { $0["reason"] } == Array(repeating: "stray-placeholder", count: 4))
        #expect(seen.audit.of("request").count { $0["verdict"] == "no-rule" } == 3)
        // Whoever runs the server hears of it at once.
        #expect(seen.errors.contains("egress.stray-placeholder"))
        for text in [seen.output, seen.errors, "\(seen.audit)"] {
            #expect(!text.contains(Self.canary.dropFirst(6)))
        }
    }

    /// A run that has asked once and waits.
    private static func waiting(_ upstreams: Upstreams) throws -> LiveProcess {
        let process = try upstreams.start(
            command(
                #"tell("swapped", ask("https://api.example.org/echo", Authorization="Bearer " + held)); sys.stdin.read()"#
            ))
        try process.read(seconds: 60) { process.text(from: 2).contains("swapped\t") || !process.isOpen(2) }
        #expect(process.text(from: 2).contains("swapped\t200 Bearer HELD"), "\(process.text(from: 2))")
        return process
    }

    @Test(.enabled(if: geteuid() == 0, "only root may look into every process"), arguments: Caller.available)
    func `No process but the broker has the secret in its memory, its arguments or its environment`(caller: Caller)
        throws
    {
        let upstreams = try Upstreams(caller, network: Self.network, more: Self.secrets(Source.command.line))
        try Source.command.prepare(upstreams)
        let process = try Self.waiting(upstreams)
        let own = ProcessTable.readLink("/proc/self/ns/pid")
        var brokers = 0
        for number in ProcessTable.tree(of: process.number) {
            let name = try ProcessTable.status("\(number)", "Name")
            for file in ["cmdline", "environ"] {
                #expect(!(try ProcessTable.text("/proc/\(number)/\(file)")).contains(Self.canary), "\(name): \(file)")
            }
            let places = try ProcessMemory(of: number).places(of: Self.canary)
            let isInBox = ProcessTable.readLink("/proc/\(number)/ns/pid") != own
            switch name {
            case "trilatch-broker":
                brokers += 1
                // Where it is for good, and no copy of it of the time when it was sent and looked for.
                #expect(places.count == 1, "\(places)")
                #expect(places.allSatisfy { $0.flags.isSuperset(of: ["lo", "dd", "wf"]) }, "\(places)")
            // The control: the hosts of the test were told.
            case "python3" where !isInBox: #expect(!places.isEmpty)
            default: #expect(places.isEmpty, "\(name): \(places)")
            }
        }
        #expect(brokers == 1)
        process.closeInput()
        #expect(try process.finishByItself(seconds: 60) == .exited(0))
    }

    /// Asks once for each line of its input.
    private static let asking = """
        for _ in sys.stdin:
            tell("asked", ask("https://api.example.org/echo", Authorization="Bearer " + held))
        """

    private static let line = #"{"jsonrpc":"2.0","method":"notifications/roots/list_changed"}"# + "\n"

    @Test(arguments: Caller.available, [true, false])
    func `A broker that follows gets the secret from its source again, and there is none where that has gone`(
        caller: Caller, isThere: Bool
    ) throws {
        let upstreams = try Upstreams(caller, network: Self.network, more: Self.secrets(Source.file.line))
        try Source.file.prepare(upstreams)
        let run = try upstreams.start(Self.command(Self.asking))
        func ask(_ count: Int) throws {
            try run.send(Self.line)
            try run.read(seconds: 60) {
                run.text(from: 2).split(separator: "\n").count { $0 == "asked\t200 Bearer HELD - /echo" } == count
                    || !run.isOpen(2)
            }
        }
        try ask(1)
        if !isThere { try upstreams.forget("token") }
        let broker = try upstreams.broker(of: run)
        kill(broker.number, SIGKILL)
        if isThere {
            _ = try Clock.wait(seconds: 10) { upstreams.audit.of("broker-restarted").isEmpty ? nil : true }
            try ask(2)
            run.closeInput()
            #expect(try run.finishByItself(seconds: 60) == .exited(0))
        } else {
            #expect(try run.finishByItself(seconds: 60) == .exited(125))
            #expect(run.text(from: 2).contains("secret.missing"), "\(run.text(from: 2))")
        }
        #expect(!run.text(from: 2).contains(Self.canary))
    }

    @Test(arguments: Caller.available)
    func `A value that others could read is no secret, and nothing starts`(caller: Caller) throws {
        let upstreams = try Upstreams(caller, network: Self.network, more: Self.secrets(Source.file.line))
        try upstreams.keep(Self.canary, as: "token", mode: "0644")
        let seen = try upstreams.run(Self.command(Self.acts))
        #expect(seen.end == .exited(125))
        #expect(seen.errors.contains("secret.exposed") && !seen.errors.contains(Self.canary))
        #expect(seen.hosts.of("request").isEmpty)
    }

    @Test(arguments: Caller.available)
    func `A server that is given the value by its arguments is not started`(caller: Caller) throws {
        let upstreams = try Upstreams(caller, network: Self.network, more: Self.secrets(Source.file.line))
        try Source.file.prepare(upstreams)
        let seen = try upstreams.run(["/bin/echo", "--token=\(Self.canary)"])
        #expect(seen.end == .exited(125))
        #expect(seen.errors.contains("secret.unusable") && !seen.errors.contains(Self.canary))
    }
}
