import Refusals

/// The entries of one mapping, with its known keys checked.
struct Fields {
    /// The entries with known keys; never more than there are keys.
    private let entries: [YAMLNode.Entry]
    /// Where the mapping starts.
    let location: SourceLocation

    /// Takes the entries of a mapping of the language and reports each key that it does not have.
    init?(_ node: YAMLNode, _ mapping: ProfileMapping, _ findings: Findings) {
        self.init(node, keys: mapping.keys, what: mapping.name, findings)
    }

    /// Takes the entries of a mapping and reports each key that is not known.
    ///
    /// - Parameter what: What the mapping is, such as `a path entry`.
    init?(_ node: YAMLNode, keys: [String], what: String, _ findings: Findings) {
        location = node.location
        guard case .mapping(let entries) = node.content else {
            findings.report(
                .profileWrongType, "\(what) is a mapping, and here is \(node.kind)", at: node.location,
                hint: "the keys are \(keys.map { "`\($0)`" }.joined(separator: ", "))")
            return nil
        }
        for entry in entries where !keys.contains(entry.key) {
            findings.report(
                .profileUnknownKey, "\(ProfileBytes.shown(entry.key)) is not a key of \(what)", at: entry.location,
                hint: Suggestion.hint(for: entry.key, among: keys))
        }
        self.entries = entries.filter { keys.contains($0.key) }
    }

    subscript(key: String) -> YAMLNode? { entries.first { $0.key == key }?.value }

    /// Where a key stands.
    func location(of key: String) -> SourceLocation? { entries.first { $0.key == key }?.location }
}
