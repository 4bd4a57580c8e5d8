internal import Glibc
internal import Kernel
internal import LaunchPlan

/// The launcher's three descriptors to and from the supervisor.
struct Lines: ~Copyable {
    /// The encoded plan, until end of file.
    let plan: Descriptor
    /// Signals for the server; its end of file ends the box.
    let lifeline: Descriptor
    /// Frames to the supervisor.
    let report: Descriptor

    /// Takes the inherited descriptors over.
    ///
    /// - Parameter isGrouped: Whether the one for the control group is there too; it is left to who creates the box.
    static func adopt(isGrouped: Bool) throws(LaunchFailure) -> Lines {
        for number in 0...last(isGrouped) where !Inheritance.isOpen(number) {
            throw LaunchFailure(.checkCaller, EBADF, "descriptor \(number)")
        }
        let plan = try step(.checkCaller) { () throws(KernelError) in try Inheritance.adopt(LaunchDescriptors.plan) }
        let lifeline = try step(.checkCaller) { () throws(KernelError) in
            try Inheritance.adopt(LaunchDescriptors.lifeline)
        }
        let report = try step(.checkCaller) { () throws(KernelError) in
            try Inheritance.adopt(LaunchDescriptors.report)
        }
        return Lines(plan: plan, lifeline: lifeline, report: report)
    }

    /// Closes all inherited descriptors but these and the server's standard streams.
    static func closeOthers(isGrouped: Bool) throws(LaunchFailure) {
        if keepsOthers { return }
        try step(.checkCaller) { () throws(KernelError) in try Inheritance.closeAll(above: last(isGrouped)) }
    }

    private static func last(_ isGrouped: Bool) -> Int32 {
        isGrouped ? LaunchDescriptors.group : LaunchDescriptors.report
    }

    /// Whether a test wants to see what would happen to other descriptors.
    ///
    /// The plan, which says so for the server's process, cannot be read yet.
    private static var keepsOthers: Bool {
        #if TRILATCH_LAYER_SWITCHES
            CommandLine.arguments.contains { $0.hasPrefix("without=") && $0.hasSuffix(Layer.descriptors.name) }
        #else
            false
        #endif
    }

    /// Tells the supervisor.
    ///
    /// One that cannot be told is gone, and then the lifeline ends the box.
    func send(_ message: LaunchReport) {
        // No remedy for a failure: the exit status says the same in fewer words.
        try? report.write(message.encoded())
    }

    func send(_ failure: LaunchFailure) {
        send(.failed(step: failure.step, errno: failure.errorNumber, subject: failure.subject))
    }
}
