import BoxHarness
import Glibc
import InstalledTrilatch
import Kernel
import Testing

/// Servers that use up what they can, under the whole command, while a client waits for an answer.
///
/// One at a time: they compete for what they use up.
@Suite(.serialized) struct BombTests {
    /// What a test profile says of how limits are held: by the best means that there are; on a machine with systemd also by
    /// a control group.
    static let enforcements = environmentVariable("TRILATCH_LINGERER") == nil ? ["any"] : ["any", "cgroup"]

    /// Bombs of memory that no limit of a single process stops: each takes 480 MiB if nothing does.
    static let memoryBombs: KeyValuePairs = [
        "many processes": """
        for _ in range(12):
            if os.fork() == 0:
                held = bytearray(40 << 20)
                for page in range(0, len(held), 4096): held[page] = 1
                break
        time.sleep(600)
        """,
        "pages that stop being shared": """
        held = bytearray(40 << 20)
        for page in range(0, len(held), 4096): held[page] = 1
        for _ in range(11):
            if os.fork() == 0:
                for page in range(0, len(held), 4096): held[page] = 2
                break
        time.sleep(600)
        """,
        "one shared mapping": """
        import mmap
        held = mmap.mmap(-1, 480 << 20)
        for page in range(0, len(held), 4096): held[page] = 1
        """,
    ]

    @Test(arguments: memoryBombs, enforcements.flatMap { way in Caller.available.map { (way, $0) } })
    func `a box that passes its memory is ended whole, and its client is told which limit it was`(
        bomb: (key: String, value: String), holding: (way: String, caller: Caller)
    ) throws {
        let box = try BombedBox(bomb.value, limits: "memory: 128MiB", enforce: holding.way, as: holding.caller)
        try box.ask()
        let answer = try box.answer(seconds: 30)
        #expect(answer.contains("limits.exceeded") && answer.contains("limit of memory, 128MiB"))
        #expect(answer.contains("bomb.yaml:5:"), "the profile's line")
        if holding.way == "cgroup" { #expect(answer.contains("the kernel"), "nobody but the kernel needed to look") }
        #expect(try box.end() == .exited(137))
    }

    @Test(arguments: enforcements, Caller.available)
    func `a fork bomb that leaves its client waiting is ended, and the client is told which limit it was`(
        way: String, caller: Caller
    ) throws {
        let bomb = """
            while True:
                try: os.fork()
                except OSError: time.sleep(0.01)
            """
        let box = try BombedBox(bomb, limits: "processes: 24", enforce: way, as: caller)
        try box.ask()
        let crowd = try Clock.wait(seconds: 10) { box.run.processes.count > 20 ? box.run.processes : nil }
        #expect(crowd.count <= 24 + 2, "supervisor, launcher, and the box")
        let answer = try box.answer(seconds: 30)
        #expect(answer.contains("limits.exceeded") && answer.contains("limit of processes, 24"))
        #expect(try box.end() == .exited(137))
    }

    @Test(arguments: Caller.available)
    func `a server that uses little and answers late is left alone`(caller: Caller) throws {
        let calm = """
            children = [os.fork() for _ in range(3)]
            if 0 in children: time.sleep(600)
            time.sleep(1)
            print('{"jsonrpc":"2.0","id":1,"result":{"tools":[]}}', flush=True)
            """
        let box = try BombedBox(calm, limits: "memory: 128MiB\n  processes: 24", enforce: "any", as: caller)
        try box.ask()
        #expect(try box.answer(seconds: 10).contains("\"result\""))
    }

    @Test(arguments: Caller.available)
    func `pages that processes share count once, and a box that is counted goes on`(caller: Caller) throws {
        let crowd = """
            held = bytearray(60 << 20)
            for page in range(0, len(held), 4096): held[page] = 1
            if 0 in [os.fork() for _ in range(2)]: time.sleep(600)
            end = time.monotonic() + 1
            while time.monotonic() < end: pass
            print('{"jsonrpc":"2.0","id":1,"result":{"tools":[]}}', flush=True)
            """
        let box = try BombedBox(crowd, limits: "memory: 128MiB", enforce: "any", as: caller)
        try box.ask()
        #expect(try box.answer(seconds: 20).contains("\"result\""))
    }

    @Test(arguments: Caller.available)
    func `a file that grows past its limit takes its writer down, and the client is told so`(caller: Caller) throws {
        let bomb = """
            import signal
            signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
            with open("/tmp/large", "wb", buffering=0) as large:
                while True: large.write(bytes(1 << 16))
            """
        let box = try BombedBox(bomb, limits: "file-size: 1MiB", enforce: "any", as: caller)
        try box.ask()
        #expect(try box.answer(seconds: 10).contains("limit of file-size"))
        #expect(try box.end() == .exited(UInt8(128 + SIGXFSZ)))
    }

    @Test(arguments: Caller.available)
    func `a server that never reads costs a bounded amount, and its client is answered at the end`(caller: Caller)
        throws
    {
        let box = try BombedBox("time.sleep(600)", limits: "message: 1MiB", enforce: "any", as: caller)
        try box.ask()
        let request =
            Array(
                #"{"jsonrpc":"2.0","method":"notifications/progress","params":{"x":""#.utf8)
            + [UInt8](repeating: 0x78, count: 1 << 16)
            + Array("\"}}\n".utf8)
        // Until nobody takes any more.
        let sent = try box.run.process.pour(request, upTo: 64 << 20)
        #expect(sent > 1 << 16 && sent < 8 << 20)
        let highest = try ProcessTable.status("\(box.run.process.number)", "VmHWM").split(separator: " ").first
        #expect(Int(highest ?? "") ?? .max < 64 << 10)
        box.run.process.signal(SIGTERM)
        #expect(try box.answer(seconds: 10).contains(#""id":1"#))
    }
}

/// A box whose program begins to misbehave when it is asked something.
private final class BombedBox {
    let run: HostileRun
    private let site: HostileSite
    private let processes: [Int32]

    init(_ program: String, limits: String, enforce: String, as caller: Caller) throws {
        site = try HostileSite(as: caller)
        try site.home.write(
            """
            version: 1
            summary: A bomb.
            extends: shell
            limits:
              \(limits)
              enforce: \(enforce)
            """, to: "bomb.yaml")
        let start = "import os, sys, time\nprint('up', file=sys.stderr, flush=True)\nsys.stdin.readline()\n"
        run = try HostileRun(
            ["/usr/bin/python3", "-c", start + program], site: site, profile: site.home.path("bomb.yaml"))
        try run.waitForWord("up\n")
        processes = Array(run.processes.dropFirst())
    }

    /// A request, which nobody may leave without an answer.
    func ask() throws { try run.process.send(#"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"# + "\n") }

    func answer(seconds: Int) throws -> String { try run.process.lines(1, seconds: seconds).joined() }

    /// Closes the client's end; the exit status, when nothing of the box is left.
    func end() throws -> ProcessEnd {
        let end = try run.process.finish()
        #expect(ProcessTable.waitForEnd(of: processes) == [])
        return end
    }
}
