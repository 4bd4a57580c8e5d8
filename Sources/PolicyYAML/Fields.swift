import Refusals

/// The entries of one mapping, with its known keys checked.
struct Fields {
    private let nodes: [String: YAMLNode.Entry]
    /// Where the mapping starts.
    let location: SourceLocation

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
        var nodes: [String: YAMLNode.Entry] = [:]
        for entry in entries {
            if keys.contains(entry.key) {
                nodes[entry.key] = entry
            } else {
                findings.report(
                    .profileUnknownKey, "\(ProfileBytes.shown(entry.key)) is not a key of \(what)", at: entry.location,
                    hint: Suggestion.hint(for: entry.key, among: keys))
            }
        }
        self.nodes = nodes
    }

    subscript(key: String) -> YAMLNode? { nodes[key]?.value }

    /// Where a key stands.
    func location(of key: String) -> SourceLocation? { nodes[key]?.location }
}
