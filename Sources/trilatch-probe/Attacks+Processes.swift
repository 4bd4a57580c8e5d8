internal import Glibc
internal import LaunchPlan

extension Attack {
    /// Reaching into other processes: pid 1 of the box, and whatever of the host could be seen.
    static var processes: [Attack] {
        [
            Attack("ptrace", .processes, "trace pid 1", closed) { scene in
                Outcome(call(.ptrace, 0x4206 /* PTRACE_SEIZE */, .number(scene.victim), 0, 0))
            },
            Attack("read-memory", .processes, "read pid 1's memory (process_vm_readv)", closed) { scene in
                transferMemory(.processVmReadv, scene.victim)
            },
            Attack("write-memory", .processes, "write pid 1's memory (process_vm_writev)", closed) { scene in
                transferMemory(.processVmWritev, scene.victim)
            },
            Attack("open-memory", .processes, "open pid 1's memory in /proc", hidden) { scene in
                Outcome(tryOpen("/proc/\(scene.victim)/mem", OpenFlag.readWrite))
            },
            Attack("read-environment", .processes, "read pid 1's environment", hidden) { scene in
                guard let found = read("/proc/\(scene.victim)/environ") else {
                    return Outcome(tryOpen("/proc/\(scene.victim)/environ"))
                }
                return .succeeded("\(found.count) bytes")
            },
            Attack("read-maps", .processes, "read where pid 1's memory lies", hidden) { scene in
                Outcome(tryOpen("/proc/\(scene.victim)/maps"))
            },
            Attack(
                "steal-descriptor", .processes, "take a descriptor out of pid 1 (pidfd_getfd)",
                [.error(EPERM, .seccomp), .error(ENOSYS, .seccomp), .error(EPERM, .reaperHardening)]
            ) { scene in
                let process = call(.pidfdOpen, .number(scene.victim), 0)
                // Where even pidfd_open is refused, the second call still has to be.
                return Outcome(call(.pidfdGetfd, .number(process), 0, 0))
            },
            Attack(
                "advise-memory", .processes, "page out pid 1's memory",
                [.error(EPERM, .seccomp), .error(EACCES, .reaperHardening), .error(EPERM, .reaperHardening)]
            ) { scene in
                let process = call(.pidfdOpen, .number(scene.victim), 0)
                return Outcome(
                    call(
                        .processMadvise, .number(process), .bytes(fields(UInt64(0), UInt64(0))), 1, 20 /* MADV_COLD */,
                        0))
            },
            Attack("compare-kernel-objects", .processes, "compare kernel objects with pid 1's (kcmp)", closed) {
                scene in
                Outcome(call(.kcmp, .number(Int(getpid())), .number(scene.victim), 0, 0, 0))
            },
            Attack("signal-pid-1", .processes, "kill pid 1", [.error(EPERM, .landlock), .absence(.pidNamespace)]) {
                scene in
                let sent = call(.kill, .number(scene.victim), .number(scene.isControl ? 0 : Int(SIGKILL)))
                guard sent == 0, !scene.isControl else { return Outcome(sent) }
                // The kernel drops what a namespace's own processes send to its pid 1; were it dead, nobody would say so.
                return .stopped(.absence, "the signal was sent, and pid 1 lives")
            },
            Attack(
                "signal-host", .processes, "signal a process of the host",
                [.error(ESRCH, .pidNamespace), .error(EPERM, .landlock)]
            ) { scene in
                aim(scene.targets.process) { Outcome(call(.kill, .number($0), 0)) }
            },
            Attack("see-host", .processes, "see a process of the host in /proc", [.error(ENOENT, .pidNamespace)]) {
                scene in
                aim(scene.targets.process) { Outcome(tryOpen("/proc/\($0)/stat")) }
            },
            Attack(
                "raise-limit", .processes, "raise an own resource limit",
                [.error(EPERM, .capabilities), .absence(.resourceLimits)], control: .inNamespaces
            ) { _ in
                let limits = Memory(count: 16)
                // RLIMIT_CORE: the box has 1 byte of it, which also keeps crash handlers of the host away.
                let asked = call(.prlimit64, 0, 4, 0, .memory(limits))
                guard asked == 0 else { return Outcome(asked) }
                let hard = limits.integer(at: 8, as: UInt64.self)
                guard hard < UInt64.max else { return .succeeded("unlimited core dumps") }
                return Outcome(call(.prlimit64, 0, 4, .bytes(fields(hard, hard + 1)), 0), "a hard limit of \(hard)")
            },
            Attack(
                "favour-memory", .processes, "be killed later than others when memory runs out",
                [.error(EACCES, .capabilities), .error(ENOENT, .privateRoot)], control: .inNamespaces
            ) { scene in
                let descriptor = open("/proc/self/oom_score_adj", OpenFlag.writeOnly)
                guard descriptor >= 0 else { return Outcome(descriptor) }
                return Outcome(call(.write, .number(descriptor), "-1000", 5))
            },
        ]
    }

    /// Transfers eight bytes between own memory and an address that nobody has: to hear that it is bad is to have been
    /// let in.
    private static func transferMemory(_ number: SystemCall, _ process: Int) -> Outcome {
        let bytes = Memory(count: 8)
        let (own, other) = (fields(UInt64(bytes.address), UInt64(8)), fields(UInt64(4096), UInt64(8)))
        return withExtendedLifetime(bytes) {
            Outcome(call(number, .number(process), .bytes(own), 1, .bytes(other), 1, 0), reached: [EFAULT])
        }
    }

    private static var closed: [Wall] { [.error(EPERM, .seccomp), .error(EPERM, .reaperHardening)] }
    private static var hidden: [Wall] {
        [.error(ENOENT, .reaperHardening), .error(EACCES, .reaperHardening), .error(EACCES, .landlock)]
    }
}
