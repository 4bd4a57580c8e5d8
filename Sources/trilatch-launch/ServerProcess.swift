internal import CLinux
internal import Glibc
internal import Kernel
internal import LaunchPlan
internal import SyscallPolicy

/// The process that becomes the server.
enum ServerProcess {
    /// Sets limits, then confines this process for good, proves it, and executes the server.
    ///
    /// Returns never on success; the value is for the compiler.
    ///
    /// - Parameter lacking: The layers that the host does not have and the plan does without.
    static func become(
        plan: LaunchPlan, rules: borrowing BoxRules, lacking: Set<Layer>, caller: Caller, lines: borrowing Lines
    ) throws(LaunchFailure) -> Int32 {
        // Its own session: what it sends to its own group does not reach the reaper, and there is no terminal to gain.
        try step(.createSession) { () throws(KernelError) in try Processes.createSession() }
        Processes.setFileMask(caller.fileMask)
        if !plan.omits(.resourceLimits) { try setLimits(plan.limits) }
        try step(.resetSignals) { () throws(KernelError) in
            try Processes.resetSignals()
            if plan.writeXorExecute { try Processes.refuseExecutableGain() }
        }

        // This memory is never freed: the process is about to be replaced.
        let arguments = unsafe CStrings.make(plan.command.arguments)
        let environment = unsafe CStrings.make(plan.command.environment)
        let executable = unsafe CStrings.make([plan.command.executable])

        var last = unsafe trilatch_last_step()
        unsafe last.executable = unsafe UnsafePointer(executable[0])
        unsafe last.arguments = unsafe UnsafePointer(arguments)
        unsafe last.environment = unsafe UnsafePointer(environment)
        unsafe last.report = lines.report.number
        unsafe last.ruleset = rules.number
        unsafe last.keep_descriptors = plan.omits(.descriptors) ? 1 : 0
        unsafe last.self_test_acts = plan.omits(.selfTest) ? 0 : SelfTestAct.bits(lacking: lacking)
        unsafe last.lacking = lacking.bits
        if !plan.omits(.seccomp) {
            unsafe last.add(plan.serverProgram)
            if plan.syscalls.writeXorExecute { unsafe last.add(SyscallPrograms.writeXorExecute()) }
        }
        unsafe last.recorder = -1
        switch lines.recorder {
        case .some(let recorder):
            unsafe last.recorder = recorder.number
            unsafe last.recorder_program = Loadable.make(SyscallPrograms.recorder())
        case .none: break
        }
        unsafe last.frame_length = LaunchReport.frameLength
        unsafe last.landlock_abi = rules.version
        unsafe last.tag_ready = LaunchReport.Tag.ready
        unsafe last.tag_failed = LaunchReport.Tag.failed
        unsafe last.tag_self_test_failed = LaunchReport.Tag.selfTestFailed
        unsafe last.tag_exec_failed = LaunchReport.Tag.execFailed
        unsafe last.step_enforce_landlock = LaunchStep.enforceLandlock.rawValue
        unsafe last.step_close_descriptors = LaunchStep.closeDescriptors.rawValue
        unsafe last.step_load_seccomp = LaunchStep.loadSeccomp.rawValue
        unsafe last.step_hand_over_recorder = LaunchStep.handOverRecorder.rawValue
        unsafe trilatch_confine_and_exec(&last)
        return Launcher.refused
    }

    private static func setLimits(_ limits: ResourceLimits) throws(LaunchFailure) {
        // 1, not 0: the kernel runs a core-dump handler of the host on a piped dump unless the limit is exactly 1.
        try setLimit(.core, 1)
        try setLimit(.lockedMemory, 8 << 20)
        try setLimit(.messageQueues, 0)
        try setLimit(.realTimePriority, 0)
        try setLimit(.data, limits.dataBytes)
        // Inside the user namespace, where it counts this box's processes and nobody else's; a plan without namespaces has
        // counted the others in.
        try setLimit(.processes, limits.processes)
        try setLimit(.openFiles, limits.openFiles)
        try setLimit(.fileSize, limits.fileSizeBytes)
    }

    /// A limit is only ever lowered: the caller may have a smaller one.
    private static func setLimit(_ resource: Processes.Resource, _ value: UInt64?) throws(LaunchFailure) {
        guard let value else { return }
        try step(.setLimits, "\(resource)") { () throws(KernelError) in
            try Processes.limit(resource, to: min(value, try Processes.hardLimit(resource)))
        }
    }
}

extension LaunchPlan {
    /// The program that judges the server's calls.
    fileprivate var serverProgram: BPFProgram {
        switch confinement {
        case .namespaces:
            SyscallPrograms.server(unixSockets: syscalls.unixSockets, internetSockets: syscalls.internetSockets)
        case .landlock: SyscallPrograms.serverWithoutNamespaces()
        }
    }
}

extension trilatch_last_step {
    /// Adds a program to load, after those that are there.
    fileprivate mutating func add(_ program: BPFProgram) {
        let loaded = unsafe Loadable.make(program)
        if unsafe program_count == 0 { unsafe programs.0 = loaded } else { unsafe programs.1 = loaded }
        unsafe program_count += 1
    }
}

/// A program as `seccomp(2)` takes it.
private enum Loadable {
    /// A copy that is never freed.
    static func make(_ program: BPFProgram) -> trilatch_program {
        let instructions = UnsafeMutablePointer<UInt64>.allocate(capacity: program.count)
        unsafe instructions.initialize(from: program.instructions, count: program.count)
        return unsafe trilatch_program(
            instructions: UnsafeRawPointer(instructions), count: UInt16(program.count))
    }
}

/// Strings as `execve(2)` takes them.
private enum CStrings {
    /// A NULL-terminated array of C strings, never freed.
    static func make(_ strings: [String]) -> UnsafeMutablePointer<UnsafeMutablePointer<CChar>?> {
        let array = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(capacity: strings.count + 1)
        for (index, string) in strings.enumerated() { unsafe array[index] = unsafe strdup(string) }
        unsafe array[strings.count] = nil
        return unsafe array
    }
}
