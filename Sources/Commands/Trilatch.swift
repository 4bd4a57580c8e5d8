import ArgumentParser
import Running

/// The command: one word in front of a server's own command.
struct Trilatch: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trilatch",
        abstract: "Run an MCP server that you need not trust, in a Linux box of its own.",
        discussion: """
            Put it in front of the server's command, in your client's configuration or in a shell:

              trilatch run --profile git --workspace ~/src/app -- mcp-server-git

            The server sees what the profile grants and nothing else of this machine. A box that would hold \
            private data, untrusted input and a way out all at once is refused.
            """,
        subcommands: [
            Run.self, Check.self, Explain.self, Probe.self, Learn.self, Install.self, Uninstall.self, Wrap.self,
            Unwrap.self, Profiles.self, Trust.self, Lock.self, EgressCommand.self, Doctor.self, Log.self,
        ])

    @Flag(name: .long, help: "Show the version and the commit, and exit.")
    var version = false

    func run() throws {
        if version {
            // A program that is not installed has a version all the same.
            StandardOutput.print(Version.text(installedAt: try? Installation.locate()))
        } else {
            StandardOutput.print(Trilatch.helpMessage(columns: nil))
        }
    }
}
