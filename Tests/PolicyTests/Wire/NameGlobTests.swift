import InstalledTrilatch
import Policy
import PolicyFixtures
import Testing

@Suite("A pattern for names")
struct NameGlobTests {
    static let table: [(String, String, Bool)] = [
        ("a", "a", true), ("a", "A", false), ("a", "ab", false), ("a", "", false), ("*", "", true),
        ("*", "a/b\nc", true),
        ("git_*", "git_", true), ("git_*", "git_add", true), ("git_*", "xgit_add", false), ("*_x", "a_x_x", true),
        ("a*b*c", "abc", true), ("a*b*c", "aXbbYc", true), ("a*b*c", "acb", false), ("*ab", "aab", true),
        ("a?", "ab", false), ("a?", "a?", true), ("[a]", "a", false), ("\\*", "\\x", true),
        // The same letter to Unicode, and another name.
        ("\u{e9}", "e\u{301}", false), ("\u{e9}", "\u{e9}", true), ("*\u{301}", "e\u{301}", true),
    ]

    @Test("It means whole names, byte by byte", arguments: table)
    func matches(pattern: String, name: String, isMeant: Bool) {
        #expect(Fixture.pattern(pattern).matches(name.utf8.span) == isMeant)
    }

    @Test("Nothing, two stars side by side, and what is too long are none", arguments: ["", "**", "a**b"])
    func none(text: String) {
        #expect(NameGlob(text) == nil)
        #expect(NameGlob(String(repeating: "x", count: NameGlob.longest)) != nil)
        #expect(NameGlob(String(repeating: "x", count: NameGlob.longest + 1)) == nil)
    }

    /// Every text of up to five of these letters; patterns use two of them, so that the third is any other.
    private static let names: [String] = {
        var all = [""]
        var last = [""]
        for _ in 0..<5 {
            last = last.flatMap { name in ["a", "b", "c"].map { name + $0 } }
            all += last
        }
        return all
    }()

    private static func random(_ random: inout SeededGenerator) -> NameGlob {
        while true {
            let letters = (0...Int.random(in: 0...3, using: &random)).map { _ in random.pick(["a", "b", "*"]) }
            if let pattern = NameGlob(letters.joined()) { return pattern }
        }
    }

    @Test("It covers another exactly where it means all that the other means")
    func covers() {
        var random = SeededGenerator(seed: 4)
        var covered = 0
        for _ in 0..<400 {
            let (wide, narrow) = (Self.random(&random), Self.random(&random))
            let meansAll = Self.names.allSatisfy { !narrow.matches($0.utf8.span) || wide.matches($0.utf8.span) }
            #expect(wide.covers(narrow) == meansAll, "\(wide) and \(narrow)")
            if meansAll { covered += 1 }
        }
        #expect(covered > 20)
    }

    @Test("It means what fnmatch of Python means, for patterns with stars alone")
    func differential() throws {
        var random = SeededGenerator(seed: 5)
        let cases = (0..<500).map { _ in (Self.random(&random), random.pick(Self.names)) }
        let script =
            "import fnmatch,sys\nfor line in sys.stdin.read().splitlines():\n"
            + "  p,n=line.split(' ')\n  print(int(fnmatch.fnmatchcase(n,p)))\n"
        let outcome = try Subprocess.run(
            ["python3", "-c", script], environment: ["PATH": "/usr/bin:/bin"],
            input: cases.map { "\($0) \($1)\n" }.joined())
        try #require(outcome.status == 0, "\(outcome.errors)")
        let verdicts = outcome.output.split(separator: "\n")
        try #require(verdicts.count == cases.count)
        for ((pattern, name), verdict) in zip(cases, verdicts) {
            #expect(pattern.matches(name.utf8.span) == (verdict == "1"), "\(pattern) and \(name)")
        }
    }
}
