import LaunchPlan
import Refusals

/// The limits of a box, and by what each is held.
struct BoxLimits {
    let launcher: ResourceLimits
    let held: [HeldLimit]
    /// The longest message on the wire, in bytes.
    let message: UInt64

    /// Where no profile says how long a message may be.
    static let defaultMessage = ByteCount(16 << 20)

    /// Takes what a profile says.
    ///
    /// - Throws: `limits.not-enforceable` for `enforce: cgroup`.
    init(_ settings: LimitSettings) throws(Refusal) {
        if let enforce = settings.enforce, enforce.value == .cgroup {
            throw Refusal(
                .limitNotEnforceable, "limits held by a cgroup are not available on this host", at: enforce.location,
                hint: "write `enforce: any`")
        }
        launcher = ResourceLimits(
            dataBytes: settings.memory?.value.bytes, processes: settings.processes.map { UInt64($0.value) },
            openFiles: settings.openFiles.map { UInt64($0.value) }, fileSizeBytes: settings.fileSize?.value.bytes)
        var held: [HeldLimit] = []
        func add(_ name: String, _ value: String?, _ location: SourceLocation?, _ holder: HeldLimit.Holder) {
            guard let value else { return }
            held.append(HeldLimit(name: name, value: value, holder: holder, location: location))
        }
        add("memory", settings.memory?.value.description, settings.memory?.location, .rlimit)
        add("processes", settings.processes?.value.description, settings.processes?.location, .rlimit)
        add("cpu", settings.cpu?.value.description, settings.cpu?.location, .nothing)
        add("open-files", settings.openFiles?.value.description, settings.openFiles?.location, .rlimit)
        add("file-size", settings.fileSize?.value.description, settings.fileSize?.location, .rlimit)
        let message = settings.message?.value ?? BoxLimits.defaultMessage
        add("message", message.description, settings.message?.location, .supervisor)
        self.held = held
        self.message = message.bytes
    }
}
