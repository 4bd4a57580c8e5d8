import Refusals

/// `docs/errors.md`: a few words of introduction, then a section for each code in the order of the catalogue.
struct ErrorsPage {
    /// What stands before the first section.
    var introduction: String
    /// The sections in the order of the page.
    var sections: [Section]

    struct Section: Equatable {
        var code: String
        var body: String
    }

    init(parsing text: String) {
        let parts = text.split(separator: "\n## ", omittingEmptySubsequences: false)
        introduction = String(parts.first ?? "")
        sections = parts.dropFirst().map { part in
            let heading = part.prefix { $0 != "\n" }
            return Section(code: String(heading), body: String(part.dropFirst(heading.count)).trimmed)
        }
    }

    /// The page with this introduction and the catalogue's own sections.
    static func rendered(introduction: String) -> String {
        let sections = RefusalCode.allCases.map { "\n## \($0.rawValue)\n\n\(body(of: $0))\n" }
        return introduction.trimmed + "\n" + sections.joined()
    }

    /// The text below a code's heading.
    static func body(of code: RefusalCode) -> String {
        "\(wrapped("Cause: \(code.cause)."))\n\n\(wrapped("Fix: \(code.fix)."))"
    }

    /// Breaks a paragraph at spaces, never inside backquotes, so that lines stay below 110 characters.
    private static func wrapped(_ paragraph: String) -> String {
        var words: [String] = []
        for part in paragraph.split(separator: " ") {
            if let last = words.last, last.count(where: { $0 == "`" }) % 2 == 1 {
                words[words.count - 1] = "\(last) \(part)"
            } else {
                words.append(String(part))
            }
        }
        var lines: [String] = []
        for word in words {
            if let line = lines.last, line.count + 1 + word.count <= 110 {
                lines[lines.count - 1] = "\(line) \(word)"
            } else {
                lines.append(word)
            }
        }
        return lines.joined(separator: "\n")
    }
}

extension String {
    fileprivate var trimmed: String {
        let rest = drop { $0.isWhitespace }
        return String(rest.reversed().drop { $0.isWhitespace }.reversed())
    }
}
