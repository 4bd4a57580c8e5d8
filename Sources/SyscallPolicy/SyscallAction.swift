/// What happens to a call.
package enum SyscallAction: Sendable, Hashable {
    case allow
    /// The call returns this error and does nothing.
    case refuse(SyscallError)
    /// The call waits for whoever holds the program's listener, who lets it happen.
    ///
    /// A refusal of another program wins over this one, so that it cannot open what is shut.
    case notify
    /// The process ends at once by `SIGSYS`.
    case kill

    /// The action as a program returns it: `SECCOMP_RET_…` of linux/seccomp.h.
    package var returnValue: UInt32 {
        switch self {
        case .allow: 0x7FFF_0000
        case .notify: 0x7FC0_0000
        case .refuse(let error): 0x0005_0000 | UInt32(error.rawValue)
        case .kill: 0x8000_0000
        }
    }
}

/// An error number that a refused call returns, the same on every architecture that has programs.
package enum SyscallError: UInt16, Sendable, CaseIterable {
    /// `EPERM`: the call exists, and the box may not use it.
    case notPermitted = 1
    /// `ENOSYS`: the call does not exist, and a C library takes its older way.
    case notImplemented = 38
    /// `EOPNOTSUPP`: the file has nothing of the kind.
    case notSupported = 95
    /// `EPROTONOSUPPORT`: the address family exists; this type or protocol of it does not.
    case protocolNotSupported = 93
    /// `EAFNOSUPPORT`: the address family does not exist.
    case addressFamilyNotSupported = 97

    /// The name in errno.h.
    package var name: String {
        switch self {
        case .notPermitted: "EPERM"
        case .notImplemented: "ENOSYS"
        case .notSupported: "EOPNOTSUPP"
        case .protocolNotSupported: "EPROTONOSUPPORT"
        case .addressFamilyNotSupported: "EAFNOSUPPORT"
        }
    }
}
