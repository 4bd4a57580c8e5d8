import RepositoryFiles

/// A Swift or C source with its comments and the text of its string literals blanked out, so that a search finds code.
///
/// Lines keep their numbers. Code inside an interpolation is blanked with its string.
struct SourceCode {
    let file: RepositoryFile
    let lines: [String]

    init(_ file: RepositoryFile) throws { self.init(file, text: try file.contents()) }

    init(_ file: RepositoryFile, text: String) {
        self.file = file
        lines = SourceCode.blanked(text).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    /// The lines in which a pattern occurs, as `path:line: text`.
    func occurrences(of pattern: some RegexComponent) -> [String] {
        lines.enumerated().compactMap { index, line in
            line.firstMatch(of: pattern) == nil
                ? nil : "\(file.path):\(index + 1): \(line.drop { $0 == " " })"
        }
    }

    /// The modules that a Swift file imports.
    var imports: Set<String> {
        let pattern =
            #/^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:public |package |internal |private )?import\s+(?:[a-z]+\s+)?(\w+)/#
        return Set(lines.compactMap { $0.firstMatch(of: pattern).map { String($0.output.1) } })
    }

    private static func blanked(_ text: String) -> String {
        var result: [UInt8] = []
        let bytes = Array(text.utf8)
        var index = 0
        func starts(with word: String) -> Bool { bytes[index...].starts(with: word.utf8) }
        /// Skips to behind the end of a literal or comment, keeping its line breaks.
        func skip(until isEnd: () -> Int?) {
            while index < bytes.count {
                if let length = isEnd() {
                    index += length
                    return
                }
                if bytes[index] == UInt8(ascii: "\n") { result.append(UInt8(ascii: "\n")) }
                index += 1
            }
        }
        while index < bytes.count {
            if starts(with: "//") {
                skip { bytes[index] == UInt8(ascii: "\n") ? 0 : nil }
            } else if starts(with: "/*") {
                skip { starts(with: "*/") ? 2 : nil }
            } else if starts(with: "\"\"\"") {
                index += 3
                skip {
                    if starts(with: "\\") { index += 1 }
                    return starts(with: "\"\"\"") ? 3 : nil
                }
                result += Array("\"\"".utf8)
            } else if starts(with: "\"") {
                index += 1
                var depth = 0
                skip {
                    if starts(with: "\\") {
                        // An interpolation begins, or one character is escaped.
                        if starts(with: "\\(") { depth += 1 }
                        index += 1
                        return nil
                    }
                    if depth > 0, starts(with: "(") { depth += 1 }
                    if depth > 0, starts(with: ")") { depth -= 1 }
                    if starts(with: "\n") { return 0 }
                    return depth == 0 && starts(with: "\"") ? 1 : nil
                }
                result += Array("\"\"".utf8)
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
