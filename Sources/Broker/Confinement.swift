internal import Kernel
internal import SyscallPolicy

/// The rights that the broker keeps: TCP and UDP, and nothing of the host.
///
/// All of it is in force before a byte of anybody's is read.
enum Confinement {
    /// - Parameters:
    ///   - identifier: For a root caller, the user and group that it becomes.
    ///   - mayLackLandlock: The box's profile accepts a host without Landlock; the filter, which allows no call that takes a
    ///     path, is alone then.
    static func enter(identifier: UInt32?, mayLackLandlock: Bool) throws(KernelError) {
        if let identifier {
            try Processes.leaveAllGroups()
            try Processes.become(user: identifier, group: identifier)
        }
        // After the change of user, which clears it.
        try Processes.dieWithParent()
        // Nobody of the same user reads its memory, or takes it over.
        try Processes.refuseTracing()
        let files = try Processes.hardLimit(.openFiles)
        try Processes.limit(.openFiles, to: min(files, 1 << 16))
        try Processes.limit(.core, to: 1)
        try Capabilities.dropHeld()
        try Processes.forbidNewPrivileges()
        do throws(KernelError) {
            try LandlockRuleset(ofBroker: try LandlockABI.ofKernel()).enforce()
        } catch {
            guard mayLackLandlock else { throw error }
        }
        try Filter.load(Array(SyscallPrograms.broker().instructions))
    }
}
