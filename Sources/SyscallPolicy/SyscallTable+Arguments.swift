extension SyscallRule {
    /// Creating a node or setting a mode, without set-user-ID and set-group-ID: such a file in a granted tree would act
    /// with its owner's authority outside of the box, where no `nosuid` holds.
    static func withoutSetIDBits(mode index: Int) -> SyscallRule {
        .compare(
            SyscallArgument(index, mask: ModeBits.setUserID | ModeBits.setGroupID),
            [Branch([0], .allow)],
            otherwise: .refuse(.notPermitted))
    }

    /// Opening a file, where the mode counts only when the call creates one, also without a name (`O_TMPFILE`).
    static func opening(flags: Int, mode: Int) -> SyscallRule {
        let create = OpenFlags.create
        let unnamed = OpenFlags.temporaryFile
        return .compare(
            SyscallArgument(flags, mask: create | unnamed),
            [Branch([0], .allow), Branch([create, unnamed, create | unnamed], withoutSetIDBits(mode: mode))],
            otherwise: .refuse(.notPermitted))
    }

    /// Making a node: files, pipes and sockets, never devices.
    static func makingNode(mode: Int) -> SyscallRule {
        .compare(
            SyscallArgument(mode, mask: ModeBits.fileType),
            [Branch([0, ModeBits.regularFile, ModeBits.pipe, ModeBits.socket], withoutSetIDBits(mode: mode))],
            otherwise: .refuse(.notPermitted))
    }

    /// `clone` for threads and processes, not for namespaces. (`CLONE_NEWTIME` lies in the exit signal's byte and means
    /// a namespace only to `clone3` and `unshare`.)
    static let cloningWithoutNamespaces = SyscallRule.compare(
        SyscallArgument(0, mask: 0x7E02_0000), [Branch([0], .allow)], otherwise: .refuse(.notPermitted))

    /// `ioctl`, but no typing into a terminal (`TIOCSTI`, `TIOCLINUX`) and no line discipline (`TIOCSETD`), which loads
    /// kernel modules.
    static let controllingDevices = SyscallRule.compare(
        SyscallArgument(1),
        [Branch([0x5412, 0x541C, 0x5423], .refuse(.notPermitted))],
        otherwise: .allow)

    /// `prctl`, but neither `PR_SET_MM`, which forges what others read about the process, nor `PR_SET_MEMORY_MERGE`,
    /// which shares pages with strangers and so lets them time what is on them.
    static let controllingProcess = SyscallRule.compare(
        SyscallArgument(0), [Branch([35, 67], .refuse(.notPermitted))], otherwise: .allow)

    /// `personality`: plain Linux, with the names of older machines if wanted (`PER_LINUX32`, `UNAME26`).
    ///
    /// `0xFFFFFFFF` only asks. Flags that weaken the layout of memory (`READ_IMPLIES_EXEC`, `ADDR_NO_RANDOMIZE`,
    /// `MMAP_PAGE_ZERO`) are absent.
    static let settingPersonality = SyscallRule.compare(
        SyscallArgument(0),
        [Branch([0x0, 0x8, 0x2_0000, 0x2_0008, .max], .allow)],
        otherwise: .refuse(.notImplemented))

    /// `socket`, for the families that are granted.
    ///
    /// Every other does not exist: vsock reaches the hypervisor from any network namespace, and the rest is kernel
    /// surface that no server needs.
    static func makingSocket(unix: Bool, internet: Bool) -> SyscallRule {
        var families: [Branch] = []
        if unix { families.append(Branch([AddressFamily.unix], .allow)) }
        if internet {
            families.append(Branch([AddressFamily.internet4, AddressFamily.internet6], internetSocket))
            families.append(Branch([AddressFamily.netlink], routeSocket))
        }
        guard !families.isEmpty else { return .refuse(.addressFamilyNotSupported) }
        return .compare(SyscallArgument(0), families, otherwise: .refuse(.addressFamilyNotSupported))
    }

    /// `socket` for the broker: TCP and UDP, and nothing that leads to another program of the host.
    static let makingInternetSocket = SyscallRule.compare(
        SyscallArgument(0), [Branch([AddressFamily.internet4, AddressFamily.internet6], internetSocket)],
        otherwise: .refuse(.addressFamilyNotSupported))

    /// TCP and UDP; not MPTCP (262), which Landlock's network rules don't see, nor raw, ping, SCTP, DCCP or UDP-Lite.
    private static let internetSocket = SyscallRule.compare(
        SocketType.argument,
        [
            Branch([SocketType.stream], protocolNumber(0, 6)),
            Branch([SocketType.datagram], protocolNumber(0, 17)),
        ],
        otherwise: .refuse(.protocolNotSupported))

    /// `NETLINK_ROUTE`, by which a C library lists interfaces and addresses.
    private static let routeSocket = SyscallRule.compare(
        SocketType.argument,
        [Branch([SocketType.datagram, SocketType.raw], protocolNumber(0))],
        otherwise: .refuse(.protocolNotSupported))

    private static func protocolNumber(_ numbers: UInt32...) -> SyscallRule {
        .compare(SyscallArgument(2), [Branch(numbers, .allow)], otherwise: .refuse(.protocolNotSupported))
    }

    /// `socketpair`: two ends in one box, of the one family that reaches nobody else.
    static let makingSocketPair = SyscallRule.compare(
        SyscallArgument(0), [Branch([AddressFamily.unix], .allow)], otherwise: .refuse(.addressFamilyNotSupported))

    /// `socketpair` of two ends that stay together: a datagram socket would send to any path of the host.
    static let makingConnectedPair = SyscallRule.compare(
        SyscallArgument(0),
        [
            Branch(
                [AddressFamily.unix],
                .compare(
                    SocketType.argument, [Branch([SocketType.stream, SocketType.sequence], .allow)],
                    otherwise: .refuse(.protocolNotSupported)))
        ],
        otherwise: .refuse(.addressFamilyNotSupported))

    /// A call about a process by its number, which may only be the caller's own: 0.
    static func aboutOneself(process index: Int) -> SyscallRule {
        .compare(SyscallArgument(index), [Branch([0], .allow)], otherwise: .refuse(.notImplemented))
    }

    /// A priority of the caller or of its own process group, not of all processes of its user.
    static func settingOwnPriority(kinds: [UInt32]) -> SyscallRule {
        .compare(SyscallArgument(0), [Branch(kinds, aboutOneself(process: 1))], otherwise: .refuse(.notImplemented))
    }

    /// `ioctl`, but only what programs ask of their streams, and copies that share blocks.
    ///
    /// A descriptor that was opened to read is enough for a file system's own requests, which change flags of the file.
    static let controllingStreams = SyscallRule.compare(
        SyscallArgument(1),
        [
            Branch(
                [
                    0x5401 /* TCGETS */, 0x802C_542A /* TCGETS2 */, 0x5413 /* TIOCGWINSZ */, 0x540F /* TIOCGPGRP */,
                    0x541B /* FIONREAD */, 0x5421 /* FIONBIO */, 0x5452 /* FIOASYNC */, 0x5451 /* FIOCLEX */,
                    0x5450 /* FIONCLEX */, 0x8008_6601 /* FS_IOC_GETFLAGS */, 0x4004_9409 /* FICLONE */,
                    0x4020_940D /* FICLONERANGE */,
                ], .allow),
            Branch([0x5412, 0x541C, 0x5423], .refuse(.notPermitted)),
        ],
        otherwise: .refuse(.notImplemented))

    /// A mapping is writable or executable, not both.
    static func mapping(protection index: Int) -> SyscallRule {
        .compare(
            SyscallArgument(index, mask: Protection.write | Protection.execute),
            [Branch([Protection.write | Protection.execute], .refuse(.notPermitted))],
            otherwise: .allow)
    }

    /// `shmat` without `SHM_EXEC`, which maps a segment writable and executable in one step.
    static let attachingSegment = SyscallRule.compare(
        SyscallArgument(2, mask: 0o100000), [Branch([0], .allow)], otherwise: .refuse(.notPermitted))

    /// A mapping that is never executable, for pid 1 of the box.
    static func mappingWithoutExecute(protection index: Int) -> SyscallRule {
        .compare(SyscallArgument(index, mask: Protection.execute), [Branch([0], .allow)], otherwise: .action(.kill))
    }
}

/// Bits of a file mode (inode(7)).
private enum ModeBits {
    static let setUserID: UInt32 = 0o4000
    static let setGroupID: UInt32 = 0o2000
    static let fileType: UInt32 = 0o170000
    static let regularFile: UInt32 = 0o100000
    static let pipe: UInt32 = 0o010000
    static let socket: UInt32 = 0o140000
}

/// Bits of open(2)'s flags, the same on x86-64 and aarch64 (asm-generic/fcntl.h).
private enum OpenFlags {
    static let create: UInt32 = 0o100
    /// `__O_TMPFILE` alone: the kernel looks at this bit, not at the `O_DIRECTORY` that `O_TMPFILE` adds.
    static let temporaryFile: UInt32 = 0o20000000
}

/// Address families (linux/socket.h).
private enum AddressFamily {
    static let unix: UInt32 = 1
    static let internet4: UInt32 = 2
    static let internet6: UInt32 = 10
    static let netlink: UInt32 = 16
}

/// Socket types (linux/net.h).
private enum SocketType {
    /// The low four bits are the type.
    ///
    /// Above them the kernel takes `SOCK_NONBLOCK` and `SOCK_CLOEXEC`, and refuses the rest itself.
    static let argument = SyscallArgument(1, mask: 0xF)
    static let stream: UInt32 = 1
    static let datagram: UInt32 = 2
    static let raw: UInt32 = 3
    static let sequence: UInt32 = 5
}

/// Protection bits of mmap(2).
private enum Protection {
    static let write: UInt32 = 2
    static let execute: UInt32 = 4
}
