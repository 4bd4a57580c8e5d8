import Policy
import PolicyYAML
import Refusals
import RepositoryFiles
import Testing

@Suite("Built-in profiles")
struct BuiltInProfilesTests {
    static let names = [
        "base", "fetch", "files-read", "files-write", "git", "github-read", "github-write", "http-api", "install-build",
        "install-npm", "install-pypi", "memory", "node", "python", "shell", "sqlite", "time",
    ]

    /// The hosts of those that have some: for any other a person must name them.
    static let hosts = [
        "github-read": ["api.github.com"], "github-write": ["api.github.com"],
        "install-npm": ["registry.npmjs.org"], "install-pypi": ["pypi.org", "files.pythonhosted.org"],
    ]

    /// What those claim that could hold three legs.
    static let claims: [String: [Narrowing.Claim]] = ["github-read": [.audienceOwn], "github-write": [.originTrusted]]

    static let library: ProfileLibrary = {
        let files = (try? RepositoryFile.all(below: "profiles", suffix: ".yaml")) ?? []
        let texts = files.compactMap { file in (try? file.contents()).map { (file.path, $0) } }
        return ProfileLibrary(
            directories: [ProfileLibrary.Directory(path: "profiles")],
            files: MemoryFiles(files: Dictionary(uniqueKeysWithValues: texts)))
    }()

    @Test("They are all there, and no others")
    func all() { #expect(Self.library.names() == Self.names) }

    @Test("Each loads, says what it is for, and may start", arguments: names)
    func loads(name: String) throws {
        let loaded = try Self.library.load(name)
        #expect(loaded.profile.summary?.location.file == "profiles/\(name).yaml")
        let derived = Legs.derive(loaded.profile)
        #expect(derived.refusals.isEmpty)
        #expect(loaded.profile.narrowings.map(\.claim) == Self.claims[name] ?? [])
        #expect(loaded.profile.network.hosts.map { "\($0.host)" } == Self.hosts[name] ?? [])
    }

    @Test(
        "They hold the legs that their comments say",
        arguments: [
            ("base", []), ("python", []), ("node", []), ("time", []), ("fetch", []), ("http-api", []),
            ("github-read", [.privateData, .untrustedInput]), ("github-write", [.privateData, .egress]),
            ("git", [.privateData, .untrustedInput]),
            ("shell", [.privateData, .untrustedInput]), ("files-read", [.privateData, .untrustedInput]),
            ("files-write", [.privateData, .untrustedInput]), ("sqlite", [.privateData, .untrustedInput]),
            ("memory", [.privateData, .untrustedInput]), ("install-build", [.privateData, .untrustedInput]),
            ("install-npm", [.untrustedInput, .egress]), ("install-pypi", [.untrustedInput, .egress]),
        ] as [(String, [Leg])])
    func legs(name: String, legs: [Leg]) throws {
        #expect(Legs.derive(try Self.library.load(name).profile).legs == Set(legs))
    }

    @Test("Everything that a server gets stands in the base")
    func base() throws {
        let profile = try Self.library.load("git").profile
        #expect(profile.environment.pass.contains { $0.name == "TZ" })
        #expect(profile.scratchGrants.map(\.path.description) == ["${home}", "/tmp"])
        #expect(profile.limits.memory != nil && profile.limits.message != nil)
        #expect(profile.pathGrants.first?.protect.map(\.value.text) == [".git/hooks", ".git/config", ".mcp.json"])
    }

    @Test("Their merged text reads back", arguments: names)
    func rendered(name: String) throws {
        let profile = try Self.library.load(name).profile
        let again = ProfileReader.read(Array(profile.rendered().utf8), file: "again.yaml")
        #expect(again.profile?.rendered(origins: false) == profile.rendered(origins: false))
    }

    @Test("Every code block of the reference that is a profile is one")
    func reference() throws {
        let page = try RepositoryFile("docs/profiles.md").contents()
        let blocks = page.components(between: "```yaml\n", and: "```")
        let profiles = blocks.filter { $0.contains("version: 1") }
        #expect(profiles.count == 2 && blocks.count >= 8)
        for text in profiles {
            let outcome = ProfileReader.read(Array(text.utf8), file: "docs/profiles.md", variables: ["notes"])
            #expect(outcome.refusals.isEmpty, "\(text)")
        }
        for text in blocks where !text.contains("version: 1") {
            let outcome = ProfileReader.read(
                Array("version: 1\n\(text)".utf8), file: "docs/profiles.md", variables: ["notes"])
            #expect(outcome.refusals.isEmpty, "\(text)")
        }
    }
}

extension String {
    /// The texts between each pair of marks.
    fileprivate func components(between start: String, and end: String) -> [String] {
        var found: [String] = []
        var rest = self[...]
        while let opening = rest.firstRange(of: start) {
            rest = rest[opening.upperBound...]
            guard let closing = rest.firstRange(of: end) else { break }
            found.append(String(rest[..<closing.lowerBound]))
            rest = rest[closing.upperBound...]
        }
        return found
    }
}
