import Policy
import PolicyFixtures
import Refusals
import Testing

@Suite("Properties of legs")
struct LegPropertyTests {
    static let seeds: ClosedRange<UInt64> = 1...400

    @Test("Adding a grant never removes a leg")
    func adding() {
        for seed in Self.seeds {
            var generator = RandomProfile(seed: seed)
            var profile = generator.profile()
            var legs = Legs.derive(profile).legs
            for _ in 0..<6 {
                generator.addEntry(to: &profile)
                let more = Legs.derive(profile).legs
                #expect(more.isSuperset(of: legs), "seed \(seed)")
                legs = more
            }
        }
    }

    @Test("Merging never loses a leg of the parent or of the child")
    func merging() {
        var merges = 0
        for seed in Self.seeds {
            var generator = RandomProfile(seed: seed)
            let parent = generator.profile()
            let child = generator.profile()
            guard let merged = try? child.merging(parent: parent) else { continue }
            merges += 1
            let legs = Legs.derive(merged).legs
            #expect(legs.isSuperset(of: Legs.derive(parent).legs), "seed \(seed)")
            #expect(legs.isSuperset(of: Legs.derive(child).legs), "seed \(seed)")
        }
        #expect(merges > 150, "the generator must make profiles that merge")
    }

    @Test("Taking a narrowing out never removes a leg")
    func narrowing() {
        for seed in Self.seeds {
            var generator = RandomProfile(seed: seed)
            var profile = generator.profile()
            let legs = Legs.derive(profile).legs
            for index in profile.network.hosts.indices { profile.network.hosts[index].narrowings = [] }
            profile.filesystem = profile.filesystem.map { entry in
                guard case .path(var grant) = entry else { return entry }
                grant.narrowings = []
                return .path(grant)
            }
            #expect(Legs.derive(profile).legs.isSuperset(of: legs), "seed \(seed)")
        }
    }

    @Test("A box is refused exactly when it holds all three legs, where no narrowing is at fault")
    func refusal() {
        var refused = 0
        for seed in Self.seeds {
            var generator = RandomProfile(seed: seed)
            let derived = Legs.derive(generator.profile())
            let isTrifecta = derived.legs.count == 3
            refused += isTrifecta ? 1 : 0
            #expect(derived.refusals.contains { $0.code == .trifectaAllThreeLegs } == isTrifecta, "seed \(seed)")
            #expect(derived.refusals.filter { $0.code == .narrowingNotAllowed }.isEmpty, "seed \(seed)")
        }
        #expect((50...350).contains(refused), "the generator must make both kinds")
    }

    @Test("A leg that is dropped has a narrowing to show for it")
    func accounted() {
        for seed in Self.seeds {
            var generator = RandomProfile(seed: seed)
            let profile = generator.profile()
            let derived = Legs.derive(profile)
            #expect(derived.narrowings.count <= profile.narrowings.count, "seed \(seed)")
            #expect(derived.narrowings.allSatisfy { !$0.narrowing.because.text.isEmpty }, "seed \(seed)")
        }
    }
}
