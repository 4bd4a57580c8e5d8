import SyscallPolicy

/// The page that lists what may be called and who needs it: `docs/syscalls.md`.
package enum DocumentationPage {
    /// The whole page, from the tables.
    package static var text: String {
        var text = """
            # System calls

            <!-- Made by trilatch-compile-syscalls from Sources/SyscallPolicy; not to be edited. -->

            A server in a box may call what is listed here. Every other number returns `ENOSYS`, so that a program takes the
            way that it has for an older kernel. A call of another architecture, x32 and 32-bit x86 included, kills the
            process. Conditions look at the low 32 bits of an argument, as the kernel does. Calls that an architecture does
            not have are not there: most of the older ones on aarch64, where `mseal` is left out too.

            Two grants of a profile change one call, `socket`: `runtime: { unix-sockets: true }`, and a network.
            `runtime: { write-xor-execute: true }` stacks a second program on the first. Pid 1 of the box runs under a
            table of its own.


            """
        let server = SyscallTable.server(unixSockets: true, internetSockets: true)
        text += "## What a server may call\n\n" + table(server.groups.filter { !$0.isRefused }, reason: "needed by")
        text += "\n" + conditions(server)
        text += "\n## What a server is refused\n\n" + table(server.groups.filter(\.isRefused), reason: "because")
        text += "\n## In a box without namespaces, instead\n\n"
        text += "Only where a profile says `minimum-tier: landlock` and the host gives no user namespaces.\n\n"
        text += conditions(SyscallTable(name: "", otherwise: .kill, groups: SyscallTable.namespaceless)) + "\n"
        text += table(SyscallTable.namespaceless.filter(\.isRefused), reason: "because")
        text += "\n## With `write-xor-execute`, in addition\n\n" + conditions(.writeXorExecute)
        text +=
            "\n## While `trilatch learn` watches, in addition\n\nThese calls are told to the supervisor, and happen.\n\n"
        text += table(SyscallTable.recorder.groups, reason: "because")
        text += "\n## What pid 1 of the box may call\n\nAnything else kills it, and with it the box.\n\n"
        text += table(SyscallTable.reaper.groups, reason: "needed by") + "\n" + conditions(.reaper)
        text += "\n## What the broker of a box may call\n\n"
        text += "It runs outside of the box, and anything else kills it.\n\n"
        text += table(SyscallTable.broker.groups, reason: "needed by") + "\n" + conditions(.broker)
        return text + "\n" + consequences
    }

    /// What programs were seen to do about it.
    private static let consequences = """
        ## What programs notice

        - Threads start with `clone`, after one `clone3` that does not exist. C libraries and Go do that by themselves.
        - Without `unix-sockets`: Python's `multiprocessing.Manager`, tmux, and whatever else listens on a unix socket.
          Pairs of connected sockets work, and with them Node's and Python's own child processes.
        - Without a network: `EAFNOSUPPORT` for every internet socket, and for listing interfaces. Node's
          `os.networkInterfaces()` throws; Node, npm, Python's asyncio and Java start and run without it.
        - With `write-xor-execute`: Node (unless started with `--jitless`) and Java do not start.
        - Debuggers and tracers do not work, and no program sets the set-user-ID or set-group-ID bit, also not on a
          directory that the box owns: unpacking a set-ID file and `git init --shared` fail on it.

        """

    private static func table(_ groups: [SyscallGroup], reason title: String) -> String {
        var text = "| group | \(title) | calls |\n|---|---|---|\n"
        for group in groups { text += "| \(group.name) | \(reason(group)) | \(calls(group)) |\n" }
        return text
    }

    private static func conditions(_ table: SyscallTable) -> String {
        var text = "| call | by its arguments |\n|---|---|\n"
        for entry in table.entries where !entry.condition.isEmpty {
            text += "| `\(entry.syscall.name)` | \(entry.condition) |\n"
        }
        return text
    }

    /// An allowed group says who needs it, a refused one with what error and why.
    private static func reason(_ group: SyscallGroup) -> String {
        guard case .action(.refuse(let error))? = group.entries.first?.rule else { return group.reason }
        return "`\(error.name)`: \(group.reason)"
    }

    private static func calls(_ group: SyscallGroup) -> String {
        group.entries.map { "`\($0.syscall.name)`" }.joined(separator: " ")
    }
}

extension SyscallGroup {
    /// Whether the group is there to be refused.
    fileprivate var isRefused: Bool {
        guard case .action(.refuse)? = entries.first?.rule else { return false }
        return true
    }
}
