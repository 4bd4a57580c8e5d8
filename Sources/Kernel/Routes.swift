internal import CLinux
internal import Glibc

/// The routes of this process's network namespace.
package enum Routes {
    /// Makes every IPv4 and IPv6 address one of this namespace's own, reached by its loopback.
    ///
    /// Source: rtnetlink(7), `RTM_NEWROUTE` of type `RTN_LOCAL` in the table `local`.
    ///
    /// - Returns: Whether the kernel has IPv6 at all; without it nothing can be sent there either.
    package static func leadEveryAddressHere() throws(KernelError) -> Bool {
        try checked("netlink", trilatch_route_all_here(AF_INET))
        let result = trilatch_route_all_here(AF_INET6)
        if result == -EAFNOSUPPORT || result == -EOPNOTSUPP { return false }
        try checked("netlink", result)
        return true
    }
}
