import Kernel
import Policy
import Refusals
import Supervision
import Testing

/// When the supervisor looks at a box, and what it makes of what it sees.
@Suite struct BoxWatchTests {
    private static let limit: UInt64 = 256 << 20

    private static func limits(memory: HeldLimit.Holder = .watch, processes: UInt64? = nil) -> SupervisedLimits {
        var limits = SupervisedLimits()
        limits.memory = HeldLimit(
            name: "memory", value: "256MiB", holder: memory,
            location: SourceLocation(file: "p.yaml", line: 3, column: 9))
        limits.memoryBytes = limit
        limits.processes = processes.map { HeldLimit(name: "processes", value: "\($0)", holder: .rlimit) }
        limits.processCount = processes
        return limits
    }

    private static func sight(
        resident: UInt64 = 0, proportional: UInt64 = 0, threads: Int = 2
    ) -> BoxWatch.Sight {
        BoxWatch.Sight(residentBytes: resident, proportionalBytes: { _ in proportional }, threadCount: threads)
    }

    /// How long after a look the next one is due.
    private func pause(_ sight: BoxWatch.Sight, limits: SupervisedLimits) throws -> Duration {
        var watch = BoxWatch(limits: limits, crowdedFor: .seconds(5))
        watch.begin(at: .now)
        let time = MonotonicTime.now
        #expect(watch.look(at: time, hasOpenRequests: true, see: { sight }) == nil)
        return try #require(watch.nextLook) - time
    }

    @Test func `the nearer a box is to its limit, the sooner it is looked at again`() throws {
        let pauses = try [0, 128, 200, 250, 256].map { used in
            try pause(Self.sight(resident: used << 20), limits: Self.limits())
        }
        #expect(pauses == pauses.sorted(by: >))
        #expect(pauses[0] >= .milliseconds(100) && pauses[4] >= .milliseconds(10))
    }

    @Test func `pages that processes share do not count for each of them`() throws {
        var watch = BoxWatch(limits: Self.limits(), crowdedFor: .seconds(5))
        watch.begin(at: .now)
        let shared = Self.sight(resident: 4 * Self.limit, proportional: Self.limit)
        #expect(watch.look(at: .now, hasOpenRequests: false, see: { shared }) == nil)
        let bomb = Self.sight(resident: 4 * Self.limit, proportional: Self.limit + 1)
        let seen = watch.look(at: .now, hasOpenRequests: false, see: { bomb })
        let refusal = try #require(seen)
        #expect(refusal.code == .limitExceeded)
        #expect(refusal.reason.contains("memory, 256MiB"))
        #expect(refusal.location?.line == 3)
    }

    @Test func `memory that a control group holds is not looked at`() {
        var watch = BoxWatch(limits: Self.limits(memory: .group), crowdedFor: .seconds(5))
        watch.begin(at: .now)
        #expect(watch.nextLook == nil)
    }

    @Test func `a crowded box is ended only while somebody waits, and only when it stays so`() throws {
        var watch = BoxWatch(limits: Self.limits(processes: 8), crowdedFor: .seconds(5))
        let start = MonotonicTime.now
        func look(after seconds: Int, threads: Int, waits: Bool) -> Refusal? {
            watch.look(
                at: start + .seconds(seconds), hasOpenRequests: waits, see: { Self.sight(threads: threads) })
        }
        #expect(look(after: 0, threads: 8, waits: true) == nil)
        #expect(look(after: 4, threads: 8, waits: true) == nil)
        // A look that sees room, or nobody waiting, begins the time anew.
        #expect(look(after: 5, threads: 7, waits: true) == nil)
        #expect(look(after: 6, threads: 8, waits: true) == nil)
        #expect(look(after: 12, threads: 8, waits: false) == nil)
        #expect(look(after: 13, threads: 8, waits: true) == nil)
        let refusal = try #require(look(after: 18, threads: 8, waits: true))
        #expect(refusal.code == .limitExceeded && refusal.reason.contains("processes, 8"))
    }
}
