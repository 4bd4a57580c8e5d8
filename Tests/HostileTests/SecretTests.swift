import BoxHarness
import Glibc
import InstalledTrilatch
import Testing

/// What the supervisor knows is nowhere in the box.
@Suite struct SecretTests {
    /// Looks for a value in everything that a process can hold it in, and prints where it was found.
    private static let scanner = """
        import os, sys
        needle = bytes.fromhex(sys.argv[1])
        for process in sys.argv[2:]:
            places = []
            for name in ("environ", "cmdline"):
                if needle in open(f"/proc/{process}/{name}", "rb").read(): places.append(name)
            memory = open(f"/proc/{process}/mem", "rb", buffering=0)
            for line in open(f"/proc/{process}/maps"):
                span, mode = line.split()[:2]
                if mode[0] != "r" or line.rstrip().endswith(("[vvar]", "[vvar_vclock]", "[vsyscall]")): continue
                start, end = (int(part, 16) for part in span.split("-"))
                memory.seek(start)
                tail, left = b"", end - start
                while left > 0:
                    piece = memory.read(min(left, 1 << 20))
                    if not piece: break
                    if needle in tail + piece: places.append("memory"); break
                    tail, left = piece[-len(needle):], left - len(piece)
            for number in os.listdir(f"/proc/{process}/fd"):
                target = os.readlink(f"/proc/{process}/fd/{number}")
                if target.startswith("/") and os.path.isfile(target):
                    if needle in open(target, "rb").read(): places.append("descriptor")
            print(process, "found" if places else "clean")
        """

    @Test(arguments: Caller.available)
    func `a secret of the supervisor's is in no process of the box`(caller: Caller) throws {
        guard geteuid() == 0 else { return print("skipped: only root may read the memory of every process of a box") }
        let site = try HostileSite(as: caller)
        let canary = "canary-\(UInt64.random(in: .min ... .max))-\(UInt64.random(in: .min ... .max))"
        let program =
            "import os, sys, time\nif os.fork() == 0: time.sleep(600)\nprint('up', file=sys.stderr, flush=True)\ntime.sleep(600)"
        let run = try HostileRun(
            ["/usr/bin/python3", "-c", program], site: site, environment: ["UPSTREAM_TOKEN=\(canary)"])
        try run.waitForWord("up")
        let processes = run.processes
        #expect(processes.count == 5)

        let digits = canary.utf8.map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0\(digits)" : digits
        }
        let scan = try LiveProcess(
            ["/usr/bin/python3", "-c", Self.scanner, digits.joined()] + processes.map(String.init))
        _ = try scan.finish()
        #expect(scan.text(from: 2) == "")
        let found = scan.text(from: 1).split(separator: "\n").map(String.init)
        // The supervisor has it, which shows that the scanner finds it; the launcher beside it has not, nor has the box.
        #expect(found == ["\(processes[0]) found"] + processes.dropFirst().map { "\($0) clean" })
    }

    @Test(arguments: Caller.available)
    func `loaders, agents and tokens of the client's environment stay outside`(caller: Caller) throws {
        let site = try HostileSite(as: caller)
        let names = [
            "LD_PRELOAD", "LD_LIBRARY_PATH", "BASH_ENV", "ENV", "PYTHONSTARTUP", "PYTHONPATH", "NODE_OPTIONS",
            "PERL5OPT",
            "SSH_AUTH_SOCK", "DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR", "HTTPS_PROXY", "GIT_SSH_COMMAND", "GIT_DIR",
            "GITHUB_TOKEN", "AWS_SECRET_ACCESS_KEY", "TRILATCH_TEST_OMIT_LAYERS_", "GLIBC_TUNABLES",
        ]
        let end = try HostileRun.toEnd(
            ["/usr/bin/python3", "-c", "import os, sys; print(sorted(os.environ), file=sys.stderr)"], site: site,
            environment: names.map { "\($0)=/nowhere" })
        let list = end.errors.split(separator: "\n").first { $0.hasPrefix("[") } ?? ""
        #expect(!list.isEmpty)
        for name in names { #expect(!list.contains("'\(name)'")) }
        // The loader of the program that changes the user complains of the first; no word of ours names a value.
        let ours = end.errors.split(separator: "\n").filter { !$0.hasPrefix("ERROR: ld.so") }
        #expect(!ours.joined().contains("/nowhere"), "a value was told")
    }
}
