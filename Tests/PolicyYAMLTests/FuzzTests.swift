import Policy
import PolicyFixtures
import PolicyYAML
import Refusals
import RepositoryFiles
import Testing

@Suite("Bytes from anywhere")
struct FuzzTests {
    static let seedTexts: [[UInt8]] = {
        let builtIn = ["base", "git", "node", "python", "shell", "time"].map { RepositoryFile("profiles/\($0).yaml") }
        return [Array(LanguageTests.everything.utf8)] + builtIn.compactMap { try? Array($0.contents().utf8) }
    }()

    /// Pieces that mean something to YAML or to the language.
    static let tokens: [String] = [
        "\n", "\n\n  ", "- ", ": ", "[", "]", "{", "}", "#", "\"", "'", "|", ">", "&a ", "*a", "!!", "!", "<<: ", "---",
        "...",
        "%", "? ", "~", "${", "}", "\\x07", "\u{feff}", "\u{2028}", "\0", "\t", "\r", ",", "true", "no", "0x1", "1:2",
        "..",
        "because:", "read: ", "origin: trusted", "999999999999999999999", "-", "  ", "é", "\u{1F600}",
    ]

    /// Reads bytes, and holds what must be true of any of them.
    static func check(_ bytes: [UInt8], _ note: String) -> Bool {
        let outcome = ProfileReader.read(bytes, file: "f.yaml")
        let lines = bytes.count(where: { $0 == UInt8(ascii: "\n") }) + 1
        #expect((outcome.profile == nil) == !outcome.refusals.isEmpty, "\(note)")
        #expect(outcome.refusals.count <= ProfileReader.maximumRefusals, "\(note)")
        for refusal in outcome.refusals {
            let isInFile = refusal.location.map { (1...lines).contains($0.line) && $0.column >= 1 } ?? false
            #expect(isInFile, "\(note): \(refusal)")
        }
        guard let profile = outcome.profile else { return false }
        let claims = profile.narrowings.allSatisfy { !$0.because.text.isEmpty }
        #expect(claims, "\(note)")
        #expect(ProfileReader.read(Array(profile.rendered().utf8), file: "g.yaml").refusals.isEmpty, "\(note)")
        return true
    }

    @Test("Damaged profiles are either profiles or refused at a place in the file", arguments: UInt64(1)...8)
    func mutations(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var read = 0
        for round in 0..<400 {
            var bytes = random.pick(Self.seedTexts)
            for _ in 0..<Int.random(in: 1...4, using: &random) { Self.damage(&bytes, &random) }
            if Self.check(bytes, "seed \(seed) round \(round)") { read += 1 }
        }
        #expect(read > 0, "some damage must leave a profile, or the test says little")
    }

    private static func damage(_ bytes: inout [UInt8], _ random: inout SeededGenerator) {
        let place = Int.random(in: 0...bytes.count, using: &random)
        let end = min(bytes.count, place + Int.random(in: 0...12, using: &random))
        switch Int.random(in: 0..<6, using: &random) {
        case 0: bytes.insert(contentsOf: random.pick(tokens).utf8, at: place)
        case 1: bytes.replaceSubrange(place..<end, with: random.pick(tokens).utf8)
        case 2: bytes.removeSubrange(place..<end)
        case 3: if place < bytes.count { bytes[place] = UInt8.random(in: 0...255, using: &random) }
        case 4: bytes.insert(contentsOf: Array(bytes[place..<end]), at: Int.random(in: 0...bytes.count, using: &random))
        default: bytes.removeLast(bytes.count - place)
        }
    }

    @Test("Every beginning of a profile is refused or read, byte by byte")
    func prefixes() {
        let bytes = Array(LanguageTests.everything.utf8)
        for count in 0...bytes.count { _ = Self.check(Array(bytes[..<count]), "the first \(count) bytes") }
    }

    @Test("Random bytes are refused", arguments: UInt64(1)...4)
    func noise(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for round in 0..<200 {
            let bytes = (0..<Int.random(in: 1...300, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            #expect(!Self.check(bytes, "seed \(seed) round \(round)"))
        }
    }

    @Test("A file that is all one token ends soon, however it nests", arguments: tokens)
    func repetition(token: String) {
        let count = (60 << 10) / token.utf8.count
        let clock = ContinuousClock()
        let time = clock.measure { _ = Self.check(Array(String(repeating: token, count: count).utf8), token) }
        #expect(time < .seconds(5))
    }
}
