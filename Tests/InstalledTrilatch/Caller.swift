import Glibc

/// Who calls Trilatch.
package enum Caller: String, Sendable, CaseIterable {
    case root
    case ordinary

    /// Both where the tests run as root; else the user who runs them.
    package static var available: [Caller] { geteuid() == 0 ? allCases : [.ordinary] }

    /// The user's number, which needs no entry in `/etc/passwd`.
    package var identifier: UInt32 {
        switch self {
        case .root: 0
        case .ordinary: geteuid() == 0 ? 4242 : geteuid()
        }
    }

    /// What makes a command run as this caller.
    package var prefix: [String] {
        guard self == .ordinary, geteuid() == 0 else { return [] }
        return ["setpriv", "--reuid", "4242", "--regid", "4242", "--clear-groups", "--"]
    }
}
