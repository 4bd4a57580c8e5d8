package import Refusals

/// The arguments as the caller passed them.
package enum RawArguments {
    /// All arguments after the program's name.
    ///
    /// Swift repairs bytes that are not UTF-8; a command that is not the one that was typed must not run.
    ///
    /// - Throws: `usage.invalid`.
    package static func validated() throws(Refusal) -> [String] {
        var arguments: [String] = []
        let count = Int(CommandLine.argc)
        arguments.reserveCapacity(count)
        for index in 1..<max(count, 1) {
            guard let pointer = unsafe CommandLine.unsafeArgv[index] else { break }
            guard let argument = unsafe String(validatingCString: pointer) else {
                throw Refusal(
                    .usage, "argument \(index) is not UTF-8", hint: "rename what it names, or reach it by another path")
            }
            arguments.append(argument)
        }
        return arguments
    }
}
