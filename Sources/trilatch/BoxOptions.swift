import ArgumentParser
import Policy

/// The options that say which box: the same for `run`, `explain` and `probe`.
struct BoxOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The profile: a name that `trilatch check` lists, or a path with a slash in it.", valueName: "name|file"))
    var profile: String?

    @Option(
        help: ArgumentHelp("The directory that the server works in; `${workspace}` in the profile.", valueName: "dir"),
        completion: .directory)
    var workspace: String?

    @OptionGroup var settings: Settings

    @Option(
        help: ArgumentHelp("What messages and the audit log call the server.", valueName: "name"),
        transform: ServerName.init(argument:))
    var name: ServerName?
}

/// The values that `--set` gives to variables of a profile.
struct Settings: ParsableArguments {
    @Option(
        name: .customLong("set"),
        help: ArgumentHelp("A value for a variable of the profile. May be repeated.", valueName: "name=value"))
    var pairs: [String] = []

    /// The values by name.
    private(set) var values: [String: String] = [:]

    private enum CodingKeys: CodingKey { case pairs }

    /// Reads the pairs here and not in a transformation of the option, whose errors would show the value.
    mutating func validate() throws { values = try Settings.values(of: pairs) }

    /// The values that pairs of name and value give.
    ///
    /// - Throws: `ValidationError`, which names no value.
    static func values(of pairs: [String]) throws -> [String: String] {
        var values: [String: String] = [:]
        for pair in pairs {
            guard let equals = pair.utf8.firstIndex(of: UInt8(ascii: "=")) else {
                throw ValidationError("A '--set' is not of the form name=value.")
            }
            let name = String(pair[..<equals])
            guard Variables.isName(name) else {
                throw ValidationError(
                    "A '--set' does not begin with a variable's name: lower-case letters, digits and '-', a letter first."
                )
            }
            guard !Variables.builtIn.contains(name) else {
                throw ValidationError("'\(name)' is built in\(name == "workspace" ? "; use '--workspace'" : "").")
            }
            guard values.updateValue(String(pair[pair.utf8.index(after: equals)...]), forKey: name) == nil else {
                throw ValidationError("'--set \(name)=…' is given twice.")
            }
        }
        return values
    }
}

/// What messages and the audit log call a server: 1 to 64 letters, digits, `.`, `_` and `-`.
struct ServerName: Equatable, CustomStringConvertible {
    let description: String

    /// - Throws: `ValidationError`.
    init(argument: String) throws {
        guard (1...64).contains(argument.utf8.count), argument.utf8.allSatisfy(ServerName.allows) else {
            throw ValidationError("A server's name is 1 to 64 letters, digits, '.', '_' and '-'.")
        }
        description = argument
    }

    /// The name of a server for which none is given: the last component of its command, as far as a name can hold it.
    init(command: String) {
        let last = command.utf8.split(separator: UInt8(ascii: "/")).last.map(Array.init) ?? []
        let name = last.filter(ServerName.allows).prefix(64)
        description = name.isEmpty ? "server" : String(decoding: name, as: UTF8.self)
    }

    private static func allows(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
