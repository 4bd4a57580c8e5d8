internal import Glibc
internal import Kernel
internal import LaunchPlan

/// The launcher's descriptors to and from the supervisor: three, and in a launch that learns one more.
struct Lines: ~Copyable {
    /// The encoded plan, until end of file.
    let plan: Descriptor
    /// Signals for the server; its end of file ends the box.
    let lifeline: Descriptor
    /// Frames to the supervisor.
    let report: Descriptor
    /// Where the listener of the server's calls goes, in a launch that learns.
    let recorder: Descriptor?

    /// Takes the inherited descriptors over.
    ///
    /// - Parameters:
    ///   - isGrouped: Whether the one for the control group is there too; it is left to who creates the box.
    ///   - isRecorded: Whether the one for the recorder is there too.
    static func adopt(isGrouped: Bool, isRecorded: Bool) throws(LaunchFailure) -> Lines {
        for number in 0...last(isGrouped, isRecorded) where !Inheritance.isOpen(number) {
            throw LaunchFailure(.checkCaller, EBADF, "descriptor \(number)")
        }
        let plan = try step(.checkCaller) { () throws(KernelError) in try Inheritance.adopt(LaunchDescriptors.plan) }
        let lifeline = try step(.checkCaller) { () throws(KernelError) in
            try Inheritance.adopt(LaunchDescriptors.lifeline)
        }
        let report = try step(.checkCaller) { () throws(KernelError) in
            try Inheritance.adopt(LaunchDescriptors.report)
        }
        let recorder: Descriptor? =
            isRecorded
            ? try step(.checkCaller) { () throws(KernelError) in
                try Inheritance.adopt(LaunchDescriptors.recorder(isGrouped: isGrouped))
            } : nil
        return Lines(plan: plan, lifeline: lifeline, report: report, recorder: recorder)
    }

    /// Closes all inherited descriptors but these and the server's standard streams.
    static func closeOthers(isGrouped: Bool, isRecorded: Bool) throws(LaunchFailure) {
        if keepsOthers { return }
        try step(.checkCaller) { () throws(KernelError) in try Inheritance.closeAll(above: last(isGrouped, isRecorded))
        }
    }

    private static func last(_ isGrouped: Bool, _ isRecorded: Bool) -> Int32 {
        if isRecorded { return LaunchDescriptors.recorder(isGrouped: isGrouped) }
        return isGrouped ? LaunchDescriptors.group : LaunchDescriptors.report
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
