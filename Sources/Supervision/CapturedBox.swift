internal import Glibc
internal import Kernel
package import LaunchPlan
package import Refusals

/// A box that is run for what its program says, without a client: its input is empty, and its output is kept.
package struct CapturedBox: ~Copyable {
    /// What the program wrote.
    package struct Capture: Sendable {
        package var output: [UInt8] = []
        package var errors: [UInt8] = []
        /// The program's own exit status, or 128 and the signal that ended it.
        package var exitStatus: Int32 = 0
        /// The layers that the host does not have and the plan does without.
        package var lacking: Set<Layer> = []
    }

    private var launcher: LauncherProcess
    private var reports = ReportReader()
    private var capture = Capture()
    private var hasEnded = false

    private enum Slot: Int, CaseIterable { case output, errors, plan, report }

    /// More than this much of a stream is not kept.
    private static let limit = 4 << 20

    /// Runs a box to its end.
    ///
    /// - Parameter seconds: After how long the box is ended from outside.
    /// - Throws: the refusals of a launch, and `launch.timed-out`.
    package static func run(
        launcher: consuming LauncherProcess, plan: LaunchPlan, seconds: Int
    ) throws(Refusal) -> Capture {
        var box = CapturedBox(launcher: launcher)
        box.launcher.offer(PlanCodec.encode(plan))
        box.launcher.consent()
        do throws(Refusal) {
            try box.relay(until: MonotonicTime.now + .seconds(seconds))
        } catch {
            box.launcher.abandon()
            throw error
        }
        let capture = box.capture
        box.launcher.abandon()
        return capture
    }

    private init(launcher: consuming LauncherProcess) { self.launcher = launcher }

    private mutating func relay(until deadline: MonotonicTime) throws(Refusal) {
        launcher.serverInput.close()
        var poll = PollSet(slots: Slot.allCases.count)
        while launcher.report.isOpen || launcher.serverOutput.isOpen || launcher.serverErrors.isOpen {
            guard MonotonicTime.now < deadline else {
                throw Refusal(.launchTimedOut, "the program in the box did not end in time, and was ended")
            }
            poll.want(.readable, of: launcher.serverOutput, in: Slot.output.rawValue)
            poll.want(.readable, of: launcher.serverErrors, in: Slot.errors.rawValue)
            poll.want(.writable, of: launcher.plan, in: Slot.plan.rawValue)
            poll.want(.readable, of: launcher.report, in: Slot.report.rawValue)
            do {
                try poll.wait(until: deadline)
            } catch {
                throw Refusal(.launchStepFailed, "the supervisor cannot wait: \(error)")
            }
            if !poll.events(in: Slot.plan.rawValue).isEmpty { launcher.sendPlan() }
            CapturedBox.receive(from: &launcher.serverOutput, poll, .output, into: &capture.output)
            CapturedBox.receive(from: &launcher.serverErrors, poll, .errors, into: &capture.errors)
            var new: [UInt8] = []
            CapturedBox.receive(from: &launcher.report, poll, .report, into: &new)
            try judge(new)
        }
        guard hasEnded else { throw Refusal(.launchStepFailed, "the launcher ended without a report") }
    }

    private mutating func judge(_ bytes: [UInt8]) throws(Refusal) {
        guard !bytes.isEmpty else { return }
        guard let new = reports.consume(bytes) else {
            throw Refusal(.launchPlanInvalid, "the launcher's report is none that this version knows")
        }
        for report in new {
            if let refusal = report.refusal() { throw refusal }
            switch report {
            case .exited(let code): (capture.exitStatus, hasEnded) = (Int32(code), true)
            case .signalled(let signal): (capture.exitStatus, hasEnded) = (128 + Int32(signal), true)
            case .ready(_, _, let lacking): capture.lacking = lacking
            case .failed, .selfTestFailed, .execFailed, .outOfMemory, .listener, .examined: break
            }
        }
    }

    private static func receive(
        from stream: inout StreamEnd, _ poll: PollSet, _ slot: Slot, into bytes: inout [UInt8]
    ) {
        guard stream.isOpen, !poll.events(in: slot.rawValue).isEmpty else { return }
        let outcome = unsafe withUnsafeTemporaryAllocation(byteCount: 64 << 10, alignment: 1) { space in
            let outcome = unsafe stream.read(into: space)
            if case .moved(let count) = outcome {
                let room = max(0, limit - bytes.count)
                unsafe bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: space[..<min(count, room)]))
            }
            return outcome
        }
        switch outcome {
        case .moved, .notNow: break
        case .ended, .failed: stream.close()
        }
    }
}
