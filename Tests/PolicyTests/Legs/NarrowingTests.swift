import LaunchPlan
import Policy
import PolicyFixtures
import Refusals
import Testing

@Suite("Narrowings")
struct NarrowingTests {
    @Test(
        "A path in a home or workspace cannot be public",
        arguments: [
            "${workspace}", "${workspace}/docs", "~/notes", "${home}", "${cache}", "/home/ann/x", "/root/x", "/home",
            "/",
            "/srv/${set}", "${set}/x",
        ])
    func personal(text: String) {
        let derived = Legs.derive(LegTableTests.path(text, .sensitivityPublic))
        #expect(derived.refusals.map(\.code) == [.narrowingNotAllowed])
        #expect(derived.refusal?.location == Fixture.place(9))
        #expect(derived.legs.contains(.privateData))
    }

    @Test("What the host knows to lie in a home cannot be public, whatever its text says")
    func personalByFact() {
        let facts = LegTableTests.facts("/srv/ann", .directory, isPersonal: true)
        let derived = Legs.derive(LegTableTests.path("/srv/ann", .sensitivityPublic), facts: facts)
        #expect(derived.refusal?.code == .narrowingNotAllowed)
    }

    @Test("What the host knows to lie elsewhere can be public, also by a variable of --set")
    func elsewhereByFact() {
        let facts = LegTableTests.facts("${set}/x", .file)
        let derived = Legs.derive(LegTableTests.path("${set}/x", .sensitivityPublic), facts: facts)
        #expect(derived.refusal == nil)
        #expect(derived.legs.isEmpty)
        #expect(derived.narrowings.map(\.leg) == [.privateData])
    }

    static let refused: [(String, Profile)] = [
        ("a path with an audience", LegTableTests.path("/srv/x", .audienceOwn)),
        ("a public path that reveals secrets", LegTableTests.path("/srv/x", reveal: true, .sensitivityPublic)),
        ("a public host", LegTableTests.host("api.example.org", inspect: true, .sensitivityPublic)),
        ("a wildcard", LegTableTests.host("*.example.org", inspect: true, .originTrusted)),
        ("an address", LegTableTests.host("8.8.8.8", inspect: true, .originTrusted)),
        ("a shared front", LegTableTests.host("bucket.s3.amazonaws.com", inspect: true, .audienceOwn)),
        ("a forge", LegTableTests.host("api.github.com", inspect: true, .originTrusted)),
        (
            "a forge with rules, and nobody's account",
            LegTableTests.host("api.github.com", inspect: true, rules: true, path: "/repos/*", .audienceOwn)
        ),
        (
            "a forge with a credential and no rules",
            LegTableTests.host("api.github.com", inspect: true, credential: true, .audienceOwn)
        ),
        (
            "a forge with a credential and a rule for all of it",
            LegTableTests.host("api.github.com", inspect: true, credential: true, rules: true, .audienceOwn)
        ),
        (
            "a forge with a credential and a rule for the same part of everything",
            LegTableTests.host(
                "api.github.com", inspect: true, credential: true, rules: true, path: "/{a}/x", .audienceOwn)
        ),
        (
            "both legs of a forge",
            LegTableTests.host(
                "api.github.com", inspect: true, credential: true, rules: true, path: "/repos/*", .originTrusted,
                .audienceOwn)
        ),
        ("a host that is not inspected", LegTableTests.host("api.example.org", .originTrusted)),
        ("two legs of one host", LegTableTests.host("api.example.org", inspect: true, .originTrusted, .audienceOwn)),
        (
            "a host with a credential and no rules",
            LegTableTests.host("api.example.org", inspect: true, credential: true, .audienceOwn)
        ),
        (
            "a private host without rules",
            LegTableTests.host("db.example.org", inspect: true, isPrivate: true, .originTrusted)
        ),
    ]

    @Test("A narrowing that is not permitted is refused at its line and drops nothing", arguments: refused)
    func notPermitted(name: String, profile: Profile) {
        var bare = profile
        bare.filesystem = profile.pathGrants.map { grant in
            var grant = grant
            grant.narrowings = []
            return .path(grant)
        }
        for index in bare.network.hosts.indices { bare.network.hosts[index].narrowings = [] }
        let derived = Legs.derive(profile)
        #expect(derived.refusals.contains { $0.code == .narrowingNotAllowed && $0.location == Fixture.place(9) })
        #expect(derived.legs == Legs.derive(bare).legs)
        #expect(derived.narrowings.isEmpty)
    }

    @Test("A narrowing carries its reason to where it is shown")
    func shown() {
        let derived = Legs.derive(LegTableTests.path("${workspace}", .originTrusted))
        #expect(derived.narrowings.map(\.narrowing.because) == [Fixture.because])
        #expect(derived.narrowings.map(\.grant) == ["read: ${workspace}"])
    }

    @Test("A reason is never blank", arguments: ["", " ", "\n \n"])
    func blank(text: String) { #expect(Reason(text) == nil) }

    @Test(
        "A shared front covers the names below it and no look-alike",
        arguments: [
            ("github.io", true), ("a.b.github.io", true), ("mygithub.io", false), ("github.io.example.org", false),
            ("io", false),
        ])
    func fronts(name: String, isShared: Bool) { #expect(SharedFronts.contains(name) == isShared) }
}
