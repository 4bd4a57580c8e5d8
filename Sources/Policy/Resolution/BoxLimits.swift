import LaunchPlan
import Refusals

/// The limits of a box, and by what each is held.
struct BoxLimits {
    let launcher: ResourceLimits
    let supervised: SupervisedLimits
    private(set) var held: [HeldLimit] = []
    /// The longest message on the wire, in bytes.
    let message: UInt64

    /// Where no profile says how long a message may be.
    static let defaultMessage = ByteCount(16 << 20)

    /// Takes what a profile says, and what the host can do about it.
    ///
    /// - Throws: `limits.not-enforceable` for `enforce: cgroup` and a limit that no control group holds here.
    init(_ settings: LimitSettings, means: LimitMeans) throws(Refusal) {
        // In a control group too: who runs into a limit of its own is told so, where a group's limit ends the box.
        launcher = ResourceLimits(
            dataBytes: settings.memory?.value.bytes, processes: settings.processes.map { UInt64($0.value) },
            openFiles: settings.openFiles.map { UInt64($0.value) }, fileSizeBytes: settings.fileSize?.value.bytes)
        message = (settings.message?.value ?? BoxLimits.defaultMessage).bytes

        let memory = try Self.wholeBox(
            .memory, settings.memory, settings, means, else: means.canWatch ? .watch : .rlimit)
        let processes = try Self.wholeBox(.processes, settings.processes, settings, means, else: .rlimit)
        let cpu = try Self.wholeBox(.cpu, settings.cpu, settings, means, else: .nothing)
        var supervised = SupervisedLimits()
        supervised.memory = memory
        supervised.memoryBytes = settings.memory?.value.bytes
        supervised.processes = processes
        supervised.processCount = settings.processes.map { UInt64($0.value) }
        supervised.processorThousandths = cpu?.holder == .group ? settings.cpu?.value.thousandths : nil
        self.supervised = supervised

        held = [memory, processes, cpu].compactMap(\.self)
        if let limit = settings.openFiles { add("open-files", limit.value.description, limit.location, .rlimit) }
        if let limit = settings.fileSize { add("file-size", limit.value.description, limit.location, .rlimit) }
        add("message", ByteCount(message).description, settings.message?.location, .supervisor)
    }

    private mutating func add(
        _ name: String, _ value: String, _ location: SourceLocation?, _ holder: HeldLimit.Holder
    ) {
        held.append(HeldLimit(name: name, value: value, holder: holder, location: location))
    }

    /// Who holds a limit of the whole box.
    private static func wholeBox(
        _ kind: LimitMeans.Kind, _ limit: Located<some CustomStringConvertible & Sendable & Hashable>?,
        _ settings: LimitSettings, _ means: LimitMeans, else other: HeldLimit.Holder
    ) throws(Refusal) -> HeldLimit? {
        guard let limit else { return nil }
        let isDemanded = settings.enforce?.value == .cgroup
        let isPossible = means.group.contains(kind)
        if isDemanded, !isPossible {
            throw Refusal(
                .limitNotEnforceable,
                "`\(kind.rawValue)` cannot be held by a control group here: \(means.groupMissing)",
                at: settings.enforce?.location)
        }
        let holder = isPossible && (isDemanded || means.groupIsAtHand) ? .group : other
        return HeldLimit(
            name: kind.rawValue, value: limit.value.description, holder: holder, location: limit.location)
    }
}
