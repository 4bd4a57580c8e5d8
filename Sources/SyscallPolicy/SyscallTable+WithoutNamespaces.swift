extension SyscallTable {
    /// What a server may call in a box without namespaces: the same, without what only a namespace or a mount would keep
    /// from the host's files and processes, and without any socket.
    package static let serverWithoutNamespaces: SyscallTable = {
        let server = SyscallTable.server(unixSockets: false, internetSockets: false)
        let replaced = Set(namespaceless.flatMap(\.entries).map(\.syscall))
        let rest = server.groups.map { group in
            var group = group
            group.entries.removeAll { replaced.contains($0.syscall) }
            return group
        }
        return SyscallTable(
            name: "serverWithoutNamespaces", otherwise: server.otherwise,
            groups: rest.filter { !$0.entries.isEmpty } + namespaceless)
    }()

    /// The calls that are judged otherwise where a box has no namespaces.
    package static let namespaceless: [SyscallGroup] = [
        .group(
            "own processes and streams", neededBy: "as elsewhere, where it reaches nobody else",
            allow: [],
            filter: [
                .init(
                    "ioctl", .controllingStreams,
                    "what programs ask of their streams, and shared copies: `ENOSYS`, `EPERM`"),
                .init(
                    "socketpair", .makingConnectedPair,
                    "unix streams and packets only: `EAFNOSUPPORT`, `EPROTONOSUPPORT`"),
                .init("prlimit64", .aboutOneself(process: 0), "only for oneself, by the number 0: `ENOSYS`"),
                .init(
                    "setpriority", .settingOwnPriority(kinds: [0, 1]), "only for oneself, by the number 0: `ENOSYS`"),
                .init("ioprio_set", .settingOwnPriority(kinds: [1, 2]), "only for oneself, by the number 0: `ENOSYS`"),
                .init("sched_setaffinity", .aboutOneself(process: 0), "only for oneself, by the number 0: `ENOSYS`"),
                .init("sched_setparam", .aboutOneself(process: 0), "only for oneself, by the number 0: `ENOSYS`"),
                .init("sched_setscheduler", .aboutOneself(process: 0), "only for oneself, by the number 0: `ENOSYS`"),
                .init("sched_setattr", .aboutOneself(process: 0), "only for oneself, by the number 0: `ENOSYS`"),
            ]),
        .group(
            "modes, owners and times of files", because: "Landlock does not judge them, whatever file it is",
            refuse: [
                "chmod", "fchmod", "fchmodat", "fchmodat2", "chown", "fchown", "lchown", "fchownat",
                "utime", "utimes", "futimesat", "utimensat",
            ], with: .notPermitted),
        .group(
            "extended attributes of files", because: "Landlock does not judge them, whatever file it is",
            refuse: [
                "getxattr", "lgetxattr", "fgetxattr", "listxattr", "llistxattr", "flistxattr",
                "setxattr", "lsetxattr", "fsetxattr", "removexattr", "lremovexattr", "fremovexattr",
            ], with: .notSupported),
        .group(
            "watching files", because: "it tells the names in any directory that the user may list",
            refuse: ["inotify_init", "inotify_init1", "inotify_add_watch", "inotify_rm_watch"], with: .notImplemented),
        .group(
            "addresses of sockets", because: "the host's sockets are in reach; a connected pair needs none",
            refuse: ["connect", "bind", "listen", "accept", "accept4"], with: .notPermitted),
        .group(
            "the host's shared memory and semaphores", because: "there is no namespace of the box's own for them",
            refuse: ["shmget", "shmat", "shmdt", "shmctl", "semget", "semop", "semtimedop", "semctl"],
            with: .notImplemented),
    ]
}
