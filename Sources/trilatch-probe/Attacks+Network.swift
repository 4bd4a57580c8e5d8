internal import CLinux
internal import Glibc
internal import LaunchPlan

extension Attack {
    /// Every way for a byte to leave.
    static var network: [Attack] {
        reaching + sockets + otherDoors
    }

    /// Ways to the host's own loopback and its unix sockets, judged by whether the host's end was reached.
    private static var reaching: [Attack] {
        [
            Attack("tcp-host", .network, "connect to a TCP port of the host's loopback", inet) { scene in
                aim(scene.targets.tcpPort) { connect(.inet, .stream, 0, SocketAddress.inet($0)) }
            },
            Attack("tcp-host-dirty", .network, "the same with bits above 32 set in every argument", inet) { scene in
                aim(scene.targets.tcpPort) { connect(.inet, .stream, 0, SocketAddress.inet($0), dirty: true) }
            },
            Attack("tcp6-host", .network, "connect to a TCP port of the host's IPv6 loopback", inet) { scene in
                aim(scene.targets.tcp6Port) { connect(.inet6, .stream, 0, SocketAddress.inet6($0)) }
            },
            Attack(
                "tcp-fast-open-host", .network, "send to a TCP port of the host with MSG_FASTOPEN, without connect",
                inet
            ) { scene in
                aim(scene.targets.tcpPort) { port in
                    let descriptor = socket(.inet, .stream, 0)
                    guard descriptor >= 0 else { return Outcome(descriptor) }
                    let address = SocketAddress.inet(port)
                    return Outcome(
                        call(
                            .sendto, .number(descriptor), "x", 1, 0x2000_4000 /* MSG_FASTOPEN | MSG_NOSIGNAL */,
                            .bytes(address), .number(address.count)))
                }
            },
            Attack("mptcp-host", .network, "connect to the host by MPTCP, which Landlock does not see", inet) { scene in
                aim(scene.targets.tcpPort) { connect(.inet, .stream, 262, SocketAddress.inet($0)) }
            },
            Attack("udp-host", .network, "exchange a datagram with the host's loopback", inet) { scene in
                aim(scene.targets.udpPort, exchangeDatagram)
            },
            Attack(
                "unix-abstract-host", .network, "connect to an abstract unix socket of the host",
                [.error(EAFNOSUPPORT, .seccomp), .error(ECONNREFUSED, .networkNamespace), .error(EPERM, .landlock)]
            ) { scene in
                aim(scene.targets.abstractSocket) { connect(.unix, .stream, 0, SocketAddress.abstract($0)) }
            },
            Attack(
                "unix-path-host", .network, "connect to a unix socket of the host by its path",
                [.error(EAFNOSUPPORT, .seccomp), .error(ENOENT, .privateRoot)]
            ) { scene in
                aim(scene.targets.socket) { connect(.unix, .stream, 0, SocketAddress.path($0)) }
            },
            Attack(
                "unix-path-workspace", .network, "connect to a unix socket of the host inside the workspace",
                [.error(EAFNOSUPPORT, .seccomp)]
            ) { scene in
                aim(scene.isControl ? scene.targets.socket : scene.workspaceSocket) {
                    connect(.unix, .stream, 0, SocketAddress.path($0))
                }
            },
            Attack(
                "network-interfaces", .network, "see an interface other than an own loopback",
                [.error(EAFNOSUPPORT, .seccomp), .absence(.networkNamespace)]
            ) { scene in
                guard scene.isControl || scene.targets.namespaces["net"] != nil else {
                    return .notApplicable("this run has no such target")
                }
                let descriptor = socket(.inet, .datagram, 0)
                guard descriptor >= 0 else { return Outcome(descriptor) }
                // SIOCGIFCONF: struct ifconf is a length and an address; an interface takes 40 bytes.
                let table = Memory(count: 4096)
                let request = Memory(fields(UInt32(4096), UInt32(0), UInt64(table.address)))
                let asked = call(.ioctl, .number(descriptor), 0x8912, .memory(request))
                guard asked == 0 else { return Outcome(asked) }
                let count = Int(request.integer(at: 0, as: UInt32.self)) / 40
                let same =
                    node("/proc/self/ns/net", follow: true).map { Int($0.inode) } == scene.targets.namespaces["net"]
                return scene.isControl || same
                    ? .succeeded("\(count) with addresses")
                    : .stopped(.absence, "\(count) with addresses, in a network of its own")
            },
        ]
    }

    /// Kinds of sockets that no profile grants, with clean and with dirty registers.
    private static var sockets: [Attack] {
        SocketKind.all.flatMap { kind in
            [false, true].map { dirty in
                Attack(
                    "socket-\(kind.name)\(dirty ? "-dirty" : "")", .network,
                    "open \(kind.what)\(dirty ? ", with bits above 32 set" : "")",
                    [
                        .error(EAFNOSUPPORT, .seccomp), .error(EPROTONOSUPPORT, .seccomp),
                        .error(ESOCKTNOSUPPORT, .seccomp), .error(EPERM, .capabilities), .error(EACCES, .userNamespace),
                    ]
                ) { scene in
                    if scene.isControl, !kind.isLoaded { return .notApplicable("the kernel has not got it loaded") }
                    return Outcome(socket(kind.family, kind.type, kind.number, dirty: dirty))
                }
            }
        }
    }

    /// Ways around the system calls that a filter watches.
    private static var otherDoors: [Attack] {
        var doors = [
            sweep("socket-all-families", "open a socket of any other family, clean and dirty", .socket),
            sweep(
                "socketpair-all-families", "make a pair of sockets of any family but AF_UNIX, clean and dirty",
                .socketpair),
            Attack(
                "io-uring-setup", .network, "make an io_uring, whose operations no filter sees",
                [.error(ENOSYS, .seccomp)]
            ) { _ in
                Outcome(call(.ioUringSetup, 1, .memory(Memory(count: 128))))
            },
            Attack("io-uring-enter", .network, "submit to an io_uring", [.error(ENOSYS, .seccomp)]) { _ in
                Outcome(call(.ioUringEnter, -1, 0, 0, 0, 0, 0), reached: [EBADF])
            },
            Attack("io-uring-register", .network, "register with an io_uring", [.error(ENOSYS, .seccomp)]) { _ in
                Outcome(call(.ioUringRegister, -1, 0, 0, 0), reached: [EBADF, EINVAL])
            },
        ]
        #if arch(x86_64)
            doors.append(
                Attack(
                    "call-32-bit", .network, "make a 32-bit system call (int 0x80), whose numbers mean other calls",
                    [.signal(SIGSYS, .seccomp)]
                ) { _ in
                    Outcome(trilatch_int80_getpid())
                })
            doors.append(
                Attack("call-x32", .network, "make a system call by its x32 number", [.signal(SIGSYS, .seccomp)]) { _ in
                    Outcome(call(SystemCall(number: 0x4000_0000 | SystemCall.getpid.number)))
                })
        #endif
        return doors
    }

    private static var inet: [Wall] {
        [
            .error(EAFNOSUPPORT, .seccomp), .error(EPROTONOSUPPORT, .seccomp), .error(EACCES, .landlock),
            .error(ENETUNREACH, .networkNamespace), .error(EADDRNOTAVAIL, .networkNamespace),
            .error(ECONNREFUSED, .networkNamespace), .error(ETIMEDOUT, .networkNamespace),
        ]
    }

    /// Families 0 to 63 without those that a profile can grant, with three types each, clean and dirty.
    private static func sweep(_ name: String, _ tries: String, _ number: SystemCall) -> Attack {
        let pair = number.number == SystemCall.socketpair.number
        return Attack(
            name, .network, tries, [.error(EAFNOSUPPORT, .seccomp), .error(EOPNOTSUPP, .seccomp)],
            control: .never("asking a kernel with modules for every family would load them")
        ) { _ in
            var refusals: Set<Int> = []
            for family in 0..<64 where !(pair ? [1] : [1, 2, 10, 16]).contains(family) {
                for type in [1, 2, 3, 5] {
                    for argument in [Argument.number(family), .dirty(family)] {
                        let made = call(number, argument, .number(type), 0, .memory(Memory(count: 8)))
                        if made >= 0 { return .succeeded("family \(family), type \(type)") }
                        refusals.insert(made)
                    }
                }
            }
            guard let refusal = refusals.first, refusals.count == 1 else {
                return .inconclusive(
                    "not one errno: \(refusals.map { errorName(Int32(-$0)) }.sorted().joined(separator: " "))")
            }
            return Outcome(refusal, "every family but those that a profile can grant, four types each")
        }
    }

    private static func connect(
        _ family: SocketFamily, _ type: SocketType, _ number: Int, _ address: [UInt8], dirty: Bool = false
    ) -> Outcome {
        let descriptor = socket(family, type, number, dirty: dirty)
        guard descriptor >= 0 else { return Outcome(descriptor) }
        return Outcome(call(.connect, .number(descriptor), .bytes(address), .number(address.count)))
    }

    private static func exchangeDatagram(_ port: Int) -> Outcome {
        let descriptor = socket(.inet, .datagram, 0)
        guard descriptor >= 0 else { return Outcome(descriptor) }
        let address = SocketAddress.inet(port)
        let connected = call(.connect, .number(descriptor), .bytes(address), .number(address.count))
        guard connected == 0 else { return Outcome(connected) }
        let sent = call(.sendto, .number(descriptor), "x", 1, 0x4000, 0, 0)
        guard sent == 1 else { return Outcome(sent) }
        var waiting = pollfd(fd: Int32(truncatingIfNeeded: descriptor), events: Int16(POLLIN), revents: 0)
        guard unsafe poll(&waiting, 1, 500) > 0 else { return Outcome(Int(-ETIMEDOUT)) }
        return Outcome(call(.recvfrom, .number(descriptor), .memory(Memory(count: 8)), 8, 0, 0, 0))
    }
}
