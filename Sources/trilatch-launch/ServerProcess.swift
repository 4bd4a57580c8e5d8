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
    static func become(plan: LaunchPlan, rules: borrowing BoxRules, caller: Caller, report: borrowing Descriptor)
        throws(LaunchFailure)
        -> Int32
    {
        // Its own session: what it sends to its own group does not reach the reaper, and there is no terminal to gain.
        try step(.createSession) { () throws(KernelError) in try Processes.createSession() }
        Processes.setFileMask(caller.fileMask)
        if !plan.omits(.resourceLimits) { try setLimits(plan.limits) }
        try step(.resetSignals) { () throws(KernelError) in
            try Processes.resetSignals()
            if plan.writeXorExecute { try Processes.refuseExecutableGain() }
        }

        let landlockABI = rules.version
        let rulesetNumber = rules.number
        let ready = LaunchReport.ready(landlockABI: landlockABI, processIdentifier: getpid()).encoded()
        let programs = plan.omits(.seccomp) ? [] : SyscallPrograms.programs(for: plan.syscalls)
        let expectations = SelfTest.expectations(for: plan)

        // This memory is never freed: the process is about to be replaced.
        let arguments = unsafe CStrings.make(plan.command.arguments)
        let environment = unsafe CStrings.make(plan.command.environment)
        let executable = unsafe CStrings.make([plan.command.executable])
        let loaded = unsafe programs.map { program in
            let instructions = UnsafeMutablePointer<UInt64>.allocate(capacity: program.count)
            unsafe instructions.initialize(from: program.instructions, count: program.count)
            return unsafe trilatch_program(instructions: UnsafeRawPointer(instructions), count: UInt16(program.count))
        }
        unsafe loaded.withUnsafeBufferPointer { loaded in
            unsafe expectations.withUnsafeBufferPointer { expectations in
                unsafe ready.withUnsafeBufferPointer { ready in
                    var last = unsafe trilatch_last_step()
                    unsafe last.executable = unsafe UnsafePointer(executable[0])
                    unsafe last.arguments = unsafe UnsafePointer(arguments)
                    unsafe last.environment = unsafe UnsafePointer(environment)
                    unsafe last.report = report.number
                    unsafe last.ruleset = rulesetNumber
                    unsafe last.keep_descriptors = plan.omits(.descriptors) ? 1 : 0
                    unsafe last.programs = loaded.baseAddress
                    unsafe last.program_count = loaded.count
                    unsafe last.expectations = expectations.baseAddress
                    unsafe last.expectation_count = expectations.count
                    unsafe last.ready_frame = ready.baseAddress
                    unsafe last.frame_length = ready.count
                    unsafe last.tag_failed = LaunchReport.Tag.failed
                    unsafe last.tag_self_test_failed = LaunchReport.Tag.selfTestFailed
                    unsafe last.tag_exec_failed = LaunchReport.Tag.execFailed
                    unsafe last.step_enforce_landlock = LaunchStep.enforceLandlock.rawValue
                    unsafe last.step_close_descriptors = LaunchStep.closeDescriptors.rawValue
                    unsafe last.step_load_seccomp = LaunchStep.loadSeccomp.rawValue
                    unsafe trilatch_confine_and_exec(&last)
                }
            }
        }
        return Launcher.refused
    }

    private static func setLimits(_ limits: ResourceLimits) throws(LaunchFailure) {
        // 1, not 0: the kernel runs a core-dump handler of the host on a piped dump unless the limit is exactly 1.
        try setLimit(.core, 1)
        try setLimit(.lockedMemory, 8 << 20)
        try setLimit(.messageQueues, 0)
        try setLimit(.realTimePriority, 0)
        try setLimit(.data, limits.dataBytes)
        // Inside the user namespace, where it counts this box's processes and nobody else's.
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

/// What must be true of a finished box, tried by the server's own process before it becomes the server.
private enum SelfTest {
    /// What the acts must end with: an errno, or 0 where the state that is looked for must be there.
    ///
    /// The same in every box: a layer that a test leaves out is noticed, unless the self-test is left out as well.
    static func expectations(for plan: LaunchPlan) -> [trilatch_expectation] {
        if plan.omits(.selfTest) { return [] }
        return SelfTestAct.allCases.map { act in
            trilatch_expectation(act: act.rawValue, error_number: expectation(of: act))
        }
    }

    private static func expectation(of act: SelfTestAct) -> Int32 {
        switch act {
        case .virtualSocket: EAFNOSUPPORT
        case .terminalInjection, .nestedNamespace: EPERM
        case .ioUring, .unknownSyscall: ENOSYS
        case .outsidePath, .reaperMemory: ENOENT
        case .landlockCanary: EACCES
        case .capabilitySets, .newPrivileges: 0
        }
    }
}

extension SyscallPrograms {
    fileprivate static func programs(for variant: SyscallVariant) -> [BPFProgram] {
        programs(
            unixSockets: variant.unixSockets, internetSockets: variant.internetSockets,
            writeXorExecute: variant.writeXorExecute)
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
