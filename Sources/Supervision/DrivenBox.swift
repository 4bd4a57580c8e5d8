internal import Glibc
internal import Kernel
internal import LaunchPlan
package import Policy
package import Refusals
internal import Wire

/// A box whose server is spoken to by a list of messages in place of a client, to see what it does.
///
/// One message at a time: a request is answered, or given up, before the next one goes out.
package struct DrivenBox: ~Copyable {
    /// How the conversation went.
    package struct Outcome: Sendable {
        /// How many requests there were, and how many of them were answered.
        package var asked = 0
        package var answered = 0
        package var messagesFromServer: UInt64 = 0
        package var bytesFromServer: UInt64 = 0
        /// The last that the server wrote to its standard error.
        package var errors: [UInt8] = []
        /// The server's own exit status, or 128 and the signal that ended it; nil where it did not end by itself.
        package var exitStatus: Int32?
    }

    private var launcher: LauncherProcess
    private var reports = ReportReader()
    private let watcher: any CallWatcher
    private var limits: BoxWatch
    private let onReady: (MinimumTier, UInt8) throws(Refusal) -> Void
    private var rest: ArraySlice<[UInt8]>
    private var unsent: [UInt8] = []
    private var scanner = EnvelopeScanner()
    private var awaitedAnswer: RequestID?
    private var outcome = Outcome()
    private var isReady = false
    /// When the next step is taken although nothing came.
    private var deadline: MonotonicTime

    private enum Slot: Int, CaseIterable { case input, output, errors, plan, report, calls }

    private static let patience = Duration.seconds(30)
    /// After its input has ended.
    private static let farewell = Duration.seconds(5)
    private static let errorTail = 4 << 10

    /// Speaks to a server until every message has gone out and it has ended.
    ///
    /// - Parameters:
    ///   - launcher: The launcher, started, with its plan.
    ///   - limits: Those that the supervisor sees to.
    ///   - messages: The client's messages, each a line without its newline.
    ///   - onReady: Called with the tier and the Landlock ABI in force once the box is ready; what it throws ends the box.
    /// - Throws: the refusals of a launch, `launch.timed-out` and `limits.exceeded`.
    package static func run(
        launcher: consuming LauncherProcess, limits: SupervisedLimits, messages: [[UInt8]], watcher: any CallWatcher,
        onReady: @escaping (MinimumTier, UInt8) throws(Refusal) -> Void
    ) throws(Refusal) -> Outcome {
        var box = DrivenBox(
            launcher: launcher, limits: limits, messages: messages, watcher: watcher, onReady: onReady)
        box.launcher.consent()
        do throws(Refusal) {
            try box.converse()
        } catch {
            box.launcher.abandon()
            throw error
        }
        let outcome = box.outcome
        box.launcher.abandon()
        return outcome
    }

    private init(
        launcher: consuming LauncherProcess, limits: SupervisedLimits, messages: [[UInt8]], watcher: any CallWatcher,
        onReady: @escaping (MinimumTier, UInt8) throws(Refusal) -> Void
    ) {
        self.launcher = launcher
        self.limits = BoxWatch(
            limits: limits, crowdedFor: DrivenBox.patience, processors: Processes.processorCount)
        self.watcher = watcher
        self.onReady = onReady
        rest = messages[...]
        deadline = MonotonicTime.now + DrivenBox.patience
    }

    private mutating func converse() throws(Refusal) {
        var poll = PollSet(slots: Slot.allCases.count)
        while launcher.report.isOpen {
            poll.want(.writable, of: launcher.serverInput, in: Slot.input.rawValue, if: !unsent.isEmpty)
            poll.want(.readable, of: launcher.serverOutput, in: Slot.output.rawValue)
            poll.want(.readable, of: launcher.serverErrors, in: Slot.errors.rawValue)
            poll.want(.writable, of: launcher.plan, in: Slot.plan.rawValue)
            poll.want(.readable, of: launcher.report, in: Slot.report.rawValue)
            let calls = watcher.awaited
            poll.want(calls == nil ? nil : .readable, of: calls ?? -1, in: Slot.calls.rawValue)
            do {
                try poll.wait(until: nextLook.map { min($0, deadline) } ?? deadline)
            } catch {
                throw Refusal(.launchStepFailed, "the supervisor cannot wait: \(error)")
            }
            func occurred(_ slot: Slot) -> Bool { !poll.events(in: slot.rawValue).isEmpty }
            if occurred(.calls) { watcher.attend() }
            if occurred(.plan) { launcher.sendPlan() }
            if occurred(.output) { listen() }
            if occurred(.errors) { keepErrors() }
            if occurred(.report) { try judge() }
            try lookAtLimits()
            if MonotonicTime.now >= deadline, try !giveUp() { return }
            if !unsent.isEmpty { send() }
            // A notification has no answer to wait for: the next message follows at once.
            while isReady, awaitedAnswer == nil, unsent.isEmpty, launcher.serverInput.isOpen {
                next()
                if !unsent.isEmpty { send() }
            }
        }
    }

    private var nextLook: MonotonicTime? { limits.nextLook(hasOpenRequests: awaitedAnswer != nil) }

    private mutating func lookAtLimits() throws(Refusal) {
        if let breach = launcher.look(with: &limits, at: .now, hasOpenRequests: awaitedAnswer != nil) { throw breach }
    }

    /// Takes the next message in hand, or ends the server's input after the last one.
    private mutating func next() {
        guard let message = rest.popFirst() else {
            launcher.serverInput.close()
            deadline = MonotonicTime.now + DrivenBox.farewell
            return
        }
        var envelope = EnvelopeScanner()
        envelope.consume(message.span)
        envelope.finish().forEach { if let request = $0.request { awaitedAnswer = request } }
        if awaitedAnswer != nil { outcome.asked += 1 }
        unsent = message + [UInt8(ascii: "\n")]
        deadline = MonotonicTime.now + DrivenBox.patience
    }

    private mutating func send() {
        switch unsafe unsent.withUnsafeBytes({ unsafe launcher.serverInput.write($0) }) {
        case .moved(let count): unsent.removeFirst(count)
        case .notNow: break
        case .ended, .failed:
            launcher.serverInput.close()
            unsent.removeAll()
        }
    }

    /// - Returns: Whether there is something left to wait for.
    private mutating func giveUp() throws(Refusal) -> Bool {
        guard isReady else {
            throw Refusal(
                .launchTimedOut, "the box was not ready after \(DrivenBox.patience.components.seconds) seconds")
        }
        guard launcher.serverInput.isOpen else { return false }
        awaitedAnswer = nil
        unsent.removeAll()
        deadline = MonotonicTime.now + DrivenBox.patience
        return true
    }

    private mutating func listen() {
        let bytes = DrivenBox.received(from: &launcher.serverOutput)
        outcome.bytesFromServer += UInt64(bytes.count)
        for part in bytes.split(
            separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false
        ).enumerated() {
            // What stands after a newline begins another message.
            if part.offset > 0 {
                outcome.messagesFromServer += 1
                scanner.finish().forEach { message in
                    guard let answer = message.response, answer == awaitedAnswer else { return }
                    awaitedAnswer = nil
                    outcome.answered += 1
                }
            }
            scanner.consume(Array(part.element).span)
        }
    }

    private mutating func keepErrors() {
        outcome.errors = Array(
            (outcome.errors + DrivenBox.received(from: &launcher.serverErrors)).suffix(DrivenBox.errorTail))
    }

    private mutating func judge() throws(Refusal) {
        guard let new = reports.consume(DrivenBox.received(from: &launcher.report)) else {
            throw Refusal(.launchPlanInvalid, "the launcher's report is none that this version knows")
        }
        for report in new {
            if let refusal = report.refusal() { throw refusal }
            switch report {
            case .ready(let landlockABI, _, let lacking):
                try onReady(MinimumTier(lacking: lacking), landlockABI)
                isReady = true
                limits.begin(at: .now)
            case .exited(let code): outcome.exitStatus = Int32(code)
            case .signalled(let signal): outcome.exitStatus = 128 + Int32(signal)
            case .failed, .selfTestFailed, .execFailed, .outOfMemory, .listener, .examined: break
            }
        }
        if !launcher.report.isOpen, !isReady {
            throw Refusal(.launchStepFailed, "the launcher ended without a report")
        }
    }

    /// What there is to read of a stream, which is closed at its end.
    private static func received(from stream: inout StreamEnd) -> [UInt8] {
        guard stream.isOpen else { return [] }
        let (outcome, bytes) = unsafe withUnsafeTemporaryAllocation(byteCount: 64 << 10, alignment: 1) { space in
            let outcome = unsafe stream.read(into: space)
            return unsafe (outcome, Array(space[..<outcome.count]))
        }
        switch outcome {
        case .moved, .notNow: break
        case .ended, .failed: stream.close()
        }
        return bytes
    }
}
