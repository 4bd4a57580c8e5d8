import BoxHarness
import Glibc
import InstalledTrilatch
import Kernel
import LaunchPlan
import Refusals
import Supervision
import Testing

/// Boxes of Landlock and a syscall filter alone, on a host that gives no user namespaces.
@Suite(.enabled(if: ContainerFilter.leavesTier, "it takes Landlock ABI 6")) struct NamespacelessTests {
    @Test func `it is built where clone3, unshare, mounts and keyrings are denied, and told for what it is`() throws {
        let script = """
            import os
            for line in open("/proc/self/status"):
                if line.split(":")[0] in ("NoNewPrivs", "Seccomp", "CapEff", "CapPrm"): print(*line.split())
            print(os.getuid(), sorted(os.listdir("/proc/self/fd"))[:3], os.getcwd())
            """
        let plan = try NamespacelessPlan.make(["/usr/bin/python3", "-c", script])
        let end = try NamespacelessPlan.launch(plan, through: ContainerFilter.prefix).finish()
        guard case .ready(6..., _, Layer.ofNamespaces) = end.reports.first else {
            Issue.record("reports: \(end.reports)")
            return
        }
        let none = "0000000000000000"
        #expect(
            end.output == """
                CapPrm: \(none)
                CapEff: \(none)
                NoNewPrivs: 1
                Seccomp: 2
                \(Caller.ordinary.identifier) ['0', '1', '2'] /usr

                """, "\(end.errors)")
    }

    @Test func `every attack is stopped by the errno that is meant to`() throws {
        let site = try NamespacelessSite()
        let found = try site.verdicts()
        for (attack, verdict) in NamespacelessAttacks.expected { #expect(found[attack] == verdict, "\(attack)") }
        let succeeded = Set(found.filter { $0.value.hasPrefix("succeeded") }.keys)
        #expect(
            succeeded == NamespacelessAttacks.uncovered, "what the tier says that it does not hold, and nothing else")
    }

    @Test(arguments: NamespacelessFlip.all)
    func `what a wall stops is no longer stopped without it`(flip: NamespacelessFlip) throws {
        let site = try NamespacelessSite()
        let found = try site.verdicts(of: flip.verdicts.keys.sorted(), omitting: flip.omitted.union([.selfTest]))
        #expect(found == flip.verdicts)
    }

    @Test(arguments: [([.landlock], .hostRoot), ([.seccomp], .virtualSocket)] as [(Set<Layer>, SelfTestAct)])
    func `the self-test refuses a box that lacks a wall`(layers: Set<Layer>, act: SelfTestAct) throws {
        let end = try NamespacelessPlan.launch(
            try NamespacelessPlan.make(["/usr/bin/echo", "ran"]).with { $0.omittedLayers = layers }
        ).finish()
        guard case .selfTestFailed(act, _) = end.reports.first else {
            Issue.record("reports: \(end.reports)")
            return
        }
        #expect(end.output == "" && end.status == .exited(125))
    }

    @Test func `only what the plan grants is read or written, whatever leads to it`() throws {
        let granted = try Workspace(as: .ordinary, directories: ["tree"], files: ["tree/a": "in the box\n"])
        let other = try Workspace(as: .ordinary, files: ["secret": "not granted\n"])
        try granted.link("tree/link", to: other.path("secret"))
        let script = """
            cd \(granted.path("tree")); cat a; cat link; cat \(other.path("secret")); cat ../tree/../../*/secret
            echo new >b && cat b; ln \(other.path("secret")) hard; mv b \(other.path("b")); ls \(other.path); : >\(other.path("c"))
            """
        let plan = try NamespacelessPlan.make(
            ["/bin/sh", "-c", script], grants: [try BoxPlan.writable(granted.path("tree"), as: .ordinary)])
        let end = try NamespacelessPlan.launch(plan).finish()
        #expect(end.output == "in the box\nnew\n", "\(end)")
        #expect(other.everything.keys.sorted() == [other.path, other.path("secret")])
        #expect(end.errors.contains("Permission denied"))
    }

    @Test func `it neither signals, reads nor limits what is outside`() throws {
        let victim = try LiveProcess(
            Caller.ordinary.absolutePrefix + ["/bin/sh", "-c", "echo up; exec sleep 600"])
        _ = try victim.lines(1)
        let script = """
            import ctypes, os, resource, signal, sys
            def attempt(name, act):
                try: act(); print(name, "done")
                except OSError as error: print(name, error.errno)
            victim = int(sys.argv[1])
            for target in (victim, os.getppid()):
                attempt("kill", lambda: os.kill(target, 0))
                attempt("queue", lambda: os.kill(target, signal.SIGCONT))
                attempt("limit", lambda: resource.prlimit(target, resource.RLIMIT_CORE))
                for part in ("cmdline", "environ", "mem", "maps", "status"):
                    attempt(part, lambda: open(f"/proc/{target}/{part}").read())
                attempt("exe", lambda: os.readlink(f"/proc/{target}/exe"))
            attempt("own", lambda: open("/proc/self/status").read())
            for part in ("net/tcp", "net/unix", "mountinfo", "cgroup"):
                attempt(part, lambda: open(f"/proc/self/{part}").read())
            """
        let plan = try NamespacelessPlan.make(["/usr/bin/python3", "-c", script, "\(victim.number)"])
        let end = try NamespacelessPlan.launch(plan).finish()
        let one =
            ["kill 1", "queue 1", "limit 38"] + ["cmdline", "environ", "mem", "maps", "status"].map { "\($0) 13" } + [
                "exe 13"
            ]
        let own = ["own done", "net/tcp 13", "net/unix 13", "mountinfo 13", "cgroup 13"]
        #expect(end.output.split(separator: "\n").map(String.init) == one + one + own, "\(end.errors)")
        #expect(ProcessTable.isAlive(victim.number))
        victim.signal(SIGKILL)
    }

    @Test(arguments: LifetimeTests.Part.allCases)
    func `when one part is gone, everything is`(part: LifetimeTests.Part) throws {
        let bystander = try LiveProcess(
            Caller.ordinary.absolutePrefix + ["/bin/sh", "-c", "echo up; exec sleep 600"])
        _ = try bystander.lines(1)
        let live = try NamespacelessPlan.launch(try NamespacelessPlan.make(["/usr/bin/python3", "-c", Self.stubborn]))
        _ = try live.lines(1)
        let reaper = try #require(ProcessTable.tree(of: live.launcher).dropFirst().first)
        let inhabitants = ProcessTable.tree(of: live.launcher).dropFirst().map { $0 }
        #expect(inhabitants.count == 6, "the reaper, the server, and four that left their session or their parent")
        switch part {
        case .supervisor: live.dropLifeline()
        case .launcher: kill(live.launcher, SIGKILL)
        case .reaper: kill(reaper, SIGKILL)
        case .server: kill(inhabitants[1], SIGKILL)
        }
        #expect(ProcessTable.waitForEnd(of: inhabitants) == [])
        try live.waitForReportEnd()
        #expect(try live.end() == (part == .launcher ? .signalled(9) : .exited(137)))
        #expect(ProcessTable.isAlive(bystander.number) && ProcessTable.isAlive(getpid()))
        bystander.signal(SIGKILL)
    }

    private static let stubborn = """
        import os, signal, sys, time
        for number in (1, 2, 3, 13, 15): signal.signal(number, signal.SIG_IGN)
        for _ in range(2):
            if os.fork() == 0:
                os.setsid()
                if os.fork() == 0:
                    for descriptor in (0, 1, 2): os.close(descriptor)
                time.sleep(600)
        time.sleep(0.1)
        print("up", flush=True)
        time.sleep(600)
        """

    @Test func `the server's end ends what it left behind, and is told`() throws {
        let plan = try NamespacelessPlan.make(
            ["/bin/sh", "-c", "setsid sleep 600 >/dev/null 2>&1 </dev/null & echo $!; exit 7"])
        let end = try NamespacelessPlan.launch(plan).finish()
        #expect(end.status == .exited(7) && end.reports.last == .exited(code: 7), "\(end)")
        let left = try #require(Int32(end.output.dropLast()))
        #expect(!ProcessTable.isAlive(left))
    }

    @Test(arguments: [[], [LaunchDescriptors.namespacelessArgument]])
    func `a launcher takes no plan of the other kind`(arguments: [String]) throws {
        let plan =
            arguments.isEmpty
            ? try NamespacelessPlan.make(["/usr/bin/echo", "ran"])
            : try BoxPlan.make(as: .ordinary, command: ["/usr/bin/echo", "ran"])
        let end = try LiveBox(plan, as: .ordinary, arguments: arguments).finish()
        #expect(end.reports.first == .failed(step: .decodePlan, errno: EPERM, subject: "confinement"))
        #expect(end.output == "")
    }

    @Test(.enabled(if: geteuid() == 0, "only root is refused as root")) func `root gets none`() throws {
        let plan = try NamespacelessPlan.make(["/usr/bin/echo", "ran"])
        let end = try LiveBox(plan, as: .root, arguments: [LaunchDescriptors.namespacelessArgument]).finish()
        #expect(end.reports.first == .failed(step: .checkCaller, errno: EPERM, subject: "user 0 without namespaces"))
        #expect(end.output == "")
    }

    /// `landlock_create_ruleset`, `landlock_restrict_self`, `seccomp`, `openat2`.
    @Test(arguments: [444, 446, 437], [ENOSYS, EPERM])
    func `what it is built with may not be missing`(call: Int, error: Int32) throws {
        let plan = try NamespacelessPlan.make(["/usr/bin/echo", "ran"])
        let launch = try FaultyLaunch(
            plan, as: .ordinary, failing: "*\(call)", with: error, arguments: [LaunchDescriptors.namespacelessArgument])
        #expect(launch.failedCall == call && launch.end.output == "" && launch.end.status == .exited(125))
        #expect(launch.end.reports.first?.refusal(advice: { nil }) != nil)
    }

    @Test func `whatever call fails, nothing runs that is not confined`() throws {
        let plan = try NamespacelessPlan.make(["/usr/bin/echo", "ran"])
        let arguments = [LaunchDescriptors.namespacelessArgument]
        let calls = try FaultyLaunch(plan, as: .ordinary, failing: "0", arguments: arguments).calls
        #expect(calls > 60)
        // Every third: the whole sweep is the other box's, whose steps these are.
        for call in stride(from: 1, through: calls, by: 3) {
            let launch = try FaultyLaunch(plan, as: .ordinary, failing: "\(call)", arguments: arguments)
            guard launch.end.output == "ran\n" else { continue }
            #expect(launch.end.reports.contains { if case .ready = $0 { true } else { false } }, "call \(call)")
        }
    }
}
