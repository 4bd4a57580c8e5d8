extension SyscallTable {
    /// Stacked on a server's table while `trilatch learn` watches: what names a path, a program or an address is told to
    /// the supervisor, which lets every call happen.
    ///
    /// It decides nothing. The server's own table still refuses what it refuses, because of two programs' answers the
    /// kernel takes a refusal before a notification (seccomp(2)). `sendmsg` is not told: it is the call that hands the
    /// listener over.
    package static let recorder = SyscallTable(
        name: "recorder",
        otherwise: .allow,
        groups: [
            .group(
                "paths", because: "what the server looks for, reads and changes",
                notify: [
                    "open", "openat", "creat", "stat", "lstat", "newfstatat", "statx", "statfs",
                    "access", "faccessat", "faccessat2", "readlink", "readlinkat", "chdir", "inotify_add_watch",
                    "mkdir", "mkdirat", "mknod", "mknodat", "rmdir", "unlink", "unlinkat", "rename", "renameat",
                    "renameat2", "link", "linkat", "symlink", "symlinkat", "truncate",
                    "chmod", "fchmodat", "fchmodat2", "chown", "lchown", "fchownat",
                    "utime", "utimes", "futimesat", "utimensat",
                ]),
            .group("programs", because: "what the server executes", notify: ["execve", "execveat"]),
            .group(
                "addresses", because: "what the server looks up and connects to",
                notify: ["connect", "bind", "sendto", "sendmmsg"]),
        ])
}
