import LaunchPlan
import Policy
import PolicyFixtures
import Refusals
import Testing

/// The table of legs, row by row.
///
/// Source: DESIGN, section 6.
@Suite("Legs of each kind of grant")
struct LegTableTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var name: String
        var profile: Profile
        var facts = HostFacts()
        var legs: Set<Leg>
        var testDescription: String { name }
    }

    static func path(
        _ text: String, write: Bool = false, shared: Bool = false, reveal: Bool = false,
        _ claims: Narrowing.Claim...
    ) -> Profile {
        Fixture.profile(
            PathGrant(
                path: Fixture.path(text), at: Fixture.place(3), isWritable: write, isShared: shared,
                reveal: reveal ? [Fixture.relative(".env")] : [], narrowings: claims.map { Fixture.narrowing($0) },
                because: Fixture.because))
    }

    static func facts(_ text: String, _ kind: NodeKind, isPersonal: Bool = false) -> HostFacts {
        HostFacts([Fixture.path(text): PathFacts(kind: kind, isPersonal: isPersonal)])
    }

    static func host(
        _ text: String, inspect: Bool = false, isPrivate: Bool = false, credential: Bool = false, rules: Bool = false,
        path: String = "/*", _ claims: Narrowing.Claim...
    ) -> Profile {
        Fixture.profile(
            HostGrant(
                host: Fixture.host(text), at: Fixture.place(4), inspect: inspect, isPrivate: isPrivate,
                credential: credential ? CredentialUse("forge", at: Fixture.place(5)) : nil,
                requests: rules ? [RequestRule(methods: ["GET"], path: path, at: Fixture.place(6))] : [],
                narrowings: claims.map { Fixture.narrowing($0) }, because: Fixture.because))
    }

    static func asking() -> Profile {
        var profile = Profile()
        profile.network.unknownHosts = UnknownHostGrant(at: Fixture.place(8))
        return profile
    }

    static func client(_ act: ClientAct, _ value: Bool = true) -> Profile {
        var profile = Profile()
        profile.client.stated[act] = Located(value, at: Fixture.place(7))
        return profile
    }

    static func entry(_ grant: FileSystemGrant) -> Profile {
        var profile = Profile()
        profile.filesystem = [grant]
        return profile
    }

    static func environment(pass name: String) throws -> Profile {
        var profile = Profile()
        profile.environment.pass = [try PassedVariable(name, at: Fixture.place(8), because: Fixture.because)]
        return profile
    }

    static let reading: Set<Leg> = [.privateData, .untrustedInput]
    static let all = Set(Leg.allCases)
    static let node = NodeGrant(path: Fixture.path("/dev/kvm"), at: Fixture.place(2))

    static let rows: [Row] = [
        Row(name: "nothing", profile: Profile(), legs: []),
        Row(
            name: "scratch", profile: entry(.scratch(ScratchGrant(path: Fixture.path("/tmp"), at: Fixture.place(2)))),
            legs: []),
        Row(name: "a file", profile: path("/srv/f"), facts: facts("/srv/f", .file), legs: [.privateData]),
        Row(
            name: "a file, written", profile: path("/srv/f", write: true), facts: facts("/srv/f", .file),
            legs: [.privateData]),
        Row(
            name: "a file, public", profile: path("/srv/f", .sensitivityPublic), facts: facts("/srv/f", .file), legs: []
        ),
        Row(name: "a directory", profile: path("/srv/d"), facts: facts("/srv/d", .directory), legs: reading),
        Row(name: "a directory, written", profile: path("${workspace}", write: true), legs: reading),
        Row(name: "a path that nobody looked at", profile: path("~/.gitconfig"), legs: reading),
        Row(
            name: "a directory, trusted", profile: path("${workspace}", .originTrusted), legs: [.privateData]),
        Row(
            name: "a directory, trusted and public", profile: path("/srv/d", .originTrusted, .sensitivityPublic),
            legs: []),
        Row(name: "a shared directory", profile: path("/srv/d", write: true, shared: true), legs: all),
        Row(
            name: "a shared file", profile: path("/srv/f", write: true, shared: true), facts: facts("/srv/f", .file),
            legs: all),
        Row(
            name: "a shared directory, narrowed twice",
            profile: path("/srv/d", write: true, shared: true, .originTrusted, .sensitivityPublic), legs: [.egress]),
        Row(name: "a host", profile: host("api.example.org"), legs: [.untrustedInput, .egress]),
        Row(
            name: "an inspected host of trusted origin",
            profile: host("api.example.org", inspect: true, .originTrusted),
            legs: [.egress]),
        Row(
            name: "an inspected host with an audience of its own",
            profile: host("api.example.org", inspect: true, .audienceOwn), legs: [.untrustedInput]),
        Row(
            name: "a host with a credential", profile: host("api.example.org", inspect: true, credential: true),
            legs: all),
        Row(name: "a host in a private range", profile: host("db.example.org", isPrivate: true), legs: all),
        Row(name: "a host that only a private range has", profile: host("10.1.2.3"), legs: all),
        Row(
            name: "a host with a credential and rules, narrowed",
            profile: host("api.example.org", inspect: true, credential: true, rules: true, .audienceOwn), legs: reading),
        Row(
            name: "a host in a private range with rules, narrowed",
            profile: host("db.example.org", inspect: true, isPrivate: true, rules: true, .originTrusted),
            legs: [.privateData, .egress]),
        Row(
            name: "a shared front with a credential and rules that say what of it, its audience narrowed",
            profile: host(
                "api.github.com", inspect: true, credential: true, rules: true, path: "/repos/*", .audienceOwn),
            legs: reading),
        Row(
            name: "a shared front with a credential and rules that say what of it, its origin narrowed",
            profile: host(
                "api.github.com", inspect: true, credential: true, rules: true, path: "/repos/*", .originTrusted),
            legs: [.privateData, .egress]),
        Row(name: "hosts that a person may allow", profile: asking(), legs: [.untrustedInput, .egress]),
        Row(name: "sampling", profile: client(.sampling), legs: all),
        Row(name: "sampling, refused", profile: client(.sampling, false), legs: []),
        Row(name: "includeContext", profile: client(.includeContext), legs: all),
        Row(name: "elicitation by URL", profile: client(.elicitationURLs), legs: [.egress]),
        Row(name: "outside links", profile: client(.outsideLinks), legs: [.egress]),
        Row(name: "a Unix socket of the host", profile: entry(.socket(node)), legs: all),
        Row(name: "a device", profile: entry(.device(node)), legs: all),
    ]

    @Test("A grant carries the legs of its row", arguments: rows)
    func legs(row: Row) {
        let derived = Legs.derive(row.profile, facts: row.facts)
        #expect(derived.legs == row.legs)
        #expect(derived.refusals.filter { $0.code != .trifectaAllThreeLegs }.isEmpty)
        #expect((derived.refusal?.code == .trifectaAllThreeLegs) == (row.legs == Self.all))
    }

    @Test("The box's own loopback carries no leg")
    func loopback() {
        var profile = Profile()
        profile.network.loopback = Fixture.place(1)
        #expect(Legs.derive(profile).legs.isEmpty)
    }

    @Test(
        "A passed variable carries private-data exactly when its name looks secret",
        arguments: [
            ("GITHUB_TOKEN", true), ("OPENAI_API_KEY", true), ("SSH_AUTH_SOCK", true), ("DATABASE_URL", true),
            ("AWS_SECRET_ACCESS_KEY", true), ("npm_config__auth", true), ("MY_PAT", true), ("KUBECONFIG", true),
            ("TZ", false), ("GIT_AUTHOR_NAME", false), ("PATH", false), ("PWD", false), ("KEYBOARD_LAYOUT", false),
        ])
    func environment(name: String, isSecret: Bool) throws {
        #expect(Legs.derive(try Self.environment(pass: name)).legs == (isSecret ? [.privateData] : []))
    }

    @Test("A program's grant carries the legs of a path, unless it is installed software")
    func programs() {
        func legs(_ kind: NodeKind, _ carriesNoLeg: Bool) -> Set<Leg> {
            let grant = ProgramGrant(path: "/srv/tool", kind: kind, reason: "test", carriesNoLeg: carriesNoLeg)
            return Legs.derive(Profile(), programGrants: [grant]).legs
        }
        #expect(legs(.directory, true).isEmpty)
        #expect(legs(.file, false) == [.privateData])
        #expect(legs(.directory, false) == Self.reading)
    }

    @Test("A writable tree with a remote is deferred egress, shown and not counted")
    func deferred() {
        let workspace = Fixture.path("${workspace}")
        let facts = HostFacts([workspace: PathFacts(kind: .directory, isPersonal: true, hasRemote: true)])
        let written = Legs.derive(Self.path("${workspace}", write: true), facts: facts)
        #expect(written.deferred.map(\.leg) == [.egress])
        #expect(written.legs == Self.reading)
        #expect(written.refusal == nil)
        #expect(Legs.derive(Self.path("${workspace}"), facts: facts).deferred.isEmpty)
    }
}
