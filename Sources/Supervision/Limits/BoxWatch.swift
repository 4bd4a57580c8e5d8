package import Kernel
package import Policy
package import Refusals

/// The supervisor's own eye on a box's limits, where no control group holds them.
///
/// When to look next follows from what was seen: a box that grows by no more than 2 GiB a second is seen before it has
/// passed its limit by more than it can take in `shortest`. However much there is to see, looking takes no more than a
/// tenth of the time.
package struct BoxWatch: Sendable {
    /// What a look saw.
    package struct Sight: Sendable {
        package var residentBytes: UInt64
        /// Asked for only where it matters, with the limit that matters.
        package var proportionalBytes: @Sendable (UInt64) -> UInt64
        package var threadCount: Int

        package init(
            residentBytes: UInt64, proportionalBytes: @escaping @Sendable (UInt64) -> UInt64, threadCount: Int
        ) {
            self.residentBytes = residentBytes
            self.proportionalBytes = proportionalBytes
            self.threadCount = threadCount
        }
    }

    private let limits: SupervisedLimits
    /// Nil where somebody else holds the memory.
    private let memoryBytes: UInt64?
    private let crowdedFor: Duration
    /// Since when every look saw as many processes as there may be, and somebody waited for an answer.
    private var crowdedSince: MonotonicTime?
    /// When the next look is due; nil before the box is there.
    package private(set) var nextLook: MonotonicTime?

    static let shortest = Duration.milliseconds(10)
    static let longest = Duration.milliseconds(250)
    /// How fast a box is reckoned to grow: 2 GiB a second.
    private static let bytesPerMicrosecond: UInt64 = 2147

    /// - Parameter crowdedFor: How long a box may stand at its limit of processes without answering.
    package init(limits: SupervisedLimits, crowdedFor: Duration) {
        self.limits = limits
        self.crowdedFor = crowdedFor
        memoryBytes = limits.memory?.holder == .watch ? limits.memoryBytes : nil
    }

    /// The box is there.
    package mutating func begin(at time: MonotonicTime) {
        if memoryBytes != nil || limits.processCount != nil { nextLook = time + Self.shortest }
    }

    /// There is nothing to look at any more.
    package mutating func end() { nextLook = nil }

    /// Looks, and says what limit the box has passed.
    ///
    /// - Parameter see: Looks at the box.
    package mutating func look(
        at time: MonotonicTime, hasOpenRequests: Bool, see: () -> Sight
    ) -> Refusal? {
        let sight = see()
        var used = sight.residentBytes
        if let memoryBytes, used > memoryBytes {
            used = sight.proportionalBytes(memoryBytes)
            if used > memoryBytes { return exceeded(limits.memory, "it used more than \(used >> 20)MiB") }
        }
        if let refusal = judgeCrowd(sight.threadCount, at: time, hasOpenRequests) { return refusal }
        let effort = MonotonicTime.now - time
        nextLook = time + max(pause(used: used), effort * 10)
        return nil
    }

    private func pause(used: UInt64) -> Duration {
        guard let memoryBytes else { return .seconds(1) }
        let room = memoryBytes > used ? memoryBytes - used : 0
        return min(max(.microseconds(Int64(clamping: room / Self.bytesPerMicrosecond)), Self.shortest), Self.longest)
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
