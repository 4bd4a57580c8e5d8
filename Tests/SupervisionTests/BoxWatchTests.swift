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

    private static func watch(
        memory: HeldLimit.Holder = .watch, processes: UInt64? = nil, processors: Int = 2
    ) -> BoxWatch {
        var watch = BoxWatch(
            limits: limits(memory: memory, processes: processes), crowdedFor: .seconds(5), processors: processors)
        watch.begin(at: .now)
        return watch
    }

    /// What a look sees of one process that has had a processor for this long.
    private static func sight(
        resident: UInt64 = 0, threads: Int = 2, process: Int32 = 7, milliseconds: UInt64 = 0, faulted: UInt64 = 0,
        start: UInt64 = 1
    ) -> BoxWatch.Sight {
        let process = BoxUsage.Process(
            number: process, start: start, processorNanoseconds: milliseconds * 1_000_000, faultedBytes: faulted)
        return BoxWatch.Sight(residentBytes: resident, threadCount: threads, usage: BoxUsage([process]))
    }

    /// How long after a look the next one is due.
    private func pause(_ sight: BoxWatch.Sight, processors: Int = 2) throws -> Duration {
        var watch = Self.watch(processors: processors)
        let time = MonotonicTime.now
        guard case .wait = watch.judge(sight, at: time, hasOpenRequests: true) else {
            Issue.record("not left alone")
            return .zero
        }
        return try #require(watch.nextLook(hasOpenRequests: false)) - time
    }

    @Test func `the nearer a box is to its limit, the sooner it is looked at again`() throws {
        let pauses = try [0, 128, 200, 250, 256].map { used in try pause(Self.sight(resident: used << 20)) }
        #expect(pauses == pauses.sorted(by: >))
        #expect(pauses[0] >= .milliseconds(30) && pauses[4] < .milliseconds(30))
    }

    @Test func `a box that can use more processors is looked at more often`() throws {
        let pauses = try [1, 2, 4].map { try pause(Self.sight(resident: 0), processors: $0) }
        #expect(pauses == pauses.sorted(by: >))
    }

    @Test(arguments: [1, 2, 6]) func `a box cannot pass its limit by a twentieth between two looks`(
        processors: Int
    ) throws {
        for used in [0, 100, 200, 240, 255] as [UInt64] {
            let pause = try pause(Self.sight(resident: used << 20), processors: processors)
            // Where that is sooner than a look takes, it is the look that limits.
            if pause <= .milliseconds(5) { continue }
            let grown = Double(pause.wholeNanoseconds) / 1e9 * Double(UInt64(3 << 30) * UInt64(processors))
            #expect(Double(used << 20) + grown <= Double(Self.limit) * 1.05, "\(used)MiB")
        }
    }

    @Test func `pages that processes share do not count for each of them`() throws {
        var watch = Self.watch()
        let crowd = Self.sight(resident: 4 * Self.limit)
        guard case .count = watch.judge(crowd, at: .now, hasOpenRequests: false) else {
            Issue.record("not counted")
            return
        }
        #expect(watch.counted(Self.limit, after: crowd, at: .now) == nil)
        let seen = watch.counted(Self.limit + 1, after: crowd, at: .now)
        let refusal = try #require(seen)
        #expect(refusal.code == .limitExceeded)
        #expect(refusal.reason.contains("memory, 256MiB"))
        #expect(refusal.location?.line == 3)
    }

    @Test func `pages are counted again only when the box has had the time to fill what was left`() throws {
        var watch = Self.watch()
        let start = MonotonicTime.now
        func isCounted(_ sight: BoxWatch.Sight, after seconds: Int) -> Bool {
            if case .count = watch.judge(sight, at: start + .seconds(seconds), hasOpenRequests: false) {
                true
            } else {
                false
            }
        }
        func sight(_ milliseconds: UInt64, start: UInt64 = 1) -> BoxWatch.Sight {
            Self.sight(resident: 4 * Self.limit, milliseconds: milliseconds, start: start)
        }
        #expect(isCounted(sight(1000), after: 0))
        #expect(watch.counted(Self.limit / 2, after: sight(1000), at: start) == nil)
        // 128 MiB take 41 ms at 3 GiB a second, however long nothing ran.
        #expect(!isCounted(sight(1000), after: 100))
        #expect(!isCounted(sight(1040), after: 101))
        #expect(isCounted(sight(1043), after: 102))
        let faulted = Self.sight(resident: 4 * Self.limit, milliseconds: 1000, faulted: Self.limit / 2 + 4096)
        #expect(isCounted(faulted, after: 102))
        // Another process under the same number has had all of its time since.
        #expect(isCounted(sight(1040, start: 2), after: 103))
    }

    @Test func `only a box that was at work stands still to be counted`() throws {
        var watch = Self.watch()
        let start = MonotonicTime.now
        func halts(_ milliseconds: UInt64, after seconds: Int) -> Bool? {
            let sight = Self.sight(resident: 4 * Self.limit, milliseconds: milliseconds)
            guard
                case .count(let halting) = watch.judge(sight, at: start + .seconds(seconds), hasOpenRequests: false)
            else { return nil }
            return halting
        }
        #expect(halts(1000, after: 0) == true, "nothing is known of it")
        #expect(halts(1001, after: 1) == false)
        #expect(halts(1901, after: 2) == true)
    }

    @Test func `nothing more is seen of a box that has had no processor`() throws {
        var watch = Self.watch()
        let start = MonotonicTime.now
        #expect(!watch.rests(at: start) { _ in 0 }, "it was never seen")
        guard case .wait = watch.judge(Self.sight(milliseconds: 5), at: start, hasOpenRequests: false) else { return }
        #expect(watch.rests(at: start) { _ in 5_000_000 })
        #expect(try #require(watch.nextLook(hasOpenRequests: false)) > start + .milliseconds(30))
        #expect(!watch.rests(at: start) { _ in 5_000_001 })
        #expect(!watch.rests(at: start) { _ in nil }, "it has ended")
        #expect(watch.rests(at: start) { _ in 5_000_000 } && watch.rests(at: start) { _ in 5_000_000 })
        #expect(!watch.rests(at: start) { _ in 5_000_000 }, "not for ever: a look may have missed a process")
    }

    @Test func `a box of which nothing was seen is looked at again`() {
        var watch = Self.watch()
        let nothing = BoxWatch.Sight(residentBytes: 0, threadCount: 0, usage: BoxUsage([]))
        guard case .wait = watch.judge(nothing, at: .now, hasOpenRequests: false) else { return }
        #expect(!watch.rests(at: .now) { _ in nil })
    }

    @Test func `memory that a control group holds is not looked at`() {
        let watch = Self.watch(memory: .group)
        #expect(watch.nextLook(hasOpenRequests: true) == nil)
    }

    @Test func `without memory to watch, a box is looked at only while somebody waits`() {
        let watch = Self.watch(memory: .group, processes: 8)
        #expect(watch.nextLook(hasOpenRequests: true) != nil)
        #expect(watch.nextLook(hasOpenRequests: false) == nil)
    }

    @Test func `a crowded box is ended only while somebody waits, and only when it stays so`() throws {
        var watch = Self.watch(processes: 8)
        let start = MonotonicTime.now
        func look(after seconds: Int, threads: Int, waits: Bool) -> Refusal? {
            let judgement = watch.judge(
                Self.sight(threads: threads), at: start + .seconds(seconds), hasOpenRequests: waits)
            if case .exceeded(let refusal) = judgement { return refusal }
            return nil
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
