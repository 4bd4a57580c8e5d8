import BoxHarness
import Glibc
import InstalledTrilatch
import Testing

/// A server that pours out more than anybody can take.
@Suite struct FloodTests {
    /// A bound on the supervisor's resident memory that no flood may pass: the longest message, both ways, and the program.
    private static let boundKiB = 64 << 10

    @Test(
        arguments: [
            "a line without an end": "while True: os.write(1, b'x' * 65536)",
            "messages without a pause":
                "m = b'{\"jsonrpc\":\"2.0\",\"method\":\"notifications/x\"}\\n' * 1000\nwhile True: os.write(1, m)",
            "complaints without a pause": "while True: os.write(2, b'x' * 65536)",
            "lines of one byte": "while True: os.write(1, b'\\n' * 65536)",
        ], Caller.available)
    func `the supervisor's memory stays bounded while nobody reads`(
        flood: (key: String, value: String), caller: Caller
    ) throws {
        let site = try HostileSite(as: caller)
        let run = try HostileRun(
            ["/usr/bin/python3", "-c", "import os\n" + flood.value], site: site, options: ["--name", "flood"])
        // Nobody reads: the pipes fill, and then the server has to wait.
        var highest = 0
        for _ in 0..<20 {
            usleep(50_000)
            let line = (try? ProcessTable.status("\(run.process.number)", "VmHWM")) ?? ""
            highest = max(highest, Int(line.split(separator: " ").first ?? "") ?? 0)
        }
        #expect(highest < Self.boundKiB)
        let processes = run.processes
        run.process.signal(SIGKILL)
        #expect(ProcessTable.waitForEnd(of: Array(processes.dropFirst())) == [])
    }

    @Test(arguments: Caller.available)
    func `a fork bomb takes neither the machine nor the supervisor`(caller: Caller) throws {
        let site = try HostileSite(as: caller)
        let bomb = """
            import os, sys
            print("up", file=sys.stderr, flush=True)
            while True:
                try: os.fork()
                except OSError: pass
            """
        let run = try HostileRun(["/usr/bin/python3", "-c", bomb], site: site, profile: "base")
        try run.waitForWord("up")
        usleep(200_000)
        let processes = run.processes
        #expect(processes.count <= 64 + 2)
        run.process.signal(SIGTERM)
        _ = try run.process.end(seconds: 30)
        #expect(ProcessTable.waitForEnd(of: processes) == [])
    }
}
