import Policy
import PolicyFixtures
import Refusals
import Testing

@Suite("The trifecta rule")
struct TrifectaTests {
    static let workspace = LegTableTests.path("${workspace}", write: true)

    static func with(_ hosts: String...) -> Profile {
        var profile = workspace
        profile.network.hosts = hosts.enumerated().map { index, host in
            HostGrant(host: Fixture.host(host), at: Fixture.place(20 + index))
        }
        return profile
    }

    @Test("Three legs are refused, with one grant and its line for each")
    func named() throws {
        let refusal = try #require(Legs.derive(Self.with("api.example.org")).refusal)
        #expect(refusal.code == .trifectaAllThreeLegs)
        #expect(
            refusal.reason == """
                the box would hold all three legs: private-data from `read: ${workspace}, write: true` (test.yaml:3:1); \
                untrusted-input from `read: ${workspace}, write: true` (test.yaml:3:1) and 1 more; \
                egress from `host: api.example.org` (test.yaml:20:1)
                """)
        #expect(refusal.location == Fixture.place(20))
        #expect(refusal.advice.contains("take out `host: api.example.org` (test.yaml:20:1)"))
    }

    @Test("Taking out what the refusal names closes the leg")
    func closes() {
        var profile = Self.with("api.example.org", "*.example.com")
        #expect(Legs.derive(profile).refusal != nil)
        profile.network.hosts = []
        #expect(Legs.derive(profile).refusal == nil)
    }

    @Test("The refusal speaks of the leg that the fewest grants carry")
    func fewest() throws {
        var profile = LegTableTests.path("/srv/d", .originTrusted)
        profile.network.hosts = Self.with("a.example.org", "b.example.org").network.hosts
        let refusal = try #require(Legs.derive(profile).refusal)
        #expect(refusal.location == Fixture.place(3))
        #expect(refusal.advice.hasPrefix("to close private-data"))
        #expect(refusal.advice.contains("state `sensitivity: public` there"))
    }

    @Test("No narrowing is advised that would not be permitted")
    func advice() throws {
        let refusal = try #require(Legs.derive(Self.with("*.example.org")).refusal)
        #expect(!refusal.advice.contains("audience"))
    }

    @Test("Two legs of any kind are fine")
    func two() {
        #expect(Legs.derive(Self.workspace).refusal == nil)
        #expect(Legs.derive(LegTableTests.host("api.example.org")).refusal == nil)
    }

    @Test("Evidence stands by leg, and by place within a leg")
    func order() {
        let derived = Legs.derive(Self.with("api.example.org"))
        #expect(
            derived.evidence.map { "\($0.leg.rawValue) \($0.location?.line ?? 0)" } == [
                "private-data 3", "untrusted-input 3", "untrusted-input 20", "egress 20",
            ])
    }
}
