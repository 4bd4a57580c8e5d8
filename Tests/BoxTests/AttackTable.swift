import Kernel

/// What must come of every attack in an ordinary box: no network, no unix sockets, a protected workspace.
///
/// Written down from what each layer is for, and on purpose not shared with the probe: an attack that is stopped by another
/// errno, or by another layer, was stopped by accident.
enum AttackTable {
    /// One way to be stopped, and the attacks that must be stopped so.
    struct Row {
        var verdict: String
        var layer: String?
        var attacks: [String]
    }

    /// The verdict on each attack: `stopped ERRNO by LAYER`.
    static let expected: [String: String] = {
        var expected: [String: String] = [:]
        for row in rows {
            for attack in row.attacks { expected[attack] = describe(row.verdict, row.layer) }
        }
        if landlockABI < 6 { expected["signal-pid-1"] = "stopped by pid-namespace" }
        #if !arch(x86_64)
            for attack in onlyOnX86 { expected[attack] = nil }
        #endif
        return expected
    }()

    /// What the second wall covers: TCP from ABI 4, signals and abstract sockets from ABI 6.
    static let landlockABI: UInt8 = (try? LandlockABI.ofKernel().version) ?? 0

    /// Attacks that need a part of the kernel that it may be built or set up without.
    static let needKernelPart: Set<String> = [
        "io-uring-setup", "socket-vsock", "socket-vsock-dirty", "set-id-fchmodat2", "mptcp-host", "tcp6-host",
    ]

    /// Attacks through calls that no other architecture has.
    private static let onlyOnX86 = [
        "call-32-bit", "call-x32", "io-ports", "io-port-range", "segments", "set-id-open-legacy", "set-id-creat",
        "set-id-mknod-legacy", "set-id-chmod",
    ]

    static func describe(_ verdict: String, _ layer: String?) -> String {
        layer.map { "\(verdict) by \($0)" } ?? verdict
    }

    private static let rows: [Row] = [
        Row(
            verdict: "stopped EPERM", layer: "seccomp",
            attacks: [
                "accounting", "add-key", "adjust-clock", "advise-memory", "bind-memory", "bpf", "chroot",
                "clone-user", "clone-user-dirty", "compare-kernel-objects", "delete-module", "hang-up",
                "io-port-range", "io-ports", "join-groups", "join-namespace", "kernel-log", "kexec", "keyctl",
                "load-module", "load-module-file", "make-block-device", "make-device", "make-file-handle",
                "merge-memory", "message-queue", "mount-bind", "mount-proc", "mount-propagation", "mount-remount",
                "mount-tmpfs", "move-memory-map", "move-pages", "perf-events", "pivot-root", "posix-queue",
                "protect-bind-ancestor", "protect-unmount", "ptrace", "quota", "read-memory", "read-outside-handle",
                "reboot", "remap-pages", "request-key", "segments", "set-clock", "set-domain-name", "set-host-name",
                "set-id-chmod", "set-id-clear-umask", "set-id-creat", "set-id-directory", "set-id-fchmod",
                "set-id-fchmod-group", "set-id-fchmodat", "set-id-fchmodat-dirty", "set-id-fchmodat2",
                "set-id-mkdir", "set-id-mknod", "set-id-mknod-legacy", "set-id-open", "set-id-open-dirty",
                "set-id-open-group", "set-id-open-legacy", "set-id-temporary-file", "set-id-temporary-file-dirty",
                "set-time", "splice-memory", "steal-descriptor", "swap-off", "swap-on",
                "terminal-console-selection", "terminal-console-selection-dirty", "terminal-inject-input",
                "terminal-inject-input-dirty", "terminal-line-discipline", "terminal-line-discipline-dirty",
                "unmount", "unshare-cgroup", "unshare-ipc", "unshare-mount", "unshare-network", "unshare-pid",
                "unshare-time", "unshare-user", "unshare-uts", "userfaultfd", "watch-everything", "write-memory",
            ]),
        Row(
            verdict: "stopped EAFNOSUPPORT", layer: "seccomp",
            attacks: [
                "mptcp-host", "network-interfaces", "socket-alg", "socket-alg-dirty", "socket-all-families",
                "socket-mptcp", "socket-mptcp-dirty", "socket-netlink-audit", "socket-netlink-audit-dirty",
                "socket-netlink-diagnostics", "socket-netlink-diagnostics-dirty", "socket-netlink-events",
                "socket-netlink-events-dirty", "socket-netlink-generic", "socket-netlink-generic-dirty",
                "socket-netlink-netfilter", "socket-netlink-netfilter-dirty", "socket-packet",
                "socket-packet-dirty", "socket-ping", "socket-ping-dirty", "socket-raw", "socket-raw-dirty",
                "socket-raw6", "socket-raw6-dirty", "socket-sctp", "socket-sctp-dirty", "socket-smc",
                "socket-smc-dirty", "socket-udp-lite", "socket-udp-lite-dirty", "socket-vsock",
                "socket-vsock-dirty", "socket-xdp", "socket-xdp-dirty", "socketpair-all-families",
                "tcp-fast-open-host", "tcp-host", "tcp-host-dirty", "tcp6-host", "udp-host", "unix-abstract-host",
                "unix-path-host", "unix-path-workspace",
            ]),
        Row(
            verdict: "stopped ENOENT", layer: "private-root",
            attacks: [
                "device-console", "device-fuse", "device-kmsg", "device-kvm", "device-mem", "device-terminal",
                "device-tun", "device-vsock", "launcher-file", "magic-link-self", "magic-links-of-all", "old-root",
                "read-cgroup", "read-kcore", "read-keys", "read-outside", "read-outside-dots",
                "read-outside-hard-link", "read-outside-symlink", "read-shadow", "read-sys", "read-timers",
                "write-nested-limit", "write-sysctl", "write-sysrq",
            ]),
        Row(
            verdict: "stopped ENOSYS", layer: "seccomp",
            attacks: [
                "clone3-user", "fsopen", "fspick", "io-uring-enter", "io-uring-register", "io-uring-setup",
                "mount-setattr", "move-mount", "open-tree", "personality", "read-outside-openat2", "secret-memory",
                "set-id-open-by-openat2", "statmount", "unknown-call",
            ]),
        Row(
            verdict: "stopped EROFS", layer: "private-root",
            attacks: [
                "protect-change-mode", "protect-write", "protect-write-by-descriptor", "protect-write-by-root",
                "write-dev", "write-etc", "write-root", "write-usr",
            ]),
        Row(
            verdict: "stopped EBUSY", layer: "private-root",
            attacks: [
                "protect-exchange", "protect-exchange-ancestor", "protect-remove", "protect-rename",
                "protect-rename-ancestor", "protect-rename-over",
            ]),
        Row(
            verdict: "stopped ENOENT", layer: "reaper-hardening",
            attacks: [
                "magic-link-program", "magic-link-victim", "open-memory", "read-environment", "read-maps",
            ]),
        Row(
            verdict: "stopped EPERM", layer: "capabilities",
            attacks: ["ambient-capability", "raise-limit", "secure-bits"]),
        Row(verdict: "stopped EINVAL", layer: "user-namespace", attacks: ["become-root", "become-root-group"]),
        Row(verdict: "stopped SIGSYS", layer: "seccomp", attacks: ["call-32-bit", "call-x32"]),
        Row(verdict: "stopped", layer: "descriptors", attacks: ["inherited-descriptors", "reopen-streams"]),
        Row(verdict: "stopped", layer: "private-root", attacks: ["set-id-mounts", "working-directory"]),
        Row(verdict: "stopped", layer: "capabilities", attacks: ["capability-sets"]),
        Row(verdict: "stopped", layer: nil, attacks: ["environment"]),
        Row(verdict: "stopped EACCES", layer: "capabilities", attacks: ["favour-memory"]),
        Row(verdict: "stopped", layer: "no-new-privileges", attacks: ["new-privileges"]),
        Row(verdict: "stopped EXDEV", layer: "private-root", attacks: ["protect-hard-link"]),
        Row(verdict: "stopped ENOENT", layer: "pid-namespace", attacks: ["see-host"]),
        Row(verdict: "stopped", layer: "cgroup-namespace", attacks: ["shared-cgroup"]),
        Row(verdict: "stopped", layer: "ipc-namespace", attacks: ["shared-ipc"]),
        Row(verdict: "stopped", layer: "mount-namespace", attacks: ["shared-mnt"]),
        Row(verdict: "stopped", layer: "network-namespace", attacks: ["shared-net"]),
        Row(verdict: "stopped", layer: "pid-namespace", attacks: ["shared-pid"]),
        Row(verdict: "stopped", layer: "user-namespace", attacks: ["shared-user"]),
        Row(verdict: "stopped", layer: "uts-namespace", attacks: ["shared-uts"]),
        Row(verdict: "stopped ESRCH", layer: "pid-namespace", attacks: ["signal-host"]),
        Row(verdict: "stopped EPERM", layer: "landlock", attacks: ["signal-pid-1"]),
        Row(verdict: "stopped EACCES", layer: "landlock", attacks: ["read-guard"]),
    ]
}

extension AttackTable {
    /// Attacks that succeed outside a box on every host that a box runs on, at least for root.
    ///
    /// Not here: what depends on the kernel's configuration, on devices, or on limits of the container around.
    static let succeedOutside: Set<String> = [
        "read-shadow", "read-outside", "read-outside-dots", "read-outside-symlink", "read-outside-hard-link",
        "read-outside-openat2", "make-file-handle", "launcher-file", "magic-link-self", "magic-link-victim",
        "magic-link-program", "magic-links-of-all", "working-directory", "mount-tmpfs", "mount-bind",
        "mount-propagation", "unmount", "pivot-root", "chroot", "open-tree", "fsopen", "move-mount", "mount-setattr",
        "write-usr", "write-etc", "write-root", "read-sys", "make-device", "make-block-device", "set-id-mounts",
        "old-root", "tcp-host", "tcp-host-dirty", "tcp-fast-open-host", "udp-host", "unix-abstract-host",
        "unix-path-host", "unix-path-workspace", "socket-raw", "socket-raw-dirty", "socket-netlink-diagnostics",
        "socket-netlink-events", "socket-netlink-events-dirty", "capability-sets", "new-privileges", "secure-bits",
        "ambient-capability", "become-root", "become-root-group", "join-groups", "unshare-user", "unshare-mount",
        "unshare-pid", "unshare-network", "unshare-ipc", "unshare-uts", "unshare-cgroup", "unshare-time",
        "clone-user", "clone-user-dirty", "clone3-user", "join-namespace", "shared-user", "shared-mnt", "shared-pid",
        "shared-net", "shared-ipc", "shared-uts", "shared-cgroup", "ptrace", "read-memory", "write-memory",
        "open-memory", "read-environment", "read-maps", "steal-descriptor", "compare-kernel-objects", "signal-pid-1",
        "signal-host", "see-host", "raise-limit", "terminal-line-discipline", "terminal-line-discipline-dirty",
        "keyctl", "personality", "adjust-clock", "splice-memory", "message-queue", "protect-write",
        "protect-write-by-descriptor", "protect-write-by-root", "protect-change-mode", "protect-rename",
        "protect-rename-over", "protect-exchange", "protect-remove", "protect-hard-link", "protect-rename-ancestor",
        "protect-exchange-ancestor", "protect-bind-ancestor", "set-id-open", "set-id-open-group", "set-id-open-dirty",
        "set-id-temporary-file", "set-id-temporary-file-dirty", "set-id-open-by-openat2", "set-id-mknod",
        "set-id-directory", "set-id-fchmod", "set-id-fchmod-group", "set-id-fchmodat", "set-id-fchmodat-dirty",
        "set-id-clear-umask", "set-host-name", "set-domain-name", "reboot",
    ]

    /// Of these, the ones that outside a box only root can do.
    static let succeedOnlyForRoot: Set<String> = [
        "read-shadow", "write-usr", "write-etc", "write-root", "make-device", "make-block-device", "socket-raw",
        "socket-raw-dirty", "secure-bits", "become-root", "become-root-group", "join-groups", "set-host-name",
        "set-domain-name", "reboot",
    ]
}
