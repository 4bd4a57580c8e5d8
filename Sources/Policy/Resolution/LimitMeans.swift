/// What a host can hold a box's limits with, beside what the kernel counts for every process.
package struct LimitMeans: Sendable, Equatable {
    /// The limits that a control group could hold.
    package var group: Set<Kind>
    /// Why a limit that is not in `group` is none that a group could hold.
    package var groupMissing: String
    /// Whether a group costs nothing to have, so that it is used without being demanded.
    package var groupIsAtHand: Bool
    /// Whether the supervisor sees the box's processes.
    package var canWatch: Bool

    package init(
        group: Set<Kind> = [], groupMissing: String = "no control group can be had", groupIsAtHand: Bool = false,
        canWatch: Bool = false
    ) {
        self.group = group
        self.groupMissing = groupMissing
        self.groupIsAtHand = groupIsAtHand
        self.canWatch = canWatch
    }

    /// A limit that is one of the whole box, by its word in a profile.
    package enum Kind: String, Sendable, CaseIterable {
        case memory
        case processes
        case cpu
    }
}

/// What of the box's limits the supervisor sees to: its control group, or its own watch.
package struct SupervisedLimits: Sendable, Hashable {
    /// The limits of the whole box, by what they are called in a profile.
    package var memory: HeldLimit?
    package var processes: HeldLimit?
    package var memoryBytes: UInt64?
    package var processCount: UInt64?
    package var processorThousandths: UInt32?

    package init() {}

    /// Whether the box gets a control group.
    package var usesGroup: Bool {
        [memory, processes].contains { $0?.holder == .group } || processorThousandths != nil
    }
}
