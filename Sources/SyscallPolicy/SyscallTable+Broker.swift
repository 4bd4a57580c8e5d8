extension SyscallTable {
    /// For the broker of a box, which reads what hostile programs and strange hosts send it.
    ///
    /// It opens no file, starts nothing and reaches nobody but by TCP and UDP. Anything else means that it was taken over
    /// or is broken, and then it ends; the box is without a way out until it is started again.
    package static let broker = SyscallTable(
        name: "broker",
        otherwise: .kill,
        groups: [
            .group(
                "connections", neededBy: "taking connections in, dialling out, and what passes between",
                allow: [
                    "accept4", "connect", "bind", "getsockname", "getsockopt", "setsockopt", "shutdown", "close",
                    "read", "write", "recvfrom", "sendto", "recvmsg", "sendmsg",
                ],
                filter: [.init("socket", .makingInternetSocket, "TCP and UDP over IPv4 and IPv6")]),
            .group("waiting", neededBy: "the broker's loop", allow: ["epoll_ctl", "epoll_wait", "epoll_pwait"]),
            .group(
                "signals", neededBy: "the kernel and the C library, around handlers and interrupted waits",
                allow: ["rt_sigprocmask", "rt_sigreturn", "restart_syscall"]),
            .group(
                "memory", neededBy: "malloc, and pages for secrets that are not swapped out; never executable",
                allow: ["brk", "munmap", "mremap", "madvise", "mlock", "futex"],
                filter: [
                    .init("mmap", .mappingWithoutExecute(protection: 2), "never executable: killed"),
                    .init("mprotect", .mappingWithoutExecute(protection: 2), "never executable: killed"),
                ]),
            .group(
                "identity, time and chance",
                neededBy:
                    "the C library's abort and clock, where the vDSO does not answer; the ids of queries, the numbers of TLS",
                allow: ["getpid", "gettid", "tgkill", "clock_gettime", "getrandom", "exit", "exit_group"]),
        ])
}
