package import ControlGroups
package import Kernel
package import LaunchPlan
package import Refusals

/// The launcher, started and waiting for its plan, with our ends of everything that it holds.
///
/// It is started first of all, before the profile is read, so that its own start overlaps with ours. It does nothing
/// until the plan has come; when it never comes, it ends. Dropping this value ends the launcher and the box.
package struct LauncherProcess: ~Copyable {
    let process: LaunchedProcess
    var serverInput: StreamEnd
    var serverOutput: StreamEnd
    var serverErrors: StreamEnd
    var plan: StreamEnd
    var lifeline: StreamEnd
    var report: StreamEnd
    /// Where the listener of the server's calls comes from, in a launch that learns.
    private var recorder: Descriptor?
    /// What of the plan, and of the consent after it, is still to be sent.
    private var unsent: [UInt8] = []
    private var hasConsent = false
    /// Where a grouped launcher waits for its box's control group; nil when it has it, or gets none.
    private var groupLine: Descriptor?
    /// The box's control group, which goes with it.
    private(set) var group: ControlGroup?

    /// What the pipes of the server's standard streams hold, in bytes: a 64 KiB message passes in one write.
    ///
    /// More than the kernel's default, and a fortieth of what an unprivileged user may have in all.
    static let pipeCapacity: Int32 = 256 << 10

    /// Reads what there is of the launcher's reports; without bytes unless some were moved.
    borrowing func readReports() -> (outcome: StreamEnd.Outcome, bytes: [UInt8]) {
        unsafe withUnsafeTemporaryAllocation(byteCount: 4 * LaunchReport.frameLength, alignment: 1) { space in
            let outcome = unsafe report.read(into: space)
            guard case .moved(let count) = outcome else { return (outcome, []) }
            return unsafe (outcome, Array(space[..<count]))
        }
    }

    /// Starts a launcher.
    ///
    /// - Parameters:
    ///   - path: The launcher's program, absolute.
    ///   - dedicatedIdentifier: For a root caller, the id of the host that the box runs as.
    ///   - isGrouped: The box gets a control group, by `enter`; until then nothing of it exists.
    ///   - confinement: What the box's walls are made of; the plan must say the same.
    ///   - recordsCalls: Whether it gets a line for the server's calls; the plan must say the same.
    ///   - switches: For test builds: further arguments of the launcher.
    /// - Throws: `host.incomplete-installation`, `launch.step-failed`.
    package static func spawn(
        path: String, dedicatedIdentifier: UInt32? = nil, isGrouped: Bool = false,
        confinement: Confinement = .namespaces, recordsCalls: Bool = false, switches: [String] = []
    ) throws(Refusal) -> LauncherProcess {
        do {
            try Descriptor.fillStandardNumbers()
            SignalQueue.ignoreBrokenPipes()
            return try start(
                path,
                ["trilatch-launch"] + (dedicatedIdentifier.map { ["\($0)"] } ?? [])
                    + (confinement == .landlock ? [LaunchDescriptors.namespacelessArgument] : [])
                    + (isGrouped ? [LaunchDescriptors.groupedArgument] : [])
                    + (recordsCalls ? [LaunchDescriptors.recordingArgument] : []) + switches,
                isGrouped: isGrouped, recordsCalls: recordsCalls)
        } catch {
            let isMissing = error.call.description == "posix_spawn"
            throw Refusal(
                isMissing ? .hostIncompleteInstallation : .launchStepFailed,
                isMissing ? "\(path) cannot be started: \(error)" : "the launcher could not be started: \(error)")
        }
    }

    private static func start(
        _ path: String, _ arguments: [String], isGrouped: Bool, recordsCalls: Bool
    ) throws(KernelError) -> LauncherProcess {
        let input = try Pipe(capacityBytes: pipeCapacity)
        let output = try Pipe(capacityBytes: pipeCapacity)
        let errors = try Pipe()
        let plan = try Pipe()
        let lifeline = try Pipe()
        let report = try Frames.pair().movedAbove(LaunchedProcess.firstFreeNumber)
        // The explicit map: position is number. See `LaunchDescriptors`.
        var numbers = [
            input.reading.number, output.writing.number, errors.writing.number,
            plan.reading.number, lifeline.reading.number, report.far.number,
        ]
        let group = try Line(isWanted: isGrouped)
        let recorder = try Line(isWanted: recordsCalls)
        numbers += group.farNumbers + recorder.farNumbers
        let process = try LaunchedProcess(path: path, arguments: arguments, descriptors: numbers)
        // The launcher's ends close here, or their ends of file would never come.
        return LauncherProcess(
            process: process,
            serverInput: try StreamEnd(own: input.keepWriting()),
            serverOutput: try StreamEnd(own: output.keepReading()),
            serverErrors: try StreamEnd(own: errors.keepReading()),
            plan: try StreamEnd(own: plan.keepWriting()),
            lifeline: try StreamEnd(own: lifeline.keepWriting()),
            report: try StreamEnd(own: report.keepNear()), groupLine: group.keepNear(),
            recorder: recorder.keepNear())
    }

    private init(
        process: consuming LaunchedProcess, serverInput: consuming StreamEnd, serverOutput: consuming StreamEnd,
        serverErrors: consuming StreamEnd, plan: consuming StreamEnd, lifeline: consuming StreamEnd,
        report: consuming StreamEnd, groupLine: consuming Descriptor?, recorder: consuming Descriptor?
    ) {
        self.process = process
        self.serverInput = serverInput
        self.serverOutput = serverOutput
        self.serverErrors = serverErrors
        self.plan = plan
        self.lifeline = lifeline
        self.report = report
        self.groupLine = groupLine
        self.recorder = recorder
    }

    /// The line on which the listener of the server's calls comes; nil in every launch that does not learn, and when it
    /// has been taken.
    package mutating func takeRecorder() -> Descriptor? {
        let taken = recorder.take()
        return taken
    }

    /// Takes the launcher's next report, which may come with a socket; nil while there is none.
    borrowing func nextReport() throws(KernelError) -> Frames.Received? {
        try Frames.receive(upTo: LaunchReport.frameLength, from: report.number)
    }

    /// Gives the launcher its plan; the server does not run before `consent`.
    package mutating func offer(_ encodedPlan: [UInt8]) {
        unsent = PlanTransfer.framed(encodedPlan)
        sendPlan()
    }

    /// Lets the server run as soon as its box is complete.
    mutating func consent() {
        unsent.append(PlanTransfer.consent)
        hasConsent = true
        sendPlan()
    }

    /// Sends what of the plan fits.
    mutating func sendPlan() {
        guard plan.isOpen else { return }
        switch unsafe unsent.withUnsafeBytes({ unsafe plan.write($0) }) {
        case .moved(let count): unsent.removeFirst(count)
        case .notNow: break
        // The launcher is gone, and its report says why.
        case .ended, .failed: unsent.removeAll()
        }
        if hasConsent, unsent.isEmpty { plan.close() }
    }

    /// The launcher's number.
    package var number: Int32 { process.number }

    /// Lets a grouped launcher create its box, in this group.
    ///
    /// - Throws: `launch.step-failed`; the group is removed then.
    package mutating func enter(_ group: consuming ControlGroup) throws(Refusal) {
        guard let line = groupLine.take() else { preconditionFailure("a launcher that waits for no group") }
        do throws(KernelError) {
            try Channel.send(group.directory, over: line)
        } catch {
            group.remove()
            throw Refusal(.launchStepFailed, "the launcher did not take its control group: \(error)")
        }
        self.group = consume group
    }

    /// Removes the box's control group, once the box has ended.
    mutating func removeGroup() { group.take()?.remove() }

    /// Ends a launcher that has not been waited for, and waits a little for its end.
    ///
    /// One that a disk keeps from ending keeps nobody else waiting.
    borrowing func kill() {
        process.kill()
        var poll = PollSet(slots: 1)
        poll.want(.readable, of: process.descriptor.number, in: 0)
        // Where there is no waiting, there is only asking.
        try? poll.wait(until: .now + LauncherProcess.patience)
        _ = process.endIfEnded()
    }

    /// Longer than a process takes to end that is killed.
    private static let patience = Duration.seconds(1)

    /// Ends a launcher whose box is not wanted any more, and waits for its end.
    package consuming func abandon() {
        process.kill()
        let group = self.group.take()
        let process = process
        _ = process.waitForEnd()
        group?.remove()
    }
}

/// A socket to the launcher, while both of its ends are still here; or none.
private struct Line: ~Copyable {
    private let pair: SocketPair?

    init(isWanted: Bool) throws(KernelError) {
        pair = isWanted ? try Making.socketPair().movedAbove(LaunchedProcess.firstFreeNumber) : nil
    }

    /// The launcher's end; borrowed.
    var farNumbers: [Int32] {
        switch pair {
        case .some(let pair): [pair.far.number]
        case .none: []
        }
    }

    /// Closes the launcher's end and gives ours.
    consuming func keepNear() -> Descriptor? {
        switch consume pair {
        case .some(let pair): pair.keepNear()
        case .none: nil
        }
    }
}
