import Commands
import Refusals
import Running
import Testing

/// The two readers of `trilatch run`: the short one, which every launch takes, and the full one, which is right.
@Suite struct RunLineTests {
    static let plain: [[String]] = [
        ["run", "--", "server"],
        ["run", "--profile", "base", "--", "server", "--flag", "-x", "--", "--profile", "other"],
        ["run", "--profile", "./p.yaml", "--workspace", "~/src", "--name", "x.y-1_2", "--", "/bin/server"],
        ["run", "--set", "level=3", "--set", "mode=a=b", "--set", "empty=", "--", "server"],
        ["run", "--workspace", "ä b", "--", "server", ""],
        ["run", "--workspace", "*", "--set", "x=-1", "--", "server"],
        ["run", "--lock", "./trilatch.lock", "--profile", "base", "--", "server"],
    ]

    /// Valid and invalid lines that are not plain.
    static let other: [[String]] = [
        [], ["run"], ["run", "--"], ["run", "--", ""], ["run", "server"], ["check", "--", "server"],
        ["run", "--profile=base", "--", "server"], ["run", "--profile", "a", "--profile", "b", "--", "server"],
        ["run", "--profile", "--", "server"], ["run", "--profile", "", "--", "server"],
        ["run", "--workspace", "-x", "--", "server"], ["run", "--help", "--", "server"],
        ["run", "--name", "a b", "--", "server"], ["run", "--name", String(repeating: "n", count: 65), "--", "server"],
        ["run", "--set", "level", "--", "server"], ["run", "--set", "Level=1", "--", "server"],
        ["run", "--set", "workspace=x", "--", "server"], ["run", "--set", "a=1", "--set", "a=2", "--", "server"],
        ["run", "--lock", "a", "--lock", "b", "--", "server"], ["run", "--unknown", "x", "--", "server"],
        ["run", "--profile", "base", "stray", "--", "server"],
    ]

    @Test(arguments: plain)
    func `a plain line is read by the short reader, and the full one says the same`(line: [String]) throws {
        let short = try #require(RunLine(line))
        #expect(try CommandProgram.runLine(line) == short)
    }

    @Test(arguments: other)
    func `any other line is left to the full reader`(line: [String]) {
        #expect(RunLine(line) == nil)
    }

    @Test func `whatever the short reader reads, the full one reads alike`() throws {
        let words = [
            "--profile", "base", "--workspace", "/w", "--set", "a=1", "b=", "--name", "n", "--lock", "l", "-", "--",
            "-x", "--json",
            "", "=", "c",
        ]
        var generator = SplitMix(state: 7)
        var plainCount = 0
        for _ in 0..<20_000 {
            let count = Int.random(in: 0...9, using: &generator)
            let line = ["run"] + (0..<count).map { _ in words.randomElement(using: &generator) ?? "" }
            guard let short = RunLine(line) else { continue }
            plainCount += 1
            #expect(try CommandProgram.runLine(line) == short, "\(line)")
        }
        #expect(plainCount > 200, "the generator makes plain lines")
    }
}

/// A generator whose numbers are the same in every run.
///
/// Source: Steele, Lea, Flood, OOPSLA 2014.
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = (state ^ (state >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
