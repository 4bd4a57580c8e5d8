package import Refusals

/// A configuration before and after some of its servers were put into boxes, or taken out of them.
///
/// It is made only where a second reading of the new bytes finds every server as it should be, and all others as they
/// were: a mistake in an edit ends here and not in somebody's file.
package struct ConfigurationChange: Sendable {
    package let before: ClientConfiguration
    package let after: ClientConfiguration

    /// Puts servers into boxes.
    ///
    /// - Parameters:
    ///   - boxes: The new command lines, by the server's place in `before.servers`. Each is of a local server.
    ///   - program: The absolute path of `trilatch`.
    /// - Throws: `client.unsupported`.
    package static func wrapping(
        _ before: ClientConfiguration, _ boxes: [Int: BoxedCommand], program: String
    ) throws(Refusal) -> ConfigurationChange {
        var edits: [TextEdit] = []
        var expected: [Int: [String]] = [:]
        let rewrite = ServerRewrite(text: before.text)
        for (index, box) in boxes {
            guard let launch = before.servers[index].launch else { preconditionFailure("only programs go into boxes") }
            edits += rewrite.wrap(launch, program: program, options: box.options)
            expected[index] = [program] + box.options + launch.words
        }
        return try ConfigurationChange(before, edits, expected)
    }

    /// Takes servers out of their boxes.
    ///
    /// - Parameter indices: Their places in `before.servers`; each is a server whose command reads as a box.
    /// - Throws: `client.unsupported`.
    package static func unwrapping(
        _ before: ClientConfiguration, _ indices: [Int]
    ) throws(Refusal) -> ConfigurationChange {
        var edits: [TextEdit] = []
        var expected: [Int: [String]] = [:]
        let rewrite = ServerRewrite(text: before.text)
        for index in indices {
            guard let launch = before.servers[index].launch,
                case .boxed(let box) = BoxedCommand.read(launch.command, launch.arguments)
            else { preconditionFailure("only boxed servers leave a box") }
            edits += try rewrite.unwrap(launch, optionCount: launch.arguments.count - box.command.count)
            expected[index] = box.command
        }
        return try ConfigurationChange(before, edits, expected)
    }

    private init(
        _ before: ClientConfiguration, _ edits: [TextEdit], _ expected: [Int: [String]]
    ) throws(Refusal) {
        let bytes = TextEdit.apply(edits, to: before.text.bytes)
        let after: ClientConfiguration
        do {
            after = try ClientConfiguration(bytes, format: before.format, file: before.text.file)
        } catch {
            throw ConfigurationChange.failure(before)
        }
        guard after.servers.count == before.servers.count else { throw ConfigurationChange.failure(before) }
        for (index, (old, new)) in zip(before.servers, after.servers).enumerated() {
            guard old.name == new.name, old.project == new.project, old.launch?.environment == new.launch?.environment,
                ConfigurationChange.bytes(of: new.launch?.words)
                    == ConfigurationChange.bytes(of: expected[index] ?? old.launch?.words)
            else { throw ConfigurationChange.failure(before) }
        }
        self.before = before
        self.after = after
    }

    /// Texts as they are compared here: two that only look the same are different commands.
    private static func bytes(of words: [String]?) -> [[UInt8]]? { words?.map { Array($0.utf8) } }

    private static func failure(_ configuration: ClientConfiguration) -> Refusal {
        Refusal(
            .clientUnsupported, "\(configuration.text.file) has a form that cannot be changed without damage",
            hint: "put `trilatch run … --` in front of the command by hand, and report the form")
    }

    /// What changes, as `diff -u` shows it; values that may be secrets are left out.
    package var difference: String {
        UnifiedDiff.text(ShownText.lines(of: before), ShownText.lines(of: after), file: before.text.file)
    }
}
