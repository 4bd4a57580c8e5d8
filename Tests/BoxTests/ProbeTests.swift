import BoxHarness
import Glibc
import InstalledTrilatch
import LaunchPlan
import Testing

/// The attack list inside a box, and outside as the control.
@Suite struct ProbeTests {
    @Test(arguments: Caller.available)
    func `every attack is stopped by the errno and the layer that is meant to`(caller: Caller) throws {
        let scene = try AttackScene(as: caller)
        #expect(try scene.verdicts() == scene.expected)
    }

    @Test(arguments: Caller.available)
    func `with sockets granted, nothing but the box's own network is reached`(caller: Caller) throws {
        let scene = try AttackScene(as: caller)
        let found = try scene.verdicts {
            $0.network = .loopback
            $0.syscalls = SyscallVariant(unixSockets: true, internetSockets: true)
        }
        var expected = scene.expected
        for attack in [
            "tcp-host", "tcp-host-dirty", "tcp-fast-open-host", "udp-host", "unix-abstract-host",
        ] {
            expected[attack] = "stopped ECONNREFUSED by network-namespace"
        }
        if expected["tcp6-host"] != "not-applicable" {
            expected["tcp6-host"] = "stopped ECONNREFUSED by network-namespace"
        }
        let kinds = [
            "mptcp", "raw", "raw6", "ping", "sctp", "smc", "udp-lite", "netlink-audit", "netlink-diagnostics",
            "netlink-events", "netlink-generic", "netlink-netfilter",
        ]
        for attack in kinds.flatMap({ ["socket-\($0)", "socket-\($0)-dirty"] }) + ["mptcp-host"] {
            expected[attack] = "stopped EPROTONOSUPPORT by seccomp"
        }
        expected["network-interfaces"] = "stopped by network-namespace"
        expected["unix-path-host"] = "stopped ENOENT by private-root"
        // What a profile that grants unix sockets beside a workspace gives, and what its legs say.
        expected["unix-path-workspace"] = "succeeded"
        #expect(found == expected)
    }

    @Test(arguments: Caller.available)
    func `a whole proc shows nothing of the kernel`(caller: Caller) throws {
        let scene = try AttackScene(as: caller)
        let found = try scene.verdicts { $0.processFileSystem = .fullMasked }
        var expected = scene.expected
        for attack in ["read-keys", "read-timers", "write-sysctl", "write-nested-limit"] {
            // There, but covered or read-only.
            expected[attack] = "stopped EACCES by landlock"
        }
        // Not every kernel has these.
        for (attack, path) in ["read-kcore": "/proc/kcore", "write-sysrq": "/proc/sysrq-trigger"]
        where unsafe access(path, F_OK) == 0 {
            expected[attack] = "stopped EACCES by landlock"
        }
        #expect(found == expected)
    }

    @Test(arguments: Caller.available)
    func `outside the same acts succeed`(caller: Caller) throws {
        let control = try ProbeControl(as: caller)
        let succeeded = Set(control.results.filter { $0.outcome == "succeeded" }.map(\.attack))
        let required = AttackTable.succeedOutside.subtracting(caller == .root ? [] : AttackTable.succeedOnlyForRoot)
        #expect(required.subtracting(succeeded).isEmpty)
        // Whatever this host or this caller cannot do is told, and is one of those that the table knows of.
        let silent = Set(AttackTable.expected.keys).subtracting(control.results.map(\.attack))
        #expect(silent.isEmpty)
        let broken = control.results.filter { $0.outcome == "inconclusive" }
        #expect(broken.isEmpty)
    }

    @Test(arguments: Caller.available)
    func `the control leaves nothing behind`(caller: Caller) throws {
        let before = Set(ProcessTable.names(in: "/tmp").filter { $0.hasPrefix("trilatch-probe") })
        var control: ProbeControl? = try ProbeControl(as: caller, only: ["protect", "set-id", "files"])
        #expect(control?.results.isEmpty == false)
        control = nil
        let after = Set(ProcessTable.names(in: "/tmp").filter { $0.hasPrefix("trilatch-probe") })
        // Another test's control may have begun meanwhile, and may end at any moment: what is left of one is left for good.
        let orphans = after.subtracting(before).filter {
            !ProcessTable.isAlive(Int32($0.split(separator: "-")[2]) ?? 0)
        }
        #expect(orphans.isDisjoint(with: ProcessTable.names(in: "/tmp")))
    }

    @Test(arguments: Caller.available)
    func `the probe leaves a workspace as it was`(caller: Caller) throws {
        let scene = try AttackScene(as: caller)
        let before = scene.workspace.everything
        _ = try scene.verdicts()
        #expect(scene.workspace.everything == before)
    }
}
