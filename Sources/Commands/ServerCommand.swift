import ArgumentParser

/// The server's own command, which stands after `--`.
struct ServerCommand: ParsableArguments {
    @Argument(
        parsing: .postTerminator,
        help: ArgumentHelp("The server's command and its arguments, after `--`.", valueName: "command"))
    var words: [String] = []

    func validate() throws {
        guard let program = words.first, !program.isEmpty else {
            throw ValidationError("No command is given: the server's own command stands after '--'.")
        }
    }
}
