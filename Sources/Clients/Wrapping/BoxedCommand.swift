/// A command line of `trilatch run` as a configuration has it.
package struct BoxedCommand: Sendable, Hashable {
    package var profile: String?
    package var workspace: String?
    /// The words `name=value` of `--set`, in order.
    package var settings: [String] = []
    package var name: String?
    package var lock: String?
    /// The server's own command and its arguments; never empty.
    package var command: [String]

    package init(
        profile: String?, workspace: String? = nil, settings: [String] = [], name: String? = nil, command: [String]
    ) {
        self.profile = profile
        self.workspace = workspace
        self.settings = settings
        self.name = name
        self.command = command
    }

    /// The words between `trilatch` and the server's command.
    package var options: [String] {
        var words = ["run"]
        if let profile { words += ["--profile", profile] }
        if let workspace { words += ["--workspace", workspace] }
        for setting in settings { words += ["--set", setting] }
        if let name { words += ["--name", name] }
        if let lock { words += ["--lock", lock] }
        return words + ["--"]
    }

    /// What a command is, as far as boxes go.
    package enum Reading: Sendable, Equatable {
        /// It starts the server itself.
        case bare
        /// It starts the server in a box.
        case boxed(BoxedCommand)
        /// It is `trilatch`, in a form that is not read here.
        case unclear
    }

    /// Reads a command and its arguments.
    package static func read(_ command: String, _ arguments: [String]) -> Reading {
        guard command.utf8.split(separator: UInt8(ascii: "/")).last.map({ $0.elementsEqual("trilatch".utf8) }) == true
        else { return .bare }
        guard arguments.first == "run", let end = arguments.firstIndex(of: "--"), end + 1 < arguments.count else {
            return .unclear
        }
        var boxed = BoxedCommand(profile: nil, command: Array(arguments[(end + 1)...]))
        var rest = arguments[1..<end]
        while let word = rest.popFirst() {
            var option = word
            var value: String?
            if let equals = word.utf8.firstIndex(of: UInt8(ascii: "=")) {
                option = String(word[..<equals])
                value = String(word[word.utf8.index(after: equals)...])
            } else {
                value = rest.popFirst()
            }
            guard let value, boxed.take(option, value) else { return .unclear }
        }
        return .boxed(boxed)
    }

    private mutating func take(_ option: String, _ value: String) -> Bool {
        switch option {
        case "--profile" where profile == nil: profile = value
        case "--workspace" where workspace == nil: workspace = value
        case "--name" where name == nil: name = value
        case "--lock" where lock == nil: lock = value
        case "--set": settings.append(value)
        default: return false
        }
        return true
    }
}
