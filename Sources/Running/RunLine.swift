/// The usual command line of `trilatch run`, read without ArgumentParser.
///
/// ArgumentParser is the authority: it knows every form of the options, it explains what is wrong, and it says the same of
/// every line that is read here; a test holds that. But it takes longer than all the rest of a launch (measured: 11 of
/// 16 million instructions before the plan is sent), and a client starts its servers with nearly always the same plain
/// line. Everything that is not plain is left to it.
package struct RunLine: Equatable, Sendable {
    package var choices: BoxChoices
    package var command: [String]

    package init(choices: BoxChoices, command: [String]) {
        self.choices = choices
        self.command = command
    }

    /// Reads a plain line: `run`, each option at most once (`--set` more often) and in two words with a value that does not
    /// begin with `-`, then `--` and the command.
    ///
    /// - Returns: Nil for any other line, be it valid or not.
    package init?(_ arguments: [String]) {
        guard arguments.first == "run", let terminator = arguments.firstIndex(of: "--") else { return nil }
        command = Array(arguments[(terminator + 1)...])
        guard let program = command.first, !program.isEmpty else { return nil }
        choices = BoxChoices()
        var pairs: [String] = []
        var index = 1
        while index < terminator {
            guard index + 1 < terminator else { return nil }
            let value = arguments[index + 1]
            guard !value.isEmpty, !value.hasPrefix("-") else { return nil }
            switch arguments[index] {
            case "--profile":
                guard choices.profile == nil else { return nil }
                choices.profile = value
            case "--workspace":
                guard choices.workspace == nil else { return nil }
                choices.workspace = value
            case "--set":
                pairs.append(value)
            case "--lock":
                guard choices.lock == nil else { return nil }
                choices.lock = value
            case "--name":
                // Its errors are ArgumentParser's to explain.
                guard choices.name == nil, let name = try? ServerName(argument: value) else { return nil }
                choices.name = name
            default:
                return nil
            }
            index += 2
        }
        // Likewise.
        guard let values = try? BoxChoices.settings(of: pairs) else { return nil }
        choices.settings = values
    }
}
