/// A table of system calls: what may be called, who needs it, and what happens to everything else.
///
/// This is the one source. The compiled programs, the documentation page and the tests all come from it.
package struct SyscallTable: Sendable {
    /// The table's name in the documentation and in the names of its programs.
    package var name: String
    /// What happens to a number that no group lists.
    package var otherwise: SyscallAction
    /// No call is in two groups.
    package var groups: [SyscallGroup]

    package init(name: String, otherwise: SyscallAction, groups: [SyscallGroup]) {
        self.name = name
        self.otherwise = otherwise
        self.groups = groups
    }

    /// All entries of all groups.
    package var entries: [SyscallGroup.Entry] { groups.flatMap(\.entries) }
}

/// Calls that belong together, and why they are here.
package struct SyscallGroup: Sendable {
    /// One call and its rule.
    package struct Entry: Sendable, Equatable {
        package var syscall: Syscall
        package var rule: SyscallRule
        /// What its arguments decide, in words; empty when they decide nothing.
        package var condition: String

        package init(_ syscall: Syscall, _ rule: SyscallRule, _ condition: String = "") {
            self.syscall = syscall
            self.rule = rule
            self.condition = condition
        }
    }

    package var name: String
    /// Who needs an allowed group, or what a refused one would open.
    package var reason: String
    package var entries: [Entry]

    /// Calls that are allowed, whole or by their arguments.
    package static func group(
        _ name: String, neededBy reason: String, allow syscalls: [Syscall], filter: [Entry] = []
    ) -> SyscallGroup {
        SyscallGroup(name: name, reason: reason, entries: syscalls.map { Entry($0, .allow) } + filter)
    }

    /// Calls that are told to whoever holds the listener, and happen.
    package static func group(
        _ name: String, because reason: String, notify syscalls: [Syscall]
    ) -> SyscallGroup {
        SyscallGroup(name: name, reason: reason, entries: syscalls.map { Entry($0, .action(.notify)) })
    }

    /// Calls that are refused with one error.
    package static func group(
        _ name: String, because reason: String, refuse syscalls: [Syscall], with error: SyscallError
    ) -> SyscallGroup {
        SyscallGroup(name: name, reason: reason, entries: syscalls.map { Entry($0, .refuse(error)) })
    }
}

/// A system call by the name that libseccomp knows, or by number where it knows none yet.
package struct Syscall: Sendable, Hashable, ExpressibleByStringLiteral {
    package var name: String
    /// Its number on x86-64, for a call that is newer than libseccomp 2.5.4.
    ///
    /// That library takes a bare number only for the architecture on which it runs, and it runs on x86-64; on aarch64
    /// such a call does not exist.
    package var numberOnX86_64: UInt32?

    package init(stringLiteral name: String) {
        self.name = name
    }

    package init(_ name: String, numberOnX86_64: UInt32? = nil) {
        self.name = name
        self.numberOnX86_64 = numberOnX86_64
    }
}
