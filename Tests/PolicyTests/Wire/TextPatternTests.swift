import InstalledTrilatch
import Policy
import PolicyFixtures
import Testing

@Suite("A pattern for texts")
struct TextPatternTests {
    static let table: [(String, [String], [String])] = [
        ("", [""], ["a"]),
        ("abc", ["abc"], ["ab", "abcd", "xabc", "ABC"]),
        ("a.c", ["abc", "a\u{e9}c", "a\u{1f600}c"], ["a\nc", "ac", "ae\u{301}c"]),
        ("[a-c_]+", ["abc_", "a"], ["", "d", "A"]),
        ("[^a-c]*", ["", "xyz\n"], ["xa"]),
        (#"[\]\-\\^]"#, ["]", "-", "\\", "^"], ["a", ""]),
        ("[-a]", ["-", "a"], ["b"]), ("[a-]", ["-", "a"], ["b"]), ("[a^]", ["^", "a"], ["b"]),
        (#"[\d\s]"#, ["7", " ", "\t"], ["x", "\u{660}", "\u{a0}"]),
        (#"\w+"#, ["aZ_9"], ["a-b", "\u{e4}"]),
        ("a|b|", ["a", "b", ""], ["ab"]),
        ("(ab|cd)+", ["ab", "cdab"], ["", "abc"]),
        ("a{3}", ["aaa"], ["aa", "aaaa"]), ("a{2,}", ["aa", "aaaaa"], ["a"]), ("a{0,2}", ["", "aa"], ["aaa"]),
        ("a{0}", [""], ["a"]), ("(a*)*", ["", "aaa"], ["b"]), ("(a|a)*b", ["b", "aab"], ["aa"]),
        ("(a?){3}", ["", "aaa"], ["aaaa"]),
        (#"\.\*\(\)\n\t"#, [".*()\n\t"], ["xx"]),
        ("[^-].*", ["main", "a-b"], ["-f", "--output=x", ""]),
        ("(SELECT|WITH) .*", ["SELECT 1"], ["select 1", "DROP SELECT 1", "SELECT 1\n; DROP"]),
        ("ä+", ["ää"], ["a\u{308}"]), ("[à-ü]", ["é"], ["e\u{301}", "a"]),
    ]

    @Test("It means whole texts", arguments: table)
    func matches(pattern: String, meant: [String], others: [String]) {
        let pattern = Fixture.textPattern(pattern)
        for text in meant { #expect(pattern.matches(text), "\(text)") }
        for text in others { #expect(!pattern.matches(text), "\(text)") }
    }

    static let wrong: [(String, Int)] = [
        ("^a", 1), ("a$", 2), ("*", 1), ("a|*", 3), ("a**", 3), ("a+?", 3), ("a{2}{3}", 5), ("(", 1), ("(a", 1),
        ("a)", 2), ("(?:a)", 2), ("[", 1), ("[]", 1), ("[^]", 1), ("[a", 1), ("[b-a]", 5), ("[a-\\d]", 6), ("[[a]", 2),
        ("]", 1), ("}", 1), ("a{", 3), ("a{x}", 3), ("a{2", 4), ("a{3,2}", 6), ("a{257}", 5),
        ("a{99999999999999999999}", 5), ("\\", 2), ("\\b", 2), ("\\1", 2), ("\\p{L}", 2), ("\\\u{e9}", 2), ("{1}", 1),
        ("+a", 1),
    ]

    @Test("What readers of regular expressions disagree on is refused, where it stands", arguments: wrong)
    func refused(text: String, place: Int) {
        #expect(TextPatternTests.fault(text) == place)
    }

    /// The place of a fault; 0 for one of length, nil where there is none.
    private static func fault(_ text: String) -> Int? {
        do {
            _ = try TextPattern(text)
            return nil
        } catch {
            if case .syntax(_, let place) = error { return place }
            return 0
        }
    }

    @Test("What comes to too much is refused, however short it is")
    func large() {
        #expect(TextPatternTests.fault("((((a{9}){9}){9}){9}){9}") == 0)
        #expect(TextPatternTests.fault("(((((((){256}){256}){256}){256}){256}){256}){256}") == 0)
        #expect(TextPatternTests.fault("(a{256}){3}") == 0)
        #expect(TextPatternTests.fault(String(repeating: "a", count: 600)) == 0)
        #expect(TextPatternTests.fault(String(repeating: "(", count: 17) + String(repeating: ")", count: 17)) == 17)
    }

    @Test("No text makes it slow: where others go back, it goes on")
    func linear() {
        let text = String(repeating: "a", count: 20_000)
        #expect(!Fixture.textPattern("(a*)*b").matches(text))
        #expect(!Fixture.textPattern("(a|aa)+x").matches(text))
        #expect(Fixture.textPattern("(a?){100}a{100}a*").matches(text))
    }

    @Test("It means what re.fullmatch of Python means, for patterns and texts at random")
    func differential() throws {
        var random = SeededGenerator(seed: 11)
        var lines: [String] = []
        var expected: [Bool] = []
        for _ in 0..<1500 {
            let text = RandomPattern.text(&random)
            let pattern = try TextPattern(text)
            for _ in 0..<4 {
                let sample = (0..<Int.random(in: 0...6, using: &random))
                    .map { _ in random.pick(["a", "b", "-", "7", "\u{e4}", "]"]) }.joined()
                lines.append("\(text)\u{1}\(sample)\n")
                expected.append(pattern.matches(sample))
            }
        }
        let script =
            "import re,sys\nfor line in sys.stdin.buffer.read().decode().split('\\n')[:-1]:\n"
            + "  p,t=line.split('\\x01')\n  print(int(bool(re.fullmatch(p,t,re.ASCII))))\n"
        let outcome = try Subprocess.run(
            ["python3", "-W", "ignore", "-c", script], environment: ["PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"],
            input: lines.joined())
        try #require(outcome.status == 0, "\(outcome.errors)")
        let verdicts = outcome.output.split(separator: "\n").map { $0 == "1" }
        try #require(verdicts.count == expected.count)
        for index in verdicts.indices where verdicts[index] != expected[index] {
            Issue.record("\(lines[index]): \(expected[index]) here")
        }
        #expect(expected.count(where: \.self) > 400 && expected.count(where: { !$0 }) > 400)
    }
}

/// Patterns of everything that the syntax has.
private enum RandomPattern {
    static func text(_ random: inout SeededGenerator, depth: Int = 0) -> String {
        let pieces = (0...Int.random(in: 0...2, using: &random)).map { _ in
            atom(&random, depth) + random.pick(["", "", "", "*", "+", "?", "{2}", "{0,2}", "{1,}"])
        }
        let sequence = pieces.joined()
        return random.once(in: 4) ? sequence + "|" + atom(&random, depth) : sequence
    }

    private static func atom(_ random: inout SeededGenerator, _ depth: Int) -> String {
        if depth < 3, random.once(in: 3) { return "(\(text(&random, depth: depth + 1)))" }
        return random.pick([
            "a", "b", "ä", ".", "\\-", "\\]", "\\d", "\\w", "\\s", "[ab]", "[^a]", "[a-b7]", "[\\d\\-]", "[^\\w]",
            "[a-]", "[\\]a]",
        ])
    }
}
