import Policy
import PolicyFixtures
import PolicyYAML
import Testing

@Suite("A rendered profile")
struct RoundTripTests {
    @Test("It reads back as the same profile")
    func random() throws {
        for seed in UInt64(1)...400 {
            var generator = RandomProfile(seed: seed)
            let profile = generator.profile()
            let text = profile.rendered()
            let outcome = read(text)
            guard let again = outcome.profile else {
                Issue.record("seed \(seed): \(outcome.refusals)\n\(text)")
                continue
            }
            #expect(again.rendered(origins: false) == profile.rendered(origins: false), "seed \(seed)")
            #expect(Legs.derive(again).legs == Legs.derive(profile).legs, "seed \(seed)")
            #expect(again.filesystem.map(\.path) == profile.filesystem.map(\.path), "seed \(seed)")
            #expect(again.limits.memory?.value == profile.limits.memory?.value, "seed \(seed)")
        }
    }

    @Test("It reads back with every word of the language")
    func everything() throws {
        let first = try #require(read(LanguageTests.everything, variables: ["name"]).profile)
        let text = first.rendered(origins: false)
        let outcome = read(text, variables: ["name"])
        #expect(outcome.refusals.isEmpty)
        #expect(outcome.profile?.rendered(origins: false) == text)
    }

    @Test("Every entry ends with the place where it was written, which is a comment whatever the file is called")
    func origins() throws {
        let outcome = ProfileReader.read(
            Array("version: 1\nfilesystem: [{ read: /srv/x }]".utf8), file: "a\nnetwork: loopback\n#.yaml")
        let text = try #require(outcome.profile).rendered()
        #expect(text.contains("- read: /srv/x  # a?network: loopback?#.yaml:2:14\n"))
        #expect(read(text).profile?.network == NetworkGrants())
    }
}
