import BoxHarness
import Glibc
import InstalledTrilatch
import Kernel
import LaunchPlan
import Refusals
import Supervision
import Testing

/// A layer that a host does not have, and how a test takes it away.
struct MissingLayer: CustomTestStringConvertible {
    let layers: Set<Layer>
    /// What fails, as the fault injector reads it.
    let target: String
    let error: Int32
    let code: RefusalCode

    var testDescription: String {
        "no \(layers.map(\.name).sorted().joined(separator: ", ")): \(ErrorNumber.name(error))"
    }

    static let all: [MissingLayer] = namespaces + landlock

    private static let namespaces: [MissingLayer] = [EINVAL, ENOSPC].flatMap { error in
        kinds.map { kinds, layers in
            MissingLayer(layers: layers, target: "&\(kinds.rawValue)", error: error, code: .tierNotReached)
        }
    }

    private static let kinds: [(Namespaces, Set<Layer>)] = [
        (.ipc, [.ipcNamespace]), (.uts, [.utsNamespace]), (.cgroup, [.cgroupNamespace]),
        ([.uts, .cgroup], [.utsNamespace, .cgroupNamespace]),
        ([.ipc, .uts, .cgroup], [.ipcNamespace, .utsNamespace, .cgroupNamespace]),
    ]

    /// `landlock_create_ruleset`.
    private static let landlock = [ENOSYS, EOPNOTSUPP, EPERM].map { error in
        MissingLayer(layers: [.landlock], target: "*444", error: error, code: .hostLandlockMissing)
    }
}

/// A call that a host lacks or denies, and the refusal that a person reads.
struct DeniedCall: CustomTestStringConvertible {
    let call: String
    let number: Int
    let error: Int32
    let code: RefusalCode

    var testDescription: String { "\(call) \(ErrorNumber.name(error))" }

    static let all: [DeniedCall] = calls.flatMap { call, number, missing, denied in
        [
            DeniedCall(call: call, number: number, error: ENOSYS, code: missing),
            DeniedCall(call: call, number: number, error: EPERM, code: denied),
        ]
    }

    #if arch(x86_64)
        private static let (unshare, pivotRoot) = (272, 155)
    #else
        private static let (unshare, pivotRoot) = (97, 41)
    #endif

    private static let calls: [(String, Int, missing: RefusalCode, denied: RefusalCode)] = [
        ("unshare", unshare, .hostKernelTooOld, .hostCallDenied),
        ("pivot_root", pivotRoot, .hostKernelTooOld, .hostCallDenied),
        ("open_tree", 428, .hostKernelTooOld, .hostCallDenied),
        ("move_mount", 429, .hostKernelTooOld, .hostCallDenied),
        ("fsopen", 430, .hostKernelTooOld, .hostCallDenied),
        ("clone3", 435, .hostKernelTooOld, .hostUserNamespacesDenied),
        ("close_range", 436, .hostKernelTooOld, .hostCallDenied),
        // It is first used to write the map.
        ("openat2", 437, .hostKernelTooOld, .hostUserNamespacesDenied),
        ("mount_setattr", 442, .hostKernelTooOld, .hostCallDenied),
        ("landlock_create_ruleset", 444, .hostLandlockMissing, .hostLandlockMissing),
        ("landlock_add_rule", 445, .hostLandlockMissing, .hostLandlockMissing),
        ("landlock_restrict_self", 446, .hostLandlockMissing, .hostLandlockMissing),
    ]
}

/// Hosts that lack something: the box that the profile accepts, or none.
@Suite struct TierTests {
    private static let inspection = """
        grep -E '^(NoNewPrivs|Seccomp:)' /proc/self/status; hostname; cat /.trilatch/landlock 2>&1; unshare -U true 2>&1
        """

    @Test(arguments: MissingLayer.all, Caller.available)
    func `a layer that the plan does without may be missing, and is told`(
        missing: MissingLayer, caller: Caller
    ) throws {
        var plan = try BoxPlan.make(as: caller, command: ["/bin/sh", "-c", Self.inspection])
        plan.mayLack = missing.layers
        let launch = try FaultyLaunch(plan, as: caller, failing: missing.target, with: missing.error)
        guard case .ready(let landlock, _, missing.layers) = launch.end.reports.first else {
            Issue.record("reports: \(launch.end.reports)")
            return
        }
        let output = launch.end.output
        #expect(output.contains("NoNewPrivs:\t1\nSeccomp:\t2"))
        #expect(output.contains("unshare failed: Operation not permitted"))
        #expect((landlock == 0) == missing.layers.contains(.landlock))
        #expect(output.contains("/.trilatch/landlock: Permission denied") == (landlock > 0))
        #expect(
            output.contains("\nbox\n") != missing.layers.contains(.utsNamespace), "the host's name stays what it was")
    }

    @Test(arguments: MissingLayer.all, Caller.available)
    func `a layer that the plan demands may not be missing, whatever else it does without`(
        missing: MissingLayer, caller: Caller
    ) throws {
        let others = Layer.dispensable.subtracting([missing.layers.min { $0.rawValue < $1.rawValue } ?? .seccomp])
        for mayLack in [[], others] {
            var plan = try BoxPlan.make(as: caller, command: ["/usr/bin/echo", "ran"])
            plan.mayLack = mayLack
            let launch = try FaultyLaunch(plan, as: caller, failing: missing.target, with: missing.error)
            #expect(launch.end.output == "" && launch.end.status == .exited(125))
            #expect(launch.end.reports.first?.refusal(advice: { nil })?.code == missing.code, "\(launch.end.reports)")
        }
    }

    @Test(arguments: Caller.available)
    func `where nothing is missing the box is whole, whatever the plan does without`(caller: Caller) throws {
        var plan = try BoxPlan.make(as: caller, command: ["/bin/sh", "-c", Self.inspection])
        plan.mayLack = Layer.dispensable
        let end = try LiveBox(plan, as: caller).finish()
        guard case .ready(1..., _, []) = end.reports.first else {
            Issue.record("reports: \(end.reports)")
            return
        }
        #expect(end.output.contains("\nbox\n") && end.output.contains("/.trilatch/landlock: Permission denied"))
    }

    @Test(arguments: DeniedCall.all, Caller.available)
    func `a call that the host lacks or denies is told by its code, and nothing runs`(
        denied: DeniedCall, caller: Caller
    ) throws {
        let plan = try BoxPlan.make(as: caller, command: ["/usr/bin/echo", "ran"])
        let launch = try FaultyLaunch(plan, as: caller, failing: "*\(denied.number)", with: denied.error)
        #expect(launch.failedCall == denied.number)
        #expect(launch.end.output == "" && launch.end.status == .exited(125))
        #expect(launch.end.reports.first?.refusal(advice: { nil })?.code == denied.code, "\(launch.end.reports)")
    }

    /// As containers do it: parts of `/proc` are covered, `/proc/sys` is read-only.
    private static func masking(_ caller: Caller) -> [String] {
        let script = """
            mount -t tmpfs -o ro none /proc/acpi && mount --bind /proc/sys /proc/sys \
                && mount -o remount,bind,ro /proc/sys && exec "$@"
            """
        return ["/usr/bin/unshare", "--mount", "--propagation", "private", "/bin/sh", "-c", script, "sh"]
            + caller.absolutePrefix
    }

    @Test(.enabled(if: geteuid() == 0, "covering parts of /proc takes root"), arguments: Caller.available)
    func `behind a masked proc a box has none of its own, and says so`(caller: Caller) throws {
        var plan = try BoxPlan.make(as: caller, command: ["/bin/sh", "-c", "ls /proc | wc -l"])
        plan.mayLack = [.nestedNamespaceLimit]
        let refused = try LiveBox(plan, as: caller, through: Self.masking(caller)).finish()
        #expect(refused.reports.first?.refusal()?.code == .hostProcMasked, "\(refused.reports)")
        plan.processFileSystem = .empty
        let accepted = try LiveBox(plan, as: caller, through: Self.masking(caller)).finish()
        #expect(accepted.output == "0\n")
        guard case .ready(_, _, [.nestedNamespaceLimit]) = accepted.reports.first else {
            Issue.record("reports: \(accepted.reports)")
            return
        }
        plan.mayLack = Layer.dispensable.subtracting([.nestedNamespaceLimit])
        let demanded = try LiveBox(plan, as: caller, through: Self.masking(caller)).finish()
        #expect(demanded.output == "" && demanded.reports.first?.refusal()?.code == .tierNotReached)
    }
}
