import Policy

/// What a command line says about the box, however it was read.
package struct BoxChoices: Equatable, Sendable {
    /// The profile's name, or a path with a slash in it; nil where none is named, which no command accepts.
    package var profile: String?
    package var workspace: String?
    /// The values that `--set` gives.
    package var settings: [String: String] = [:]
    /// Another lock file than the user's own; nil for that one.
    package var lock: String?
    /// What messages and the audit log call the server; nil to take it from the command.
    package var name: ServerName?

    package init(
        profile: String? = nil, workspace: String? = nil, settings: [String: String] = [:], name: ServerName? = nil,
        lock: String? = nil
    ) {
        self.profile = profile
        self.workspace = workspace
        self.settings = settings
        self.name = name
        self.lock = lock
    }
}

extension BoxChoices {
    /// The values that pairs of name and value give.
    ///
    /// - Throws: What is wrong, without the value.
    package static func settings(of pairs: [String]) throws(InvalidChoice) -> [String: String] {
        var values: [String: String] = [:]
        for pair in pairs {
            guard let equals = pair.utf8.firstIndex(of: UInt8(ascii: "=")) else {
                throw InvalidChoice("A '--set' is not of the form name=value.")
            }
            let name = String(pair[..<equals])
            guard Variables.isName(name) else {
                throw InvalidChoice(
                    "A '--set' does not begin with a variable's name: lower-case letters, digits and '-', a letter first."
                )
            }
            guard !Variables.builtIn.contains(name) else {
                throw InvalidChoice("'\(name)' is built in\(name == "workspace" ? "; use '--workspace'" : "").")
            }
            guard values.updateValue(String(pair[pair.utf8.index(after: equals)...]), forKey: name) == nil else {
                throw InvalidChoice("'--set \(name)=…' is given twice.")
            }
        }
        return values
    }
}

/// What is wrong with a word of a command line, as a sentence that holds no value.
package struct InvalidChoice: Error, CustomStringConvertible {
    package let description: String

    init(_ description: String) { self.description = description }
}
