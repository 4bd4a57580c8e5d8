import Wire

/// What servers may find in a text besides itself.
///
/// The MCP SDK for Python reads a text as JSON where a tool wants a list; a rule for the elements must hold for what it
/// finds.
enum JSONInText {
    /// The text, and the texts of a JSON list or string in it.
    ///
    /// - Throws: `RuleObjection`, for a path that is a mapping or a list of anything but texts.
    static func readings(of text: String, isPath: Bool) throws(RuleObjection) -> [String] {
        let opening = text.utf8.first { !" \t\r\n".utf8.contains($0) }
        guard let opening, "[{\"".utf8.contains(opening) else { return [text] }
        // What is no JSON is read by nobody as JSON: the text alone counts.
        guard let node = try? JSONNode.read(Array(text.utf8).span) else { return [text] }
        switch node {
        case .string(let inner): return [text, inner]
        case .array(let elements):
            let texts = elements.compactMap(\.text)
            guard texts.count == elements.count || !isPath else { throw .wrongKind }
            return [text] + texts
        default:
            guard !isPath else { throw .wrongKind }
            return [text]
        }
    }
}
