import LaunchPlan
import Policy
import PolicyFixtures
import Refusals
import Testing

@Suite("A child adds or tightens")
struct MergingTests {
    static func grant(_ text: String, _ line: Int, write: Bool = false) -> PathGrant {
        PathGrant(path: Fixture.path(text), at: Fixture.place(line), isWritable: write)
    }

    /// The code and line of the refusal, or nil where the two merge.
    static func conflict(_ child: Profile, _ parent: Profile) -> Refusals.SourceLocation? {
        do {
            _ = try child.merging(parent: parent)
            return nil
        } catch {
            #expect(error.code == .profileConflict)
            return error.location
        }
    }

    @Test("Entries append, the parent's first")
    func append() throws {
        let parent = Fixture.profile(Self.grant("/srv/a", 1))
        let child = Fixture.profile(Self.grant("/srv/b", 2))
        #expect(try child.merging(parent: parent).pathGrants.map(\.path.description) == ["/srv/a", "/srv/b"])
    }

    @Test("A path named again keeps what the parent granted and gains what the child adds")
    func restated() throws {
        var parent = Self.grant("${workspace}", 1, write: true)
        parent.protect = [Fixture.relative("a")]
        parent.narrowings = [Fixture.narrowing(.originTrusted)]
        var child = Self.grant("${workspace}", 2, write: true)
        child.protect = [Fixture.relative("b"), Fixture.relative("a")]
        child.hide = [Fixture.relative("c")]
        child.isOptional = true
        let merged = try Fixture.profile(child).merging(parent: Fixture.profile(parent)).pathGrants
        #expect(merged.count == 1)
        #expect(merged[0].protect.map(\.value.text) == ["a", "b"])
        #expect(merged[0].hide.map(\.value.text) == ["c"])
        #expect(!merged[0].isOptional)
        #expect(merged[0].narrowings.isEmpty, "a claim that the child does not repeat is gone, and the leg is back")
        #expect(merged[0].location == Fixture.place(2))
    }

    @Test("A child cannot take back, quietly or not, what the parent grants")
    func takingBack() {
        let written = Fixture.profile(Self.grant("/srv/a", 1, write: true))
        #expect(Self.conflict(Fixture.profile(Self.grant("/srv/a", 2)), written) == Fixture.place(2))

        var narrowed = Self.grant("/srv/a", 2, write: true)
        narrowed.narrowings = [Fixture.narrowing(.originTrusted, 5)]
        #expect(Self.conflict(Fixture.profile(narrowed), written) == Fixture.place(5))

        var online = Profile()
        online.network.loopback = Fixture.place(1)
        var offline = Profile()
        offline.network.none = Fixture.place(2)
        #expect(Self.conflict(offline, online) == Fixture.place(2))
        #expect(Self.conflict(online, offline) == nil, "`none` grants nothing, as an empty list, and more may be added")
    }

    @Test("One path is one kind of entry")
    func kinds() {
        var scratch = Profile()
        scratch.filesystem = [.scratch(ScratchGrant(path: Fixture.path("/srv/a"), at: Fixture.place(2)))]
        #expect(Self.conflict(scratch, Fixture.profile(Self.grant("/srv/a", 1))) == Fixture.place(2))
    }

    @Test("One connection is judged by one entry")
    func hosts() {
        func host(_ ports: [UInt16], _ line: Int) -> Profile {
            Fixture.profile(HostGrant(host: Fixture.host("a.example.org"), at: Fixture.place(line), ports: ports))
        }
        #expect(Self.conflict(host([80, 443], 2), host([443], 1)) == Fixture.place(2))
        #expect(Self.conflict(host([80], 2), host([443], 1)) == nil)
    }

    @Test("A word that the parent states can only be made stricter")
    func stricter() {
        func proc(_ value: ProcessFileSystem, _ line: Int) -> Profile {
            var profile = Profile()
            profile.runtime.proc = Located(value, at: Fixture.place(line))
            return profile
        }
        func toggle(_ key: WritableKeyPath<RuntimeSettings, Located<Bool>?>, _ value: Bool, _ line: Int) -> Profile {
            var profile = Profile()
            profile.runtime[keyPath: key] = Located(value, at: Fixture.place(line))
            return profile
        }
        func enforce(_ value: LimitSettings.Enforcement, _ line: Int) -> Profile {
            var profile = Profile()
            profile.limits.enforce = Located(value, at: Fixture.place(line))
            return profile
        }
        func tier(_ value: MinimumTier, _ line: Int) -> Profile {
            var profile = Profile()
            profile.minimumTier = Located(value, at: Fixture.place(line))
            return profile
        }
        func sampling(_ value: Bool, _ line: Int) -> Profile {
            var profile = Profile()
            profile.client.stated[.sampling] = Located(value, at: Fixture.place(line))
            return profile
        }
        let line = Fixture.place(2)
        #expect(Self.conflict(proc(.fullMasked, 2), proc(.pidOnly, 1)) == line)
        #expect(Self.conflict(proc(.empty, 2), proc(.pidOnly, 1)) == nil)
        #expect(Self.conflict(toggle(\.unixSockets, true, 2), toggle(\.unixSockets, false, 1)) == line)
        #expect(Self.conflict(toggle(\.unixSockets, false, 2), toggle(\.unixSockets, true, 1)) == nil)
        #expect(Self.conflict(toggle(\.writeXorExecute, false, 2), toggle(\.writeXorExecute, true, 1)) == line)
        #expect(Self.conflict(toggle(\.writeXorExecute, true, 2), toggle(\.writeXorExecute, false, 1)) == nil)
        #expect(Self.conflict(enforce(.any, 2), enforce(.cgroup, 1)) == line)
        #expect(Self.conflict(enforce(.cgroup, 2), enforce(.any, 1)) == nil)
        #expect(Self.conflict(tier(.landlock, 2), tier(.full, 1)) == line)
        #expect(Self.conflict(tier(.fullMinus([.landlock]), 2), tier(.full, 1)) == line)
        #expect(Self.conflict(tier(.fullMinus([.landlock]), 2), tier(.fullMinus([.cgroupNamespace]), 1)) == line)
        #expect(Self.conflict(tier(.fullMinus([.landlock]), 2), tier(.landlock, 1)) == nil)
        #expect(Self.conflict(tier(.full, 2), tier(.landlock, 1)) == nil)
        #expect(Self.conflict(sampling(true, 2), sampling(false, 1)) == line)
        #expect(Self.conflict(sampling(false, 2), sampling(true, 1)) == line)
    }

    @Test("A limit is the child's, lower or higher", arguments: [64, 1024])
    func limits(mebibytes: UInt64) throws {
        var parent = Profile()
        parent.limits.memory = Located(ByteCount(256 << 20), at: Fixture.place(1))
        parent.limits.processes = Located(8, at: Fixture.place(2))
        var child = Profile()
        child.limits.memory = Located(ByteCount(mebibytes << 20), at: Fixture.place(3))
        let merged = try child.merging(parent: parent)
        #expect(merged.limits.memory?.value == ByteCount(mebibytes << 20))
        #expect(merged.limits.processes?.value == 8)
    }

    @Test("A value of the profile may stand in for the client's, and not the other way round")
    func environment() throws {
        var passing = Profile()
        passing.environment.pass = [try PassedVariable("TZ", at: Fixture.place(1))]
        var setting = Profile()
        setting.environment.set = [try SetVariable("TZ", to: try Template("UTC"), at: Fixture.place(2))]
        let merged = try setting.merging(parent: passing)
        #expect(merged.environment.pass.isEmpty)
        #expect(merged.environment.set.map(\.name) == ["TZ"])
        #expect(Self.conflict(passing, setting) == Fixture.place(1))
    }

    @Test("A socket of the host needs Unix sockets")
    func sockets() throws {
        var profile = Profile()
        profile.filesystem = [.socket(NodeGrant(path: Fixture.path("/srv/s"), at: Fixture.place(3)))]
        do {
            try profile.checkConsistency()
            Issue.record("a socket passed while Unix sockets are denied")
        } catch {
            #expect(error.code == .profileConflict && error.location == Fixture.place(3))
        }
        profile.runtime.unixSockets = Located(true, at: Fixture.place(4))
        try profile.checkConsistency()
    }

    @Test("Merging with an empty parent changes nothing but the order of words")
    func identity() throws {
        for seed in UInt64(1)...100 {
            var generator = RandomProfile(seed: seed)
            let profile = generator.profile()
            #expect(try profile.merging(parent: Profile()) == profile, "seed \(seed)")
        }
    }
}
