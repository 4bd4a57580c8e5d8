extension SyscallTable {
    /// What a server may call.
    ///
    /// A number that is not here does not exist (`ENOSYS`): a C library then takes its older way, and what a newer
    /// kernel adds stays out of reach. The groups come from tracing Python, Node, npm, Go, Java, git, sqlite, bash, perl, tar, curl and uv.
    package static func server(unixSockets: Bool, internetSockets: Bool) -> SyscallTable {
        SyscallTable(
            name: "server" + (unixSockets ? "Unix" : "") + (internetSockets ? "Internet" : ""),
            otherwise: .refuse(.notImplemented),
            groups: allowedGroups + [sockets(unix: unixSockets, internet: internetSockets)] + refusedGroups)
    }

    private static let allowedGroups: [SyscallGroup] = [
        .group(
            "descriptors", neededBy: "every program",
            allow: [
                "read", "write", "readv", "writev", "pread64", "pwrite64", "preadv", "pwritev", "preadv2", "pwritev2",
                "lseek", "close", "close_range", "dup", "dup2", "dup3", "fcntl", "flock", "pipe", "pipe2",
                "sendfile", "splice", "tee", "copy_file_range",
            ],
            filter: [
                .init(
                    "ioctl", .controllingDevices,
                    "no typing into a terminal (`TIOCSTI`, `TIOCLINUX`), no line discipline (`TIOCSETD`): `EPERM`")
            ]),
        .group(
            "file contents", neededBy: "databases, git and package managers",
            allow: [
                "fsync", "fdatasync", "sync", "syncfs", "sync_file_range", "truncate", "ftruncate", "fallocate",
                "fadvise64", "readahead",
            ]),
        .group(
            "files", neededBy: "every program; the mount namespace and Landlock decide which files",
            allow: [
                "stat", "fstat", "lstat", "newfstatat", "statx", "access", "faccessat", "faccessat2",
                "readlink", "readlinkat", "getdents", "getdents64", "getcwd", "chdir", "fchdir", "statfs", "fstatfs",
            ],
            filter: [
                .init("open", .opening(flags: 1, mode: 2), "creates nothing with set-ID bits, also unnamed: `EPERM`"),
                .init("openat", .opening(flags: 2, mode: 3), "creates nothing with set-ID bits, also unnamed: `EPERM`"),
                .init("creat", .withoutSetIDBits(mode: 1), "no set-ID bits: `EPERM`"),
            ]),
        .group(
            "directories and links", neededBy: "git, npm, tar, editors, anything that writes a tree",
            allow: [
                "rename", "renameat", "renameat2", "rmdir", "unlink", "unlinkat", "link", "linkat",
                "symlink", "symlinkat",
            ],
            filter: [
                .init("mkdir", .withoutSetIDBits(mode: 1), "no set-ID bits: `EPERM`"),
                .init("mkdirat", .withoutSetIDBits(mode: 2), "no set-ID bits: `EPERM`"),
                .init("mknod", .makingNode(mode: 1), "no devices, no set-ID bits: `EPERM`"),
                .init("mknodat", .makingNode(mode: 2), "no devices, no set-ID bits: `EPERM`"),
            ]),
        .group(
            "file attributes", neededBy: "tar, cp, git, pip and npm, which keep modes and times",
            allow: [
                "umask", "chown", "fchown", "lchown", "fchownat", "utime", "utimes", "futimesat", "utimensat",
                "getxattr", "lgetxattr", "fgetxattr", "listxattr", "llistxattr", "flistxattr",
                "setxattr", "lsetxattr", "fsetxattr", "removexattr", "lremovexattr", "fremovexattr",
            ],
            filter: [
                .init("chmod", .withoutSetIDBits(mode: 1), "no set-ID bits: `EPERM`"),
                .init("fchmod", .withoutSetIDBits(mode: 1), "no set-ID bits: `EPERM`"),
                .init("fchmodat", .withoutSetIDBits(mode: 2), "no set-ID bits: `EPERM`"),
                .init("fchmodat2", .withoutSetIDBits(mode: 2), "no set-ID bits: `EPERM`"),
            ]),
        .group(
            "memory", neededBy: "every runtime: allocators, collectors, guard pages, protection keys, shadow stacks",
            allow: [
                "brk", "mmap", "munmap", "mremap", "mprotect", "madvise", "mincore", "msync",
                "mlock", "mlock2", "munlock", "mlockall", "munlockall", "memfd_create", "membarrier",
                "pkey_alloc", "pkey_free", "pkey_mprotect", "map_shadow_stack",
                Syscall("mseal", numberOnX86_64: 462),
            ]),
        .group(
            "processes", neededBy: "every program that starts another: shells, git, Node, Python",
            allow: [
                "fork", "vfork", "execve", "execveat", "exit", "exit_group", "wait4", "waitid",
                "getpid", "getppid", "gettid", "getpgid", "getpgrp", "setpgid", "getsid", "setsid",
                "kill", "tkill", "tgkill", "pidfd_open", "pidfd_send_signal",
            ],
            filter: [
                .init("clone", .cloningWithoutNamespaces, "no new namespaces: `EPERM`"),
                .init("prctl", .controllingProcess, "neither `PR_SET_MM` nor `PR_SET_MEMORY_MERGE`: `EPERM`"),
                .init("personality", .settingPersonality, "plain Linux only: `ENOSYS`"),
            ]),
        .group(
            "threads", neededBy: "every runtime, the C library's start included",
            allow: [
                "arch_prctl", "set_tid_address", "set_robust_list", "get_robust_list", "rseq", "restart_syscall",
                "futex", "futex_waitv",
            ]),
        .group(
            "scheduling", neededBy: "Java, Go, Node and Python, which count processors and yield",
            allow: [
                "sched_yield", "sched_getaffinity", "sched_setaffinity", "sched_getparam", "sched_setparam",
                "sched_getscheduler", "sched_setscheduler", "sched_getattr", "sched_setattr",
                "sched_get_priority_max", "sched_get_priority_min", "sched_rr_get_interval",
                "getpriority", "setpriority", "ioprio_get", "ioprio_set", "getcpu",
            ]),
        .group(
            "identity", neededBy: "shells, git, ssh-like tools; one user and one group are all there is to change to",
            allow: [
                "getuid", "geteuid", "getgid", "getegid", "getresuid", "getresgid", "getgroups",
                "setuid", "setgid", "setreuid", "setregid", "setresuid", "setresgid", "setfsuid", "setfsgid",
                "setgroups", "capget", "capset",
            ]),
        .group(
            "limits and usage", neededBy: "Java, Node, shells; a limit can only be lowered",
            allow: ["getrlimit", "setrlimit", "prlimit64", "getrusage", "times", "sysinfo", "uname"]),
        .group(
            "signals", neededBy: "every runtime",
            allow: [
                "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "rt_sigpending", "rt_sigtimedwait",
                "rt_sigqueueinfo", "rt_tgsigqueueinfo", "rt_sigsuspend", "sigaltstack", "pause",
                "signalfd", "signalfd4",
            ]),
        .group(
            "time", neededBy: "every runtime",
            allow: [
                "nanosleep", "clock_nanosleep", "clock_gettime", "clock_getres", "gettimeofday", "time",
                "getitimer", "setitimer", "alarm",
                "timer_create", "timer_settime", "timer_gettime", "timer_getoverrun", "timer_delete",
                "timerfd_create", "timerfd_settime", "timerfd_gettime",
            ]),
        .group(
            "waiting for events", neededBy: "event loops: libuv, asyncio, Go's and Java's pollers, file watchers",
            allow: [
                "poll", "ppoll", "select", "pselect6", "epoll_create", "epoll_create1", "epoll_ctl", "epoll_wait",
                "epoll_pwait", "epoll_pwait2", "eventfd", "eventfd2",
                "inotify_init", "inotify_init1", "inotify_add_watch", "inotify_rm_watch",
            ]),
        .group(
            "shared memory and semaphores", neededBy: "PostgreSQL, Python's shared memory, image tools",
            allow: ["shmget", "shmat", "shmdt", "shmctl", "semget", "semop", "semtimedop", "semctl"]),
        .group(
            "randomness", neededBy: "every runtime, TLS and hash seeds",
            allow: ["getrandom"]),
        .group(
            "further confinement", neededBy: "programs that give up rights themselves; it only takes away",
            allow: ["seccomp", "landlock_create_ruleset", "landlock_add_rule", "landlock_restrict_self"]),
    ]

    private static func sockets(unix: Bool, internet: Bool) -> SyscallGroup {
        .group(
            "sockets",
            neededBy: "Node and Python between their own processes (`socketpair`); the rest only by grant",
            allow: [
                "connect", "bind", "listen", "accept", "accept4", "getsockname", "getpeername", "shutdown",
                "sendto", "recvfrom", "sendmsg", "recvmsg", "sendmmsg", "recvmmsg", "setsockopt", "getsockopt",
            ],
            filter: [
                .init(
                    "socket", .makingSocket(unix: unix, internet: internet),
                    "unix, TCP, UDP and route netlink, each only by grant: `EAFNOSUPPORT`, `EPROTONOSUPPORT`"),
                .init("socketpair", .makingSocketPair, "unix only: `EAFNOSUPPORT`"),
            ])
    }

    private static let refusedGroups: [SyscallGroup] = [
        .group(
            "other processes", because: "reads, writes or takes descriptors of another process",
            refuse: [
                "ptrace", "process_vm_readv", "process_vm_writev", "process_madvise", "kcmp", "pidfd_getfd",
            ], with: .notPermitted),
        .group(
            "namespaces and mounts", because: "a new namespace gives new capabilities; a mount changes what is seen",
            refuse: ["unshare", "setns", "mount", "umount2", "pivot_root", "chroot"], with: .notPermitted),
        .group(
            "kernel interfaces with a history", because: "programs in the kernel, page-fault and profiling hooks",
            refuse: [
                "bpf", "perf_event_open", "userfaultfd", "lookup_dcookie", "vmsplice", "remap_file_pages",
                "modify_ldt", "iopl", "ioperm", "uselib", "ustat", "sysfs", "_sysctl",
            ], with: .notPermitted),
        .group(
            "keys", because: "keyrings are not in a namespace",
            refuse: ["keyctl", "add_key", "request_key"], with: .notPermitted),
        .group(
            "file handles and watching whole mounts", because: "opens by inode number, past every directory",
            refuse: ["open_by_handle_at", "name_to_handle_at", "fanotify_init", "fanotify_mark"],
            with: .notPermitted),
        .group(
            "the machine", because: "changes the host: clock, name, swap, modules, accounting, consoles",
            refuse: [
                "reboot", "kexec_load", "kexec_file_load", "init_module", "finit_module", "delete_module",
                "create_module", "get_kernel_syms", "query_module", "swapon", "swapoff", "acct",
                "quotactl", "quotactl_fd", "sethostname", "setdomainname", "settimeofday", "clock_settime",
                "clock_adjtime", "adjtimex", "syslog", "vhangup",
            ], with: .notPermitted),
        .group(
            "memory placement", because: "nobody needs it, and it moves pages of others",
            refuse: [
                "mbind", "set_mempolicy", "get_mempolicy", "set_mempolicy_home_node", "migrate_pages", "move_pages",
            ], with: .notPermitted),
        .group(
            "message queues", because: "nobody needs them, and they fill kernel memory to an attacker's measure",
            refuse: [
                "msgget", "msgsnd", "msgrcv", "msgctl",
                "mq_open", "mq_unlink", "mq_timedsend", "mq_timedreceive", "mq_notify", "mq_getsetattr",
            ], with: .notPermitted),
        .group(
            "rings",
            because: "io_uring carries out calls that no filter sees; asynchronous I/O before it is as little used",
            refuse: [
                "io_uring_setup", "io_uring_enter", "io_uring_register",
                "io_setup", "io_destroy", "io_submit", "io_cancel", "io_getevents", "io_pgetevents",
            ], with: .notImplemented),
        .group(
            "arguments behind a pointer",
            because: "a filter cannot read them; C libraries fall back on clone and openat",
            refuse: ["clone3", "openat2"], with: .notImplemented),
        .group(
            "the new mount interface", because: "it mounts as `mount` does, and no C library calls it unasked",
            refuse: ["open_tree", "move_mount", "fsopen", "fsconfig", "fsmount", "fspick", "mount_setattr"],
            with: .notImplemented),
        .group(
            "new and not needed", because: "secret memory evades inspection; the page cache tells what others read",
            refuse: [
                "memfd_secret", "cachestat", "process_mrelease", "futex_wake", "futex_wait", "futex_requeue",
            ], with: .notImplemented),
    ]
}
