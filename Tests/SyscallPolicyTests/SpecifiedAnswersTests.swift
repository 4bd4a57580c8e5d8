import SyscallPolicy
import Testing
import trilatch_compile_syscalls

/// Answers that are written down here a second time, so that a mistake in a table does not confirm itself.
@Suite struct SpecifiedAnswersTests {
    struct Case: Sendable, CustomStringConvertible {
        var call: Syscall
        var arguments: [UInt64]
        var answer: SyscallAction

        init(_ call: Syscall, _ arguments: [UInt64], _ answer: SyscallAction) {
            self.call = call
            self.arguments = arguments + [UInt64](repeating: 0, count: 6 - arguments.count)
            self.answer = answer
        }

        var description: String {
            "\(call.name)(\(arguments.map { "0x" + String($0, radix: 16) }.joined(separator: ", ")))"
        }
    }

    private static let dirty: UInt64 = 1 << 32

    /// In every box, whatever it is granted.
    private static let always: [Case] = [
        Case("socket", [40, 1, 0], .refuse(.addressFamilyNotSupported)),  // AF_VSOCK
        Case("socket", [dirty | 40, 1, 0], .refuse(.addressFamilyNotSupported)),
        Case("socket", [38, 5, 0], .refuse(.addressFamilyNotSupported)),  // AF_ALG
        Case("socket", [17, 3, 0], .refuse(.addressFamilyNotSupported)),  // AF_PACKET
        Case("socket", [dirty | 30, 1, 0], .refuse(.addressFamilyNotSupported)),  // AF_TIPC
        Case("socketpair", [1, 1, 0], .allow),
        Case("socketpair", [dirty | 1, 0x80801, 0], .allow),
        Case("socketpair", [30, 1, 0], .refuse(.addressFamilyNotSupported)),
        Case("ioctl", [0, 0x5412], .refuse(.notPermitted)),  // TIOCSTI
        Case("ioctl", [0, dirty | 0x5412], .refuse(.notPermitted)),
        Case("ioctl", [0, 0xFFFF_FFFF_0000_541C], .refuse(.notPermitted)),  // TIOCLINUX
        Case("ioctl", [0, 0x5423], .refuse(.notPermitted)),  // TIOCSETD
        Case("ioctl", [0, 0x5401], .allow),  // TCGETS
        Case("clone", [0x003D_0F00], .allow),  // a thread
        Case("clone", [0x0120_0011], .allow),  // a fork
        Case("clone", [0x1000_0011], .refuse(.notPermitted)),  // CLONE_NEWUSER
        Case("clone", [dirty | 0x0002_0011], .refuse(.notPermitted)),  // CLONE_NEWNS
        Case("clone", [0x0200_0011], .refuse(.notPermitted)),  // CLONE_NEWCGROUP
        Case("clone3", [], .refuse(.notImplemented)),
        Case("prctl", [35], .refuse(.notPermitted)),  // PR_SET_MM
        Case("prctl", [dirty | 67], .refuse(.notPermitted)),  // PR_SET_MEMORY_MERGE
        Case("prctl", [39], .allow),  // PR_GET_NO_NEW_PRIVS
        Case("personality", [0xFFFF_FFFF], .allow),
        Case("personality", [dirty | 0x0004_0000], .refuse(.notImplemented)),  // ADDR_NO_RANDOMIZE
        Case("openat", [0, 0, 0x80241, 0o644], .allow),
        Case("openat", [0, 0, 0x80000, 0o7777], .allow),  // the mode does not count
        Case("openat", [0, 0, 0x241, 0o4755], .refuse(.notPermitted)),
        Case("openat", [0, 0, dirty | 0x41, dirty | 0o2755], .refuse(.notPermitted)),
        Case("openat", [0, 0, 0x41_0002, 0o4755], .refuse(.notPermitted)),  // O_TMPFILE
        Case("openat", [0, 0, 0x40_4002, 0o2755], .refuse(.notPermitted)),  // O_TMPFILE of aarch64
        Case("openat2", [], .refuse(.notImplemented)),
        Case("fchmodat", [0, 0, 0o6755], .refuse(.notPermitted)),
        Case("fchmodat", [0, 0, 0o1777], .allow),
        Case("fchmod", [0, 0o2755], .refuse(.notPermitted)),
        Case("fchmodat2", [0, 0, 0o4755], .refuse(.notPermitted)),
        Case("mkdirat", [0, 0, 0o2755], .refuse(.notPermitted)),
        Case("mknodat", [0, 0, 0o010644], .allow),
        Case("mknodat", [0, 0, 0o020644], .refuse(.notPermitted)),
        Case("mknodat", [0, 0, 0o060644], .refuse(.notPermitted)),
        Case("mknodat", [0, 0, 0o104644], .refuse(.notPermitted)),
        Case("unshare", [0x1000_0000], .refuse(.notPermitted)),
        Case("setns", [], .refuse(.notPermitted)),
        Case("ptrace", [], .refuse(.notPermitted)),
        Case("process_vm_readv", [], .refuse(.notPermitted)),
        Case("pidfd_getfd", [], .refuse(.notPermitted)),
        Case("bpf", [], .refuse(.notPermitted)),
        Case("userfaultfd", [], .refuse(.notPermitted)),
        Case("keyctl", [], .refuse(.notPermitted)),
        Case("mount", [], .refuse(.notPermitted)),
        Case("chroot", [], .refuse(.notPermitted)),
        Case("open_by_handle_at", [], .refuse(.notPermitted)),
        Case("io_uring_setup", [], .refuse(.notImplemented)),
        Case("io_uring_enter", [], .refuse(.notImplemented)),
        Case("io_uring_register", [], .refuse(.notImplemented)),
        Case("memfd_secret", [], .refuse(.notImplemented)),
        Case("open_tree", [], .refuse(.notImplemented)),
        Case("mount_setattr", [], .refuse(.notImplemented)),
        Case("capget", [], .allow),
        Case("execve", [], .allow),
        Case("rseq", [], .allow),
        Case("statx", [], .allow),
        Case("seccomp", [], .allow),
        Case("landlock_restrict_self", [], .allow),
    ]

    private static let internetCases: [(arguments: [UInt64], granted: SyscallAction)] = [
        ([2, 1, 0], .allow), ([dirty | 2, 0x80801, 6], .allow), ([10, 2, dirty | 17], .allow),
        ([2, 1, 262], .refuse(.protocolNotSupported)),  // MPTCP
        ([2, 2, 1], .refuse(.protocolNotSupported)),  // ping
        ([2, 3, 255], .refuse(.protocolNotSupported)), ([10, 5, 132], .refuse(.protocolNotSupported)),
        ([16, 0x80003, 0], .allow), ([16, 3, 12], .refuse(.protocolNotSupported)),  // NETLINK_NETFILTER
    ]

    /// In a box without namespaces, where the host's own files and processes are in reach.
    private static let withoutNamespaces: [Case] = [
        Case("socket", [1, 2, 0], .refuse(.addressFamilyNotSupported)),
        Case("socket", [dirty | 2, 1, 0], .refuse(.addressFamilyNotSupported)),
        Case("socket", [16, 3, 0], .refuse(.addressFamilyNotSupported)),
        Case("socketpair", [1, 0x80801, 0], .allow), Case("socketpair", [1, 5, 0], .allow),
        // A pair of datagram sockets would send to any path.
        Case("socketpair", [1, 2, 0], .refuse(.protocolNotSupported)),
        Case("socketpair", [dirty | 1, dirty | 0x80002, 0], .refuse(.protocolNotSupported)),
        Case("socketpair", [1, 3, 0], .refuse(.protocolNotSupported)),
        Case("socketpair", [30, 1, 0], .refuse(.addressFamilyNotSupported)),
        Case("connect", [], .refuse(.notPermitted)), Case("bind", [], .refuse(.notPermitted)),
        Case("chmod", [0, 0o600], .refuse(.notPermitted)), Case("fchmod", [3, 0o600], .refuse(.notPermitted)),
        Case("fchmodat", [], .refuse(.notPermitted)), Case("fchmodat2", [], .refuse(.notPermitted)),
        Case("fchownat", [], .refuse(.notPermitted)), Case("fchown", [], .refuse(.notPermitted)),
        Case("utimensat", [], .refuse(.notPermitted)),
        Case("fsetxattr", [], .refuse(.notSupported)), Case("lgetxattr", [], .refuse(.notSupported)),
        Case("inotify_add_watch", [], .refuse(.notImplemented)),
        Case("shmget", [], .refuse(.notImplemented)), Case("semget", [], .refuse(.notImplemented)),
        Case("msgget", [], .refuse(.notPermitted)), Case("mq_open", [], .refuse(.notPermitted)),
        Case("prlimit64", [0], .allow), Case("prlimit64", [dirty], .allow),
        Case("prlimit64", [4242], .refuse(.notImplemented)),
        Case("setpriority", [0, 0], .allow), Case("setpriority", [0, 4242], .refuse(.notImplemented)),
        Case("setpriority", [2, 0], .refuse(.notImplemented)),  // PRIO_USER
        Case("ioprio_set", [1, 0], .allow), Case("ioprio_set", [3, 0], .refuse(.notImplemented)),
        Case("sched_setaffinity", [0], .allow), Case("sched_setaffinity", [4242], .refuse(.notImplemented)),
        Case("sched_setscheduler", [4242], .refuse(.notImplemented)),
        Case("ioctl", [0, 0x5401], .allow), Case("ioctl", [0, 0x5421], .allow),
        Case("ioctl", [0, dirty | 0x5412], .refuse(.notPermitted)),  // TIOCSTI
        Case("ioctl", [0, 0x4008_6602], .refuse(.notImplemented)),  // FS_IOC_SETFLAGS
        Case("ioctl", [0, 0x401C_5820], .refuse(.notImplemented)),  // FS_IOC_FSSETXATTR
        Case("kill", [], .allow),  // Landlock keeps it in the box.
        Case("keyctl", [], .refuse(.notPermitted)), Case("ptrace", [], .refuse(.notPermitted)),
        Case("unshare", [0x1000_0000], .refuse(.notPermitted)), Case("clone", [0x1000_0011], .refuse(.notPermitted)),
        Case("open_by_handle_at", [], .refuse(.notPermitted)), Case("io_uring_setup", [], .refuse(.notImplemented)),
        Case("openat", [0, 0, 0x241, 0o4755], .refuse(.notPermitted)), Case("execve", [], .allow),
    ]

    @Test(arguments: Stack.all.filter { $0.tables[0].name == "serverWithoutNamespaces" })
    func `A server without namespaces is answered as specified`(stack: Stack) throws {
        for example in Self.withoutNamespaces { try expect(example, stack) }
    }

    @Test(arguments: Stack.all.filter { !["reaper", "broker", "serverWithoutNamespaces"].contains($0.tables[0].name) })
    func `A server is answered as specified`(stack: Stack) throws {
        for example in Self.always { try expect(example, stack) }
        let exclusive = stack.tables.contains { $0.name == "writeXorExecute" }
        let unix = stack.tables[0].name.contains("Unix")
        let internet = stack.tables[0].name.contains("Internet")
        for arguments: [UInt64] in [[1, 1, 0], [Self.dirty | 1, 0x80002, 0]] {
            try expect(Case("socket", arguments, unix ? .allow : .refuse(.addressFamilyNotSupported)), stack)
        }
        for (arguments, granted) in Self.internetCases {
            try expect(Case("socket", arguments, internet ? granted : .refuse(.addressFamilyNotSupported)), stack)
        }
        for call: Syscall in ["mmap", "mprotect", "pkey_mprotect"] {
            for (protection, both) in [(UInt64(3), false), (5, false), (6, true), (7, true), (Self.dirty | 6, true)] {
                let answer: SyscallAction = both && exclusive ? .refuse(.notPermitted) : .allow
                try expect(Case(call, [0, 0, protection], answer), stack)
            }
        }
        try expect(Case("shmat", [0, 0, 0o100000], exclusive ? .refuse(.notPermitted) : .allow), stack)
    }

    @Test(arguments: Stack.all)
    func `A number that nobody knows does not exist`(stack: Stack) throws {
        let absent: SyscallAction =
            ["reaper", "broker"].contains(stack.tables[0].name) ? .kill : .refuse(.notImplemented)
        for number in [UInt32(470), 511, 1023, 0x3FFF_FFFF, .max] { try expect(number, [], absent, stack) }
    }

    @Test(arguments: Stack.all.filter { $0.architecture == .x86_64 })
    func `A call by the x32 table kills`(stack: Stack) throws {
        for number in [UInt32(0), 1, 59, 512, 547] { try expect(0x4000_0000 | number, [], .kill, stack) }
    }

    @Test(arguments: Stack.all)
    func `A call of a foreign architecture kills`(stack: Stack) throws {
        for token in CallCorpus.tokens where token != stack.architecture.token {
            for number in [UInt32(0), 1, 59, 102, 221, .max] { try expect(number, [], .kill, stack, token: token) }
        }
    }

    private func expect(_ example: Case, _ stack: Stack) throws {
        let group = SyscallTable(
            name: "one", otherwise: .allow,
            groups: [.group("one", neededBy: "this test", allow: [example.call])])
        let numbers = try SyscallCompiler(for: stack.architecture).numbered(group).map(\.number)
        for number in numbers { try expect(number, example.arguments, example.answer, stack, "\(example)") }
    }

    private func expect(
        _ number: UInt32, _ arguments: [UInt64], _ answer: SyscallAction, _ stack: Stack, token: UInt32? = nil,
        _ name: String = ""
    ) throws {
        let record = SyscallRecord(
            number: number, token: token ?? stack.architecture.token,
            arguments: arguments + [UInt64](repeating: 0, count: 6 - arguments.count))
        let given = try stack.programs.map { try BPFInterpreter($0).run(record) }.mostRestrictive
        // What is recorded goes on as it would have: where a call is refused, the recorder does not even hear of it.
        let isRecorded = given == SyscallAction.notify.returnValue && stack.tables.contains { $0.name == "recorder" }
        #expect(isRecorded ? answer == .allow : given == answer.returnValue, "\(name) \(record)")
    }
}
