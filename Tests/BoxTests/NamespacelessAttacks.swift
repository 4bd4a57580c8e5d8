import LaunchPlan

/// What must come of attacks in a box of Landlock and a syscall filter alone.
///
/// Not here: attacks that depend on devices or on parts of `/proc` that not every kernel has.
enum NamespacelessAttacks {
    static let expected: [String: String] = Dictionary(
        uniqueKeysWithValues: rows.flatMap { verdict, attacks in attacks.map { ($0, verdict) } })

    /// What succeeds, because the box does not have what it is about, and says so.
    static let uncovered: Set<String> = [
        "shared-cgroup", "shared-ipc", "shared-mnt", "shared-net", "shared-pid", "shared-user", "shared-uts",
    ]

    private static let rows: [(String, [String])] = [
        (
            "stopped EACCES",
            [
                "favour-memory", "launcher-file", "magic-link-program", "magic-link-self", "magic-link-victim",
                "magic-links-of-all", "open-memory", "read-environment", "read-maps", "read-outside",
                "read-outside-dots", "read-outside-symlink", "read-shadow", "see-host", "write-dev", "write-etc",
                "write-nested-limit", "write-root", "write-sysctl", "write-usr",
            ]
        ),
        (
            "stopped EAFNOSUPPORT",
            [
                "mptcp-host", "network-interfaces", "socket-alg", "socket-alg-dirty", "socket-all-families",
                "socket-mptcp", "socket-mptcp-dirty", "socket-netlink-audit", "socket-netlink-audit-dirty",
                "socket-netlink-diagnostics", "socket-netlink-diagnostics-dirty", "socket-netlink-events",
                "socket-netlink-events-dirty", "socket-netlink-generic", "socket-netlink-generic-dirty",
                "socket-netlink-netfilter", "socket-netlink-netfilter-dirty", "socket-packet", "socket-packet-dirty",
                "socket-ping", "socket-ping-dirty", "socket-raw", "socket-raw-dirty", "socket-raw6",
                "socket-raw6-dirty", "socket-sctp", "socket-sctp-dirty", "socket-smc", "socket-smc-dirty",
                "socket-udp-lite", "socket-udp-lite-dirty", "socket-vsock", "socket-vsock-dirty", "socket-xdp",
                "socket-xdp-dirty", "socketpair-all-families", "tcp-fast-open-host", "tcp-host", "tcp-host-dirty",
                "udp-host", "unix-abstract-host", "unix-path-host",
            ]
        ),
        (
            "stopped ENOSYS",
            [
                "clone3-user", "fsopen", "fspick", "io-uring-enter", "io-uring-register", "io-uring-setup",
                "mount-setattr", "move-mount", "open-tree", "personality", "read-outside-openat2", "secret-memory",
                "set-id-open-by-openat2", "statmount", "unknown-call",
            ]
        ),
        (
            "stopped EPERM",
            [
                "accounting", "add-key", "adjust-clock", "advise-memory", "ambient-capability", "become-root",
                "become-root-group", "bind-memory", "bpf", "chroot", "clone-user", "clone-user-dirty",
                "compare-kernel-objects", "delete-module", "hang-up", "join-groups", "join-namespace", "kernel-log",
                "kexec", "keyctl", "load-module", "load-module-file", "make-block-device", "make-device",
                "make-file-handle", "merge-memory", "message-queue", "mount-bind", "mount-proc", "mount-propagation",
                "mount-remount", "mount-tmpfs", "move-memory-map", "move-pages", "perf-events", "pivot-root",
                "posix-queue", "ptrace", "quota", "raise-limit", "read-memory", "read-outside-handle", "reboot",
                "remap-pages", "request-key", "secure-bits", "set-clock", "set-domain-name", "set-host-name",
                "set-id-clear-umask", "set-id-directory", "set-id-fchmod", "set-id-fchmod-group", "set-id-fchmodat",
                "set-id-fchmodat-dirty", "set-id-fchmodat2", "set-id-mkdir", "set-id-mknod", "set-id-open",
                "set-id-open-dirty", "set-id-open-group", "set-id-temporary-file", "set-id-temporary-file-dirty",
                "set-time", "signal-host", "signal-pid-1", "splice-memory", "steal-descriptor", "swap-off", "swap-on",
                "terminal-console-selection", "terminal-console-selection-dirty", "terminal-inject-input",
                "terminal-inject-input-dirty", "terminal-line-discipline", "terminal-line-discipline-dirty", "unmount",
                "unshare-cgroup", "unshare-ipc", "unshare-mount", "unshare-network", "unshare-pid", "unshare-time",
                "unshare-user", "unshare-uts", "userfaultfd", "watch-everything", "write-memory",
            ]
        ),
        (
            "stopped EXDEV",
            [
                "read-outside-hard-link"
            ]
        ),
    ]
}

/// Walls that a launch leaves out, and what becomes of attacks that they stop.
struct NamespacelessFlip: CustomStringConvertible {
    let omitted: Set<Layer>
    let verdicts: [String: String]

    var description: String { "without " + omitted.map(\.name).sorted().joined(separator: ", ") }

    static let all = [
        // Here Landlock is no second wall but the only one.
        NamespacelessFlip(
            omitted: [.landlock],
            verdicts: [
                "read-outside": "succeeded", "read-outside-dots": "succeeded", "read-outside-symlink": "succeeded",
                "magic-link-self": "succeeded", "launcher-file": "succeeded", "see-host": "succeeded",
                "read-outside-hard-link": "succeeded",
            ]),
        NamespacelessFlip(
            omitted: [.seccomp],
            verdicts: [
                "unix-path-host": "succeeded", "udp-host": "succeeded", "tcp-fast-open-host": "succeeded",
                "network-interfaces": "succeeded", "message-queue": "succeeded", "posix-queue": "succeeded",
                "set-id-open": "succeeded", "set-id-fchmodat": "succeeded", "personality": "succeeded",
                // What Landlock knows of.
                "tcp-host": "stopped EACCES", "unix-abstract-host": "stopped EPERM", "signal-host": "stopped EPERM",
                "ptrace": "stopped EPERM", "read-memory": "stopped EPERM", "open-memory": "stopped EACCES",
            ]),
        NamespacelessFlip(
            omitted: [.seccomp, .landlock],
            verdicts: [
                "tcp-host": "succeeded", "unix-path-host": "succeeded", "read-outside": "succeeded",
                // The reaper's own scope, in which the server was born.
                "signal-host": "stopped EPERM",
            ]),
    ]
}
