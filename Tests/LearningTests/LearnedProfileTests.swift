import Learning
import Policy
import PolicyYAML
import Testing

@Suite struct LearnedProfileTests {
    @Test func `the profile reads back as the grants that were agreed to, and nothing else`() throws {
        var profile = LearnedProfile(server: "a \"server\"", parent: "python", date: "2026-01-02")
        profile.grants = [
            .init(path: "${workspace}", isWritable: true, comment: "write"),
            .init(path: "/opt/a tool/x: y", isWritable: false, comment: "read"),
        ]
        let read = try #require(ProfileReader.read(Array(profile.text.utf8), file: "f", variables: []).profile)
        #expect(read.pathGrants.map { "\($0.path)" } == ["${workspace}", "/opt/a tool/x: y"])
        #expect(read.pathGrants.map(\.isWritable) == [true, false])
        #expect(read.extends?.value == "python")
        #expect(read.network.loopback == nil && read.network.hosts.isEmpty && read.environment.pass.isEmpty)
    }

    @Test(arguments: ["\n- read: /etc", "\r\nnetwork: loopback", "\u{2028}x", "\u{85}extends: shell", "\0"])
    func `no text of a server's leaves the comment that it stands in`(text: String) throws {
        var profile = LearnedProfile(server: "s", parent: "base", date: "2026-01-02")
        profile.grants = [.init(path: "/opt/x", isWritable: false, comment: text)]
        profile.open = [text]
        let outcome = ProfileReader.read(Array(profile.text.utf8), file: "f", variables: [])
        let read = try #require(outcome.profile, "\(outcome.refusals)")
        #expect(read.filesystem.count == 1 && read.network.loopback == nil && read.extends?.value == "base")
    }
}
