import ArgumentParser
import Refusals
import Running

extension Refusal {
    /// What the parser of the command line did not understand.
    init(usage error: any Error, in arguments: [String]) {
        let message = Trilatch.message(for: error)
        let subcommands = Trilatch.configuration.subcommands.map { $0.configuration.commandName ?? $0._commandName }
        let command = arguments.first.flatMap { subcommands.contains($0) ? "trilatch \($0)" : nil } ?? "trilatch"
        self.init(.usage, message.sentence.readable, hint: "see `\(command) --help`")
    }
}

extension String {
    /// The text as a refusal's reason has it: one line, small at the start, no full stop.
    fileprivate var sentence: String {
        let line = String(split(separator: "\n").joined(separator: "; "))
        let body = line.hasSuffix(".") ? String(line.dropLast()) : line
        return body.prefix(1).lowercased() + body.dropFirst()
    }
}
