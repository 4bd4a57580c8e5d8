import Glibc
import Poisoning
import RepositoryFiles
import Testing

/// `docs/poisoning.md`: what a person wrote, and between two marks a section for each rule.
///
/// `TRILATCH_WRITE_PAGES=1 swift test --filter PoisoningTests` writes the sections anew from the rules.
@Suite struct PoisoningPage {
    private static let file = RepositoryFile("docs/poisoning.md")
    private static let marks = ("<!-- rules -->\n", "<!-- end of rules -->\n")

    @Test func `the page has the rules as they are`() throws {
        let text = try Self.file.contents()
        let start = try #require(text.range(of: Self.marks.0)).upperBound
        let end = try #require(text.range(of: Self.marks.1)).lowerBound
        if unsafe getenv("TRILATCH_WRITE_PAGES") != nil {
            return try Self.file.replace(with: text[..<start] + Self.sections + text[end...])
        }
        #expect(String(text[start..<end]) == Self.sections)
    }

    private static var sections: String {
        "\n" + PoisonRule.allCases.map(section).joined(separator: "\n") + "\n"
    }

    private static func section(_ rule: PoisonRule) -> String {
        let verdict = rule.verdict == .refuse ? "Refused" : "Held"
        let breaking = rule.breaking.map { "- breaks it: \(code($0, rule))\n" }.joined()
        let keeping = rule.keeping.map { "- does not: \(code($0, rule))\n" }.joined()
        return "### `\(rule.rawValue)`\n\n\(verdict): \(rule.reason).\n\n\(breaking)\(keeping)"
    }

    /// A text as code, on one line and with nothing in it that hides.
    private static func code(_ text: String, _ rule: PoisonRule) -> String {
        let isBreaking = rule.isAboutLetters && rule.breaking.contains(text)
        let shown = ShownText.quoted(text, lookalikes: isBreaking).dropFirst().dropLast()
        return shown.contains("`") ? "`` \(shown) ``" : "`\(shown)`"
    }
}

extension String {
    /// Where a text stands first.
    fileprivate func range(of text: String) -> Range<Index>? {
        indices.first { self[$0...].hasPrefix(text) }.map { $0..<index($0, offsetBy: text.count) }
    }
}
