import Policy
import PolicyYAML
import Refusals
import Testing

/// Secrets, over a whole chain of profiles.
@Suite("Secrets of a profile")
struct SecretsLanguageTests {
    private static let parent = """
        version: 1
        network: [{ host: forge.example.org, inspect: true, credential: forge }]
        secrets: [{ name: forge, environment: FORGE_TOKEN, variable: FORGE_TOKEN }]
        """

    private static func load(_ child: String) -> Result<LoadedProfile, ProfileFailure> {
        let files = MemoryFiles(files: [
            "/built-in/forge.yaml": parent, "/user/mine.yaml": "version: 1\nextends: forge\n" + child,
        ])
        let directories = ["/user", "/built-in"].map { ProfileLibrary.Directory(path: $0) }
        return ProfileLibrary(directories: directories, files: files).check("mine")
    }

    private static func codes(_ child: String) -> [String] {
        guard case .failure(let failure) = load(child) else { return [] }
        return failure.all.map { "\($0.location.map { "\($0)" } ?? "nowhere") \($0.code.rawValue)" }
    }

    @Test("A child has its parent's secret, at its parent's host")
    func inherited() throws {
        let profile = try Self.load("").get().profile
        #expect(profile.secrets.map(\.name) == ["forge"])
        #expect(profile.network.hosts.map(\.credential?.secret) == ["forge"])
    }

    @Test("A child can say where else the value comes from, and what variable stands for it")
    func source() throws {
        let child = "secrets: [{ name: forge, file: ~/forge, variable: GITHUB_TOKEN }]"
        let profile = try Self.load(child).get().profile
        #expect(profile.secrets.map(\.source) == [.file(try PathTemplate("~/forge"))])
        #expect(profile.secrets.map(\.variable) == ["GITHUB_TOKEN"])
        #expect(profile.network.hosts.map(\.credential?.secret) == ["forge"])
    }

    @Test("A child sends no secret of its parent's to a host of its own in silence")
    func redirected() {
        let host = "network: [{ host: evil.example.org, inspect: true, credential: forge }]\n"
        #expect(Self.codes(host) == ["/user/mine.yaml:3:64 secret.not-bound"])
        // The control: it names the secret, and so whoever reads the file sees both.
        #expect(Self.codes(host + "secrets: [{ name: forge, environment: FORGE_TOKEN, variable: FORGE_TOKEN }]") == [])
    }

    static let conflicts: [(String, String)] = [
        ("secrets: [{ name: other, file: /x, variable: OTHER }]", "/user/mine.yaml:3:11 secret.not-bound"),
        (
            "environment: { pass: [{ name: FORGE_TOKEN, because: x }] }", "/user/mine.yaml:3:23 profile.conflict"
        ),
        (
            "environment: { set: { FORGE_TOKEN: { value: x, because: x } } }", "/user/mine.yaml:3:23 profile.conflict"
        ),
        (
            """
            secrets: [{ name: forge, environment: REAL, variable: FORGE_TOKEN }]
            environment: { pass: [REAL] }
            """, "/user/mine.yaml:4:23 profile.conflict"
        ),
        (
            """
            network: [{ host: b.example.org, inspect: true, credential: two }]
            secrets: [{ name: two, file: /x, variable: FORGE_TOKEN }]
            """, "/user/mine.yaml:4:11 profile.conflict"
        ),
    ]

    @Test("What cannot hold together is refused at its line", arguments: conflicts)
    func together(child: String, place: String) { #expect(Self.codes(child) == [place]) }

    @Test("So many secrets as an ordinary user can lock memory for, and no more", arguments: [16, 17])
    func many(count: Int) {
        let entries = (1...count).map { "{ name: s\($0), file: /x, variable: S\($0) }" }.joined(separator: ", ")
        let hosts = (1...count).map { "{ host: h\($0).org, inspect: true, credential: s\($0) }" }.joined(
            separator: ", ")
        let faults = faults("secrets: [\(entries)]\nnetwork: [\(hosts)]")
        #expect(faults.isEmpty == (count <= 16))
        #expect(count <= 16 || faults.first == "2:10 profile.too-large")
    }
}
