import BoxHarness
import Glibc
import InstalledTrilatch
import Kernel
import Testing

/// What goes wrong around a box: it is stopped, it is one of very many, its disk is full.
@Suite struct EnduranceTests {
    /// Answers each line with the same line.
    private static let echo = "import sys\nfor line in sys.stdin: print(line, end='', flush=True)"

    @Test(arguments: Caller.available)
    func `a supervisor that is stopped and goes on has lost nothing`(caller: Caller) throws {
        let site = try HostileSite(as: caller)
        let run = try HostileRun(["/usr/bin/python3", "-u", "-c", Self.echo], site: site)
        let messages = (1...200).map {
            "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{\"n\":\($0)}}"
        }
        let text = messages.map { $0 + "\n" }.joined()
        try run.process.send(Array((messages[0] + "\n").utf8), to: 0)
        _ = try run.process.lines(1)
        kill(run.process.number, SIGSTOP)
        try run.process.send(Array(text.utf8), to: 0)
        #expect(throws: HarnessFailure.self, "a stopped supervisor passes nothing on") {
            try run.process.lines(2, seconds: 1)
        }
        kill(run.process.number, SIGCONT)
        #expect(try run.process.lines(201, seconds: 30) == [messages[0]] + messages)
        run.process.closeInput()
        #expect(try run.process.end(seconds: 30) == .exited(0))
    }

    @Test(arguments: Caller.available)
    func `many launches in a row leave the host as it was`(caller: Caller) throws {
        let site = try HostileSite(as: caller)
        // Root's thousand; an ordinary user's fewer: the way through setpriv is the longest part of them.
        let count = caller == .root ? 1000 : 200
        let launch =
            "'\(Installation.shared.trilatch)' run --profile base --workspace '\(site.workspace.path)' -- /bin/true"
        func launches(_ count: Int) throws -> Int {
            let outcome = try Subprocess.run(
                caller.absolutePrefix + [
                    "/bin/sh", "-c",
                    "n=0; while [ $n -lt \(count) ]; do \(launch) </dev/null || exit 1; n=$((n + 1)); done; echo $n",
                ], environment: ["PATH": "/usr/bin:/bin", "HOME": site.home.path])
            let last = outcome.output.split(separator: "\n").last.flatMap { Int($0) }
            #expect(last != nil, "one was refused or failed: \(outcome.errors.suffix(500))")
            return last ?? 0
        }
        #expect(try launches(1) == 1)
        let before = try HostTrace(site)
        #expect(try launches(count) == count)
        let after = try HostTrace(site)
        #expect(after.mounts == before.mounts)
        #expect(after.workspace == before.workspace)
        #expect(after.stateFiles == before.stateFiles)
        // Three lines each: a launch, that the box was ready, and the end.
        #expect(after.auditLines - before.auditLines == 3 * count)
    }

    @Test(.enabled(if: Caller.available.contains(.root), "only root can mount a small disk"))
    func `on a full disk nothing runs that would leave no trace`() throws {
        let site = try HostileSite(as: .root)
        let state = site.home.path + "/.local/state/trilatch"
        let script = """
            set -e
            mkdir -p '\(state)' && chmod 700 '\(state)'
            mount -t tmpfs -o size=64k,mode=0700 full '\(state)'
            run() { '\(Installation.shared.trilatch)' run --profile base -- /bin/echo "ran $1" </dev/null; }
            run before
            dd if=/dev/zero of='\(state)/filler' bs=1k count=1000 2>/dev/null || true
            # What is left of the log's last page.
            head -c 4096 /dev/zero >>'\(state)/audit.jsonl' 2>/dev/null || true
            status=0; run while-full || status=$?
            echo "full $status"
            rm '\(state)/filler'
            status=0; run after || status=$?
            echo "after $status"
            tail -n 1 '\(state)/audit.jsonl'
            '\(Installation.shared.trilatch)' log verify
            """
        let outcome = try Subprocess.run(
            ["/usr/bin/unshare", "--mount", "/bin/sh", "-c", script],
            // What the program prints is no message, and is to be seen here.
            environment: [
                "PATH": "/usr/bin:/bin", "HOME": site.home.path, "TRILATCH_TEST_OMIT_LAYERS": "mediation",
            ])
        let lines = outcome.output.split(separator: "\n").map(String.init)
        try #require(lines.count >= 6, "\(outcome)")
        #expect(lines[..<4] == ["ran before", "full 125", "ran after", "after 0"], "nothing ran on the full disk")
        #expect(outcome.errors.contains("audit.unavailable"))
        #expect(lines[4].hasPrefix("{") && lines[4].contains("\"event\":\"end\""), "the cut line is closed")
        #expect(lines.last?.hasPrefix("head: ") == true && lines.contains { $0.hasPrefix("whole: ") }, "\(outcome)")
    }
}

/// What a launch could leave on the host.
private struct HostTrace {
    var mounts: Int
    var workspace: [String]
    var stateFiles: [String]
    var auditLines: Int

    init(_ site: HostileSite) throws {
        let state = site.home.path + "/.local/state/trilatch"
        func output(_ script: String) throws -> String {
            try Subprocess.run(["/bin/sh", "-c", script], environment: ["PATH": "/usr/bin:/bin:/usr/sbin"]).output
        }
        mounts = try output("cat /proc/self/mountinfo").split(separator: "\n").count
        workspace = try output("find '\(site.workspace.path)' | sort").split(separator: "\n").map(String.init)
        stateFiles = try output("find '\(state)' | sort").split(separator: "\n").map(String.init)
        auditLines = try output("cat '\(state)/audit.jsonl'").split(separator: "\n").count
    }
}
