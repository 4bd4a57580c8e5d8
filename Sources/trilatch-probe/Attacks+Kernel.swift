internal import Glibc
internal import LaunchPlan

extension Attack {
    /// Calls that act on the machine, or that exploits of the kernel are made of.
    ///
    /// All are made with arguments that change nothing: what matters is whether the kernel's own code is reached.
    static var kernel: [Attack] {
        var attacks = [
            reaching("bpf", "load a kernel program (bpf)", [EINVAL, EFAULT, E2BIG]) {
                // BPF_PROG_LOAD of nothing.
                call(.bpf, 5, .memory(Memory(count: 128)), 128)
            },
            reaching("perf-events", "open performance counters") {
                // PERF_TYPE_SOFTWARE, the task clock of this process, user mode only.
                let attributes = fields(
                    UInt32(1), UInt32(112), UInt64(1), UInt64(0), UInt64(0), UInt64(0), UInt64(0x60))
                return call(.perfEventOpen, .bytes(attributes + [UInt8](repeating: 0, count: 64)), 0, -1, -1, 0)
            },
            reaching("userfaultfd", "stall the kernel on page faults (userfaultfd)") {
                call(.userfaultfd, 1 /* USER_MODE_ONLY */)
            },
            reaching("keyctl", "ask for a keyring") { call(.keyctl, 0, -3, 0, 0, 0) },
            reaching("add-key", "store a key in the kernel", [EINVAL, EFAULT, ENODEV]) {
                call(.addKey, "user", 0, 0, 0, -2)
            },
            reaching("request-key", "ask for a key", [ENOKEY, EFAULT]) {
                call(.requestKey, "user", "trilatch-probe", 0, 0)
            },
            reaching("personality", "switch address randomisation off") { call(.personality, 0x0004_0000) },
            reaching("load-module", "load a module", [EFAULT, ENOEXEC]) { call(.initModule, 0, 0, 0) },
            reaching("load-module-file", "load a module from a file", [EBADF]) { call(.finitModule, -1, "", 0) },
            reaching("delete-module", "remove a module", [ENOENT, EFAULT]) { call(.deleteModule, "trilatch-probe", 0) },
            reaching("kexec", "load another kernel", [EINVAL]) { call(.kexecLoad, 0, 0, 0, 0xffff_0000) },
            reaching("reboot", "restart the machine", [EINVAL]) { call(.reboot, 0, 0, 0, 0) },
            reaching("swap-on", "add swap space", [ENOENT]) { call(.swapon, "/trilatch-probe", 0) },
            reaching("swap-off", "remove swap space", [ENOENT]) { call(.swapoff, "/trilatch-probe") },
            reaching("accounting", "switch process accounting", [ENOENT]) { call(.acct, "/trilatch-probe") },
            reaching("quota", "change quotas", [EINVAL, ENODEV, ENOTBLK, ENOENT, ENOSYS, EFAULT]) {
                call(.quotactl, 0x0080_0001, "/trilatch-probe", 0, 0)
            },
            reaching("kernel-log", "read the kernel's log") {
                call(.syslog, 10 /* SYSLOG_ACTION_SIZE_BUFFER */, 0, 0)
            },
            reaching("set-clock", "set the clock", [EFAULT]) { call(.clockSettime, 0, 8) },
            reaching("set-time", "set the time", [EFAULT]) { call(.settimeofday, 8, 0) },
            reaching("adjust-clock", "ask for the clock's adjustment") { call(.adjtimex, .memory(Memory(count: 256))) },
            reaching("set-host-name", "set the host name", [EINVAL]) { call(.sethostname, "x", 4096) },
            reaching("set-domain-name", "set the domain name", [EINVAL]) { call(.setdomainname, "x", 4096) },
            Attack(
                "hang-up", .kernel, "hang up the terminal", [.error(EPERM, .seccomp), .error(EPERM, .capabilities)],
                control: .never("would hang up the caller's terminal")
            ) { _ in
                Outcome(call(.vhangup))
            },
            reaching("bind-memory", "place memory on nodes") { call(.mbind, 0, 0, 0, 0, 0, 0) },
            reaching("move-pages", "move memory between nodes") { call(.movePages, 0, 0, 0, 0, 0, 0) },
            reaching("splice-memory", "give pages away (vmsplice)", [EBADF]) { call(.vmsplice, -1, 0, 0, 0) },
            reaching("remap-pages", "remap pages out of order", [EINVAL]) { call(.remapFilePages, 0, 0, 0, 0, 0) },
            reaching("message-queue", "look for a message queue (heap spraying)", [ENOENT]) {
                call(.msgget, 0x7472_6963, 0)
            },
            reaching("posix-queue", "open a POSIX message queue", [ENOENT]) {
                call(.mqOpen, "trilatch-probe", 0, 0, 0)
            },
            reaching("watch-everything", "watch a whole file system (fanotify)") { call(.fanotifyInit, 0, 0) },
            Attack(
                "secret-memory", .kernel, "make memory that the kernel itself cannot see", [.error(ENOSYS, .seccomp)]
            ) { _ in
                Outcome(call(.memfdSecret, 0))
            },
            Attack(
                "merge-memory", .kernel, "merge own pages with others' (a side channel)",
                [.error(EPERM, .seccomp), .error(EPERM, .capabilities)], control: .inNamespaces
            ) { _ in
                Outcome(call(.prctl, 67, 1, 0, 0, 0))
            },
            reaching("move-memory-map", "move the process's own map (PR_SET_MM)", [EINVAL]) {
                call(.prctl, 35, 0, 0, 0, 0)
            },
            Attack(
                "unknown-call", .kernel, "make a call of a number that no kernel has yet", [.error(ENOSYS, .seccomp)],
                control: .never("no kernel has it")
            ) { _ in
                Outcome(call(SystemCall(number: 1023)))
            },
        ]
        #if arch(x86_64)
            attacks += [
                reaching("io-ports", "ask for the machine's ports (iopl)") { call(.iopl, 0) },
                reaching("io-port-range", "ask for a range of ports (ioperm)") { call(.ioperm, 0, 1, 0) },
                reaching("segments", "read the segment table (modify_ldt)") {
                    call(.modifyLdt, 0, .memory(Memory(count: 64)), 64)
                },
            ]
        #endif
        return attacks
    }

    private static func reaching(
        _ name: String, _ tries: String, _ reached: [Int32] = [], _ act: @escaping () -> Int
    ) -> Attack {
        Attack(name, .kernel, tries, [.error(EPERM, .seccomp), .error(ENOSYS, .seccomp), .error(EPERM, .capabilities)])
        { _ in
            Outcome(act(), reached: reached)
        }
    }
}
