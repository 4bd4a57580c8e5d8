package import Kernel
package import Policy
package import Refusals

/// The supervisor's own eye on a box's limits, where no control group holds them.
///
/// No memory grows without a processor's time. So a look says when the next one is due: before the box, growing as fast
/// as `bytesPerSecond` on every processor, can have passed its limit by more than a fortieth; as much again is left for
/// what it takes to look and to act. Of a box that has had no processor since, nothing else needs to be seen.
///
/// First every page counts for every process that has it, which is cheap to know and too much. Where that is more than
/// the limit, the pages are counted one by one, and not again before the box can have grown to the limit, by the time
/// and the pages that its processes were given since. A box that was at work stands still for such a count: it would
/// outgrow it.
package struct BoxWatch: Sendable {
    /// What a look saw.
    package struct Sight: Sendable {
        /// Memory with each page counted for every process that has it.
        package var residentBytes: UInt64
        package var threadCount: Int
        package var usage: BoxUsage

        package init(residentBytes: UInt64, threadCount: Int, usage: BoxUsage) {
            self.residentBytes = residentBytes
            self.threadCount = threadCount
            self.usage = usage
        }
    }

    /// What to do about it.
    package enum Judgement: Sendable {
        case wait
        /// Count the pages, and tell `counted`; with `halting` after every process has stopped.
        case count(halting: Bool)
        case exceeded(Refusal)
    }

    private let limits: SupervisedLimits
    /// Nil where somebody else holds the memory.
    private let memoryBytes: UInt64?
    private let crowdedFor: Duration
    /// How fast the whole box is reckoned to grow, in bytes a second.
    private let growth: UInt64
    /// Since when every look saw as many processes as there may be, and somebody waited for an answer.
    private var crowdedSince: MonotonicTime?
    /// What the last count found, and what the processes had used by then.
    private var lastCount: (bytes: UInt64, usage: BoxUsage)?
    /// The last look, and what the processes had used by then.
    private var lastLook: (time: MonotonicTime, usage: BoxUsage)?
    /// How long the last look let the box be.
    private var lastPause = Duration.zero
    /// How often it was left alone since.
    private var restCount = 0
    private var dueAt: MonotonicTime?

    static let shortest = Duration.microseconds(500)
    static let longest = Duration.seconds(1)
    private static let mostRests = 3
    /// How fast a box is reckoned to grow on one processor: 3 GiB a second.
    ///
    /// Measured: 2.3 GB a second, with pages of 4 KiB on a virtual machine (Linux 6.18).
    static let bytesPerSecond: UInt64 = 3 << 30
    /// With more processors at work, they wait for the memory and for each other.
    static let mostProcessors = 6

    /// - Parameters:
    ///   - crowdedFor: How long a box may stand at its limit of processes without answering.
    ///   - processors: How many the machine has.
    package init(limits: SupervisedLimits, crowdedFor: Duration, processors: Int) {
        self.limits = limits
        self.crowdedFor = crowdedFor
        memoryBytes = limits.memory?.holder == .watch ? limits.memoryBytes : nil
        growth = Self.bytesPerSecond * UInt64(max(1, min(processors, Self.mostProcessors)))
    }

    /// The box is there.
    package mutating func begin(at time: MonotonicTime) {
        if memoryBytes != nil || limits.processCount != nil { dueAt = time + Self.shortest }
    }

    /// There is nothing to look at any more.
    package mutating func end() { dueAt = nil }

    /// When the next look is due; nil before the box is there, and where nothing could come of it.
    package func nextLook(hasOpenRequests: Bool) -> MonotonicTime? {
        // Nobody waits for a box that is merely full.
        memoryBytes != nil || hasOpenRequests ? dueAt : nil
    }

    /// Whether nothing in the box has had a processor since the last look; then it is left alone for as long again.
    ///
    /// A few times only: a look can miss a process whose siblings end at that moment (proc_pid_task_children(5)).
    ///
    /// - Parameter processorNanoseconds: What a process has had by now; nil when it is gone.
    package mutating func rests(at time: MonotonicTime, processorNanoseconds: (Int32) -> UInt64?) -> Bool {
        guard memoryBytes != nil, crowdedSince == nil, restCount < Self.mostRests, let lastLook,
            !lastLook.usage.processes.isEmpty,
            lastLook.usage.processes.allSatisfy({ processorNanoseconds($0.number) == $0.processorNanoseconds })
        else { return false }
        dueAt = time + lastPause
        restCount += 1
        return true
    }

    /// Judges what a look has seen that began at `time`.
    package mutating func judge(_ sight: Sight, at time: MonotonicTime, hasOpenRequests: Bool) -> Judgement {
        restCount = 0
        if let refusal = judgeCrowd(sight.threadCount, at: time, hasOpenRequests) { return .exceeded(refusal) }
        guard let memoryBytes else {
            dueAt = time + .seconds(1)
            return .wait
        }
        defer { lastLook = (time, sight.usage) }
        var used = sight.residentBytes
        if used > memoryBytes {
            used = upperBound(sight) ?? used
            if used > memoryBytes { return .count(halting: wasAtWork(sight, at: time)) }
        } else {
            lastCount = nil
        }
        planNextLook(used: used, of: memoryBytes, lookBegan: time)
        return .wait
    }

    /// Judges what a count has found that began at `time`, and before which `sight` was seen.
    ///
    /// A box that stood still has lost that time itself: its next look comes as soon as it can have grown.
    package mutating func counted(_ bytes: UInt64, after sight: Sight, at time: MonotonicTime) -> Refusal? {
        guard let memoryBytes else { return nil }
        if bytes > memoryBytes { return exceeded(limits.memory, "it used more than \(bytes >> 20)MiB") }
        lastCount = (bytes, sight.usage)
        planNextLook(used: bytes, of: memoryBytes, lookBegan: time)
        return nil
    }

    /// How much the box can have by now, after what the last count has found.
    ///
    /// The time bounds every kind of growth, and is known up to the last tick of the clock only; the pages are known to the
    /// last one, and whoever takes many at once is given them as one.
    private func upperBound(_ sight: Sight) -> UInt64? {
        lastCount.map { count in
            let seconds = Double(sight.usage.processorNanoseconds(since: count.usage)) / 1e9
            return count.bytes
                + max(UInt64(seconds * Double(Self.bytesPerSecond)), sight.usage.faultedBytes(since: count.usage))
        }
    }

    /// Whether the box has had a tenth of a processor or more since the last look, or is new to us.
    private func wasAtWork(_ sight: Sight, at time: MonotonicTime) -> Bool {
        guard let lastLook else { return true }
        let used = sight.usage.processorNanoseconds(since: lastLook.usage)
        return Int64(clamping: used) > (time - lastLook.time).wholeNanoseconds / 10
    }

    /// However much there is to see of a box that goes on meanwhile, looking takes no more than a quarter of the time.
    private mutating func planNextLook(used: UInt64, of limit: UInt64, lookBegan time: MonotonicTime) {
        let room = (limit > used ? limit - used : 0) + limit / 40
        let pause = Duration.nanoseconds(Int64(Double(room) / Double(growth) * 1e9))
        let now = MonotonicTime.now
        lastPause = min(max(pause, Self.shortest, (now - time) * 3), Self.longest)
        dueAt = now + lastPause
    }

    /// A program that cannot make another process mostly says so itself; one that neither says anything nor stops trying
    /// leaves its client waiting.
    private mutating func judgeCrowd(_ count: Int, at time: MonotonicTime, _ hasOpenRequests: Bool) -> Refusal? {
        guard let most = limits.processCount, UInt64(count) >= most, hasOpenRequests else {
            crowdedSince = nil
            return nil
        }
        let since = crowdedSince ?? time
        crowdedSince = since
        guard time - since >= crowdedFor else { return nil }
        let seconds = crowdedFor.components.seconds
        return exceeded(limits.processes, "it stood at \(count) for \(seconds) seconds and answered nothing")
    }

    private func exceeded(_ limit: HeldLimit?, _ how: String) -> Refusal? {
        limit.map { Refusal(exceeding: $0, how) }
    }
}

extension Refusal {
    /// What the client of a box is told that was ended for one of its limits.
    package init(exceeding limit: HeldLimit, _ how: String) {
        self.init(
            .limitExceeded, "the box was ended at its limit of \(limit.name), \(limit.value): \(how)",
            at: limit.location)
    }
}
