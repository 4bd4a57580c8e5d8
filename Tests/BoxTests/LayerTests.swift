import BoxHarness
import InstalledTrilatch
import Kernel
import LaunchPlan
import Testing

/// A set of layers that a launch leaves out, and what becomes of attacks that they stop.
struct Flip: CustomTestStringConvertible {
    let omitted: Set<Layer>
    /// The box may open sockets, so that the layers below the filter are seen.
    var grantsSockets = false
    /// An additional descriptor that the launcher is started with.
    var leaks = false
    let verdicts: [String: String]

    var testDescription: String { "without " + omitted.map(\.name).sorted().joined(separator: ", ") }

    /// Every layer that a box can be built without appears here, with attacks that only it stops, or that the next one
    /// stops by another errno.
    ///
    /// User, mount and pid namespace are missing: without one of them there is no launcher, and what they separate is shown
    /// by the control.
    static let all: [Flip] = [
        Flip(
            omitted: [.seccomp],
            verdicts: [
                "io-uring-setup": "succeeded", "socket-vsock": "succeeded", "socket-vsock-dirty": "succeeded",
                "socket-netlink-generic": "succeeded", "keyctl": "succeeded", "personality": "succeeded",
                "set-id-open": "succeeded", "set-id-temporary-file": "succeeded", "set-id-fchmodat2": "succeeded",
                "set-id-open-by-openat2": "succeeded", "set-id-fchmodat-dirty": "succeeded",
                "make-file-handle": "succeeded", "splice-memory": "succeeded",
                // The next wall shows itself.
                "tcp-host": AttackTable.landlockABI < 4
                    ? "stopped ENETUNREACH by network-namespace" : "stopped EACCES by landlock",
                "udp-host": "stopped ENETUNREACH by network-namespace",
                "mptcp-host": "stopped ENETUNREACH by network-namespace",
                "unix-abstract-host": "stopped ECONNREFUSED by network-namespace",
                "unix-path-host": "stopped ENOENT by private-root", "unix-path-workspace": "succeeded",
                "unshare-user": "stopped ENOSPC by nested-namespace-limit",
                "clone3-user": "stopped ENOSPC by nested-namespace-limit",
                "mount-tmpfs": "stopped EPERM by capabilities", "chroot": "stopped EPERM by capabilities",
                "fsopen": "stopped EPERM by capabilities", "read-outside-openat2": "stopped ENOENT by private-root",
                "ptrace": "stopped EPERM by reaper-hardening", "read-memory": "stopped EPERM by reaper-hardening",
                "make-device": "stopped EACCES by landlock",
                "terminal-inject-input": "stopped ENOTTY by descriptors",
                "terminal-inject-input-dirty": "stopped ENOTTY by descriptors",
            ]),
        Flip(
            omitted: [.seccomp, .nestedNamespaceLimit],
            verdicts: ["unshare-user": "succeeded", "unshare-network": "succeeded", "clone3-user": "succeeded"]),
        Flip(
            omitted: [.seccomp, .reaperHardening, .landlock],
            verdicts: ["ptrace": "succeeded", "read-memory": "succeeded", "steal-descriptor": "succeeded"]),
        // Landlock keeps the server from looking at processes outside its domain, pid 1 among them: either is enough.
        Flip(
            omitted: [.reaperHardening, .landlock],
            verdicts: ["open-memory": "succeeded", "read-environment": "succeeded", "magic-link-program": "succeeded"]),
        Flip(
            omitted: [.landlock],
            verdicts: ["read-guard": "succeeded", "signal-pid-1": "stopped by pid-namespace"]),
        Flip(omitted: [.capabilities], verdicts: ["capability-sets": "succeeded"]),
        // libcap's no-privilege mode sets no_new_privs as well: either alone is enough.
        Flip(omitted: [.noNewPrivileges, .capabilities], verdicts: ["new-privileges": "succeeded"]),
        Flip(
            omitted: [.privateRoot, .landlock],
            verdicts: [
                "read-outside": "succeeded", "magic-link-self": "succeeded",
                "old-root": "succeeded", "see-host": "succeeded", "set-id-mounts": "succeeded",
                "launcher-file": "succeeded", "read-sys": "succeeded",
            ]),
        Flip(
            omitted: [.networkNamespace, .landlock], grantsSockets: true,
            verdicts: [
                "tcp-host": "succeeded", "tcp-host-dirty": "succeeded", "tcp-fast-open-host": "succeeded",
                "udp-host": "succeeded", "unix-abstract-host": "succeeded", "shared-net": "succeeded",
                "network-interfaces": "succeeded",
            ]),
        // Landlock sees TCP connections and abstract sockets, and neither UDP nor fast open.
        Flip(
            omitted: [.networkNamespace], grantsSockets: true,
            verdicts: [
                "tcp-host": AttackTable.landlockABI < 4 ? "succeeded" : "stopped EACCES by landlock",
                "unix-abstract-host": AttackTable.landlockABI < 6 ? "succeeded" : "stopped EPERM by landlock",
                "udp-host": "succeeded", "tcp-fast-open-host": "succeeded",
            ]),
        Flip(omitted: [.ipcNamespace], verdicts: ["shared-ipc": "succeeded"]),
        Flip(omitted: [.utsNamespace], verdicts: ["shared-uts": "succeeded"]),
        Flip(omitted: [.cgroupNamespace], verdicts: ["shared-cgroup": "succeeded"]),
        Flip(omitted: [.resourceLimits], verdicts: ["raise-limit": "succeeded"]),
        Flip(omitted: [.descriptors], leaks: true, verdicts: ["inherited-descriptors": "succeeded"]),
        Flip(omitted: [], leaks: true, verdicts: ["inherited-descriptors": "stopped by descriptors"]),
    ]
}

/// Layers that are left out, and the act by which the self-test notices.
struct NoticedLack: CustomTestStringConvertible {
    let layers: Set<Layer>
    let act: SelfTestAct

    var testDescription: String { "without " + layers.map(\.name).sorted().joined(separator: ", ") }

    static let all = [
        NoticedLack(layers: [.seccomp], act: .virtualSocket),
        NoticedLack(layers: [.privateRoot], act: .outsidePath),
        NoticedLack(layers: [.reaperHardening, .landlock], act: .reaperMemory),
        NoticedLack(layers: [.landlock], act: .landlockCanary),
        NoticedLack(layers: [.capabilities], act: .capabilitySets),
    ]
}

@Suite struct LayerTests {
    @Test(arguments: Flip.all, Caller.available)
    func `what a layer stops is no longer stopped without it`(flip: Flip, caller: Caller) throws {
        let scene = try AttackScene(as: caller, controlling: AttackTable.needKernelPart)
        // Where the kernel lacks what an attack needs, it fails outside as well, and says nothing about a layer.
        let possible = flip.verdicts.filter { attack, _ in
            !AttackTable.needKernelPart.contains(attack) || scene.succeedsOutside(attack)
        }
        let leaked = try Pipe()
        let found = try scene.verdicts(
            of: possible.keys.sorted(), omitting: flip.omitted.union([.selfTest]),
            leaked: flip.leaks ? leaked.reading.number : nil
        ) {
            if flip.grantsSockets { $0.syscalls = SyscallVariant(unixSockets: true, internetSockets: true) }
        }
        #expect(found == possible)
    }

    @Test(arguments: Caller.available)
    func `without the private root, Landlock still forbids what was not granted`(caller: Caller) throws {
        let secret = try Workspace(as: caller, files: ["secret": "not granted\n"])
        let plan = try BoxPlan.make(
            as: caller, command: ["/usr/bin/cat", secret.path("secret")], omitting: [.privateRoot, .selfTest])
        let end = try LiveBox(plan, as: caller).finish()
        #expect(end.output == "")
        #expect(end.errors.contains("Permission denied"))
        #expect(end.status == .exited(1))
    }

    @Test(arguments: NoticedLack.all, Caller.available)
    func `the self-test refuses a box that lacks a layer`(lacking: NoticedLack, caller: Caller) throws {
        let plan = try BoxPlan.make(as: caller, command: ["/usr/bin/echo", "ran"], omitting: lacking.layers)
        let end = try LiveBox(plan, as: caller).finish()
        guard case .selfTestFailed(lacking.act, _) = end.reports.first else {
            Issue.record("reports: \(end.reports)")
            return
        }
        #expect(end.output == "")
        #expect(end.status == .exited(125))
    }

    @Test func `every layer that a launch can leave out has a test that needs it`() {
        let flipped = Flip.all.reduce(into: Set<Layer>()) { $0.formUnion($1.omitted) }
        let elsewhere: Set<Layer> = [.selfTest, .lifeline, .pathComparison]
        let alwaysThere: Set<Layer> = [.userNamespace, .mountNamespace, .pidNamespace]
        #expect(flipped.union(elsewhere).union(alwaysThere) == Set(Layer.allCases))
    }
}
