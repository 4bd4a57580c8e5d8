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
            process. Conditions look at the low 32 bits of an argument, as the kernel does.

            Two grants of a profile change one call, `socket`: `runtime: { unix-sockets: true }`, and a network.
            `runtime: { write-xor-execute: true }` adds a second program, which comes last on this page. Pid 1 of the box
            runs under a table of its own.


            """
        text += "## A server\n\n"
        text += section(.server(unixSockets: true, internetSockets: true))
        text += "\n## A server with `write-xor-execute`, in addition\n\n"
        text += section(.writeXorExecute)
        text += "\n## Pid 1 of the box\n\nEverything that is not listed kills it, and with it the box.\n\n"
        text += section(.reaper)
        return text
    }

    private static func section(_ table: SyscallTable) -> String {
        var text = "| group | why | calls |\n|---|---|---|\n"
        for group in table.groups { text += "| \(group.name) | \(reason(group)) | \(calls(group)) |\n" }
        let conditions = table.entries.filter { !$0.condition.isEmpty }
        guard !conditions.isEmpty else { return text }
        text += "\n| call | by its arguments |\n|---|---|\n"
        for entry in conditions { text += "| `\(entry.syscall.name)` | \(entry.condition) |\n" }
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
