internal import Glibc

/// Namespaces of a child's own, in which a control may do what would change the host.
enum ThrowAwayNamespaces {
    static let newMount = 0x0002_0000
    static let newCgroup = 0x0200_0000
    static let newUTS = 0x0400_0000
    static let newIPC = 0x0800_0000
    static let newUser = 0x1000_0000
    static let newPID = 0x2000_0000
    static let newNetwork = 0x4000_0000
    static let newTime = 0x0000_0080

    /// Puts the calling process into new mount, UTS, IPC and network namespaces, with an empty file system over
    /// `scratch`.
    ///
    /// Root stays the host's root in them, anybody else becomes root of a new user namespace.
    ///
    /// Returns 0, or the negated errno of the first call that failed.
    static func enter(scratch: String) -> Int {
        let (user, group) = (getuid(), getgid())
        let kinds = newMount | newUTS | newIPC | newNetwork
        let entered = call(.unshare, .number(user == 0 ? kinds : kinds | newUser))
        guard entered == 0 else { return entered }
        if user != 0 {
            let maps = [("setgroups", "deny"), ("gid_map", "0 \(group) 1"), ("uid_map", "0 \(user) 1")]
            for (file, line) in maps {
                let descriptor = open("/proc/self/\(file)", OpenFlag.writeOnly)
                guard descriptor >= 0 else { return descriptor }
                let written = call(.write, .number(descriptor), .text(line), .number(line.utf8.count))
                _ = call(.close, .number(descriptor))
                guard written > 0 else { return written }
            }
        }
        // MS_REC | MS_PRIVATE first: until then a mount could still reach the host.
        let isolated = call(.mount, "none", "/", 0, 0x44000, 0)
        guard isolated == 0 else { return isolated }
        return call(.mount, "none", .text(scratch), "tmpfs", 0, 0)
    }
}
