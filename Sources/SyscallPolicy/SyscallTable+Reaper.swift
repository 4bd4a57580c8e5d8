extension SyscallTable {
    /// For pid 1 of the box, which waits, forwards signals and reports.
    ///
    /// Anything else means that it was taken over or is broken, and then the box ends.
    package static let reaper = SyscallTable(
        name: "reaper",
        otherwise: .kill,
        groups: [
            .group(
                "waiting", neededBy: "the reaper's loop: the lifeline, ended processes, the report",
                allow: [
                    "poll", "ppoll", "read", "write", "close", "wait4", "waitid", "kill", "pidfd_send_signal",
                    "exit", "exit_group",
                ]),
            .group(
                "signals", neededBy: "the kernel and the C library, around handlers and interrupted waits",
                allow: ["rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "restart_syscall"]),
            .group(
                "memory", neededBy: "malloc, should the loop allocate; never executable",
                allow: ["brk", "munmap", "mremap", "madvise", "futex"],
                filter: [
                    .init("mmap", .mappingWithoutExecute(protection: 2), "never executable: killed"),
                    .init("mprotect", .mappingWithoutExecute(protection: 2), "never executable: killed"),
                ]),
            .group(
                "identity and time",
                neededBy:
                    "the C library's abort and clock, where the vDSO does not answer; to see that the launcher lives",
                allow: ["getpid", "getppid", "gettid", "tgkill", "clock_gettime"]),
        ])
}
