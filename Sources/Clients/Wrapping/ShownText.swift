import Policy

/// A configuration's text for a person to look at: what may be a secret, or somebody's own, is left out.
///
/// Of the values only the commands of servers and their arguments are shown; keys, brackets and layout stay. So the
/// tokens that a client keeps in the same file, and the variables that it sets, stand in no terminal and no log.
struct ShownText {
    private let text: ConfigurationText
    private var edits: [TextEdit] = []

    /// The lines of a configuration, without their line breaks.
    static func lines(of configuration: ClientConfiguration) -> [String] {
        var shown = ShownText(text: configuration.text)
        shown.hideComments()
        shown.hide(in: configuration.text.root, keeping: kept(in: configuration))
        shown.hideSecrets(in: configuration)
        let bytes = TextEdit.apply(shown.edits, to: configuration.text.bytes)
        return bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { line in
            let end = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
            return end.split(separator: 0x09, omittingEmptySubsequences: false).map(HostPath.readable)
                .joined(separator: "\t")
        }
    }

    private init(text: ConfigurationText) { self.text = text }

    /// The places of the values that are shown.
    private static func kept(in configuration: ClientConfiguration) -> Set<Int> {
        var starts: Set<Int> = []
        for launch in configuration.servers.compactMap(\.launch) {
            starts.insert(launch.commandMember.value.range.lowerBound)
            for element in launch.argumentsMember?.value.elements ?? [] { starts.insert(element.range.lowerBound) }
        }
        return starts
    }

    private mutating func hide(_ range: Range<Int>, behind replacement: String) {
        // A value that has line breaks keeps them, so that lines stay lines.
        let breaks = text.bytes[range].filter { $0 == UInt8(ascii: "\n") }
        edits.append(TextEdit(range: range, replacement: Array(replacement.utf8) + breaks))
    }

    private mutating func hideComments() {
        for comment in text.comments { hide(comment, behind: text.syntax == .json ? "// …" : "# …") }
    }

    private mutating func hide(in object: ConfigurationObject, keeping kept: Set<Int>) {
        for member in object.members { hide(member.value, keeping: kept) }
    }

    private mutating func hide(_ node: ConfigurationNode, keeping kept: Set<Int>) {
        switch node.content {
        case .object(let object): hide(in: object, keeping: kept)
        case .array(let elements): for element in elements { hide(element, keeping: kept) }
        case .string: if !kept.contains(node.range.lowerBound) { hide(node.range, behind: "\"…\"") }
        case .other:
            let isWord = ["true", "false", "null"].contains { text.bytes[node.range].elementsEqual($0.utf8) }
            if !isWord { hide(node.range, behind: "…") }
        }
    }

    private mutating func hideSecrets(in configuration: ClientConfiguration) {
        for launch in configuration.servers.compactMap(\.launch) {
            let elements = launch.argumentsMember?.value.elements ?? []
            for index in SecretArgument.indices(in: launch.arguments) {
                hide(elements[index].range, behind: "\"…\"")
            }
        }
    }
}

/// Which arguments of a command may hold a secret.
package enum SecretArgument {
    /// The places of such arguments.
    package static func indices(in arguments: [String]) -> [Int] {
        arguments.indices.filter { index in
            holdsSecret(arguments[index]) || (index > 0 && followsSecretOption(arguments[index], arguments[index - 1]))
        }
    }

    /// A value of its own behind `--api-key` and the like.
    private static func followsSecretOption(_ word: String, _ option: String) -> Bool {
        option.hasPrefix("-") && !option.utf8.contains(UInt8(ascii: "=")) && !word.hasPrefix("-")
            && looksSecret(option[...])
    }

    private static func holdsSecret(_ word: String) -> Bool {
        // `--header=Authorization: …` as well as `Authorization: …`.
        let value = word.firstIndex(of: "=").map { word[word.index(after: $0)...] } ?? ""
        return isSecret(word[...]) || isSecret(value)
    }

    /// Whether a text is a header or an address with a secret in it, or a name that looks secret with its value.
    private static func isSecret(_ text: Substring) -> Bool {
        let lower = text.lowercased()
        if lower.hasPrefix("bearer ") || lower.hasPrefix("authorization:") { return true }
        if let end = text.firstIndex(where: { $0 == "=" || $0 == ":" }), looksSecret(text[..<end]) { return true }
        guard let scheme = lower.firstRange(of: "://") else { return false }
        // A password in an address, or a key in its query.
        let authority = lower[scheme.upperBound...].prefix { $0 != "/" }
        let query = lower.drop { $0 != "?" }.dropFirst().split(separator: "&")
        return authority.contains("@") || query.contains { looksSecret($0.prefix { $0 != "=" }) }
    }

    private static func looksSecret(_ option: Substring) -> Bool {
        let name = option.drop { $0 == "-" }.map { $0 == "-" || $0 == "." ? "_" : $0 }
        return SecretName.looksSecret(String(name))
    }
}
