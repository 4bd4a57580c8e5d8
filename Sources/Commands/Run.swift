import ArgumentParser

/// `trilatch run`: a server in a box, between the client and nothing else.
struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run a server in a box.",
        usage: "trilatch run --profile <name|file> [--workspace <dir>] [--set <name=value> ...] -- <command> ...",
        discussion: """
            Standard input, output and error are the server's own, and so is the exit code. What a client sends and \
            gets is the same as without Trilatch, within what the profile grants.

              trilatch run --profile git --workspace ~/src/app -- mcp-server-git

            125 means refused, or failed before the server's first instruction; 126, that the program cannot be \
            executed; 127, that it was not found; 64, that this command line was not understood.
            """)

    @OptionGroup var options: BoxOptions
    @OptionGroup var lock: LockFileOption
    @OptionGroup var command: ServerCommand
}
