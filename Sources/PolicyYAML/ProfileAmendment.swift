/// Adds a host to the text of a profile, and leaves all else of it as it stands.
///
/// It knows the ways in which people write `network`, not all of YAML: who uses it reads the new text as a profile, and
/// compares.
package enum ProfileAmendment {
    /// The text with one entry more at the end of `network`.
    ///
    /// - Parameters:
    ///   - host: A name.
    ///   - comment: One line, which goes before the entry.
    /// - Returns: Nil where `network` is written in another way than line by line.
    package static func adding(host: String, comment: String, to text: [UInt8]) -> [UInt8]? {
        guard !text.contains(UInt8(ascii: "\r")) else { return nil }
        var lines = text.split(separator: newline, omittingEmptySubsequences: false).map(Array.init)
        // What follows the last line break is no line.
        let end = lines.last?.isEmpty == true ? lines.count - 1 : lines.count
        guard let start = lines.firstIndex(where: { $0.starts(with: "network:".utf8) }) else {
            lines.insert(
                contentsOf: ["network:"].map { Array($0.utf8) } + entry(host, comment, indentation: 2), at: end)
            return joined(lines)
        }
        guard isBare(lines[start].dropFirst("network:".utf8.count)),
            let first = lines[(start + 1)..<end].firstIndex(where: { !isBare($0[...]) }),
            let indentation = indentationOfEntry(lines[first])
        else { return nil }
        var last = first
        for index in first..<end where !isBare(lines[index][...]) {
            let depth = lines[index].prefix { $0 == space }.count
            guard depth > indentation || depth == indentation && indentationOfEntry(lines[index]) != nil else { break }
            last = index
        }
        lines.insert(contentsOf: entry(host, comment, indentation: indentation), at: last + 1)
        return joined(lines)
    }

    private static let newline = UInt8(ascii: "\n")
    private static let space = UInt8(ascii: " ")

    private static func entry(_ host: String, _ comment: String, indentation: Int) -> [[UInt8]] {
        let space = String(repeating: " ", count: indentation)
        return ["\(space)# \(comment)", "\(space)- host: \(host)"].map { Array($0.utf8) }
    }

    /// Whether there is nothing on the rest of a line, or a comment alone.
    private static func isBare(_ rest: ArraySlice<UInt8>) -> Bool {
        let text = rest.drop { $0 == space }
        return text.isEmpty || text.first == UInt8(ascii: "#")
    }

    /// How far the dash of a list's entry is in; nil for a line that begins none.
    private static func indentationOfEntry(_ line: [UInt8]) -> Int? {
        let depth = line.prefix { $0 == space }.count
        return line.dropFirst(depth).starts(with: "- ".utf8) ? depth : nil
    }

    private static func joined(_ lines: [[UInt8]]) -> [UInt8] {
        // A last line without its break had none to begin with.
        Array(lines.joined(separator: [newline])) + (lines.last?.isEmpty == true ? [] : [newline])
    }
}
