internal import Glibc
internal import Kernel
internal import LaunchPlan
internal import Refusals
internal import Wire

/// One running box: its launcher, the wire between client and server, and its end.
///
/// One thread, one loop.
///
/// The loop waits in `poll(2)` for exactly what it can act on: a stream is read only while its lane has room, and written
/// only while something waits. So every buffer is bounded, and each side feels the other's slowness.
struct BoxSession: ~Copyable {
    var launcher: LauncherProcess
    let times: SupervisionTimes
    /// Called with the Landlock ABI in force once the box is ready; what it throws ends the box.
    let onReady: (UInt8) throws(Refusal) -> Void

    var plan: ArraySlice<UInt8>
    var poll = PollSet(slots: Slot.allCases.count)
    var reports = ReportReader()
    var shutdown: ShutdownSequence
    /// Until when the box must be ready; nil once it is.
    var readyBy: MonotonicTime?
    /// What the launcher said of the server's end.
    var serverEnd: ProcessEnd?
    /// How the launcher itself ended.
    var launcherEnd: ProcessEnd?
    /// When the code that only a start needs is let go of; nil before the box is ready and afterwards.
    var settledBy: MonotonicTime?
    /// Until when streams that the end of the box should have closed may stay open.
    var drainedBy: MonotonicTime?
    /// Until when the server may live on without an output, before the client's own ends too.
    var farewellBy: MonotonicTime?
    /// The client reads no more, so what the server still has to say concerns nobody.
    var clientIsGone = false
    var bytesFromServer: UInt64 = 0

    /// How a session ended.
    enum Ending: Sendable, Equatable {
        /// The server ran and ended.
        case served(ProcessEnd)
        /// The box could not be started, or broke.
        case refused(Refusal, exitStatus: Int32)
    }

    enum Slot: Int, CaseIterable {
        case clientInput, clientOutput, clientErrors, serverInput, serverOutput, serverErrors
        case plan, report, signals, launcher
    }

    init(
        launcher: consuming LauncherProcess, plan: [UInt8], times: SupervisionTimes,
        onReady: @escaping (UInt8) throws(Refusal) -> Void
    ) {
        self.launcher = launcher
        self.times = times
        self.onReady = onReady
        self.plan = plan[...]
        shutdown = ShutdownSequence(times: times)
        readyBy = MonotonicTime.now + times.launch
    }

    /// Relays until the server has ended and everything it wrote is in the client's lanes, or until the box is refused.
    mutating func run(for client: inout ClientSide, signals: borrowing SignalQueue) -> Ending {
        sendPlan()
        while true {
            if let ending = ending() { return ending }
            arrange(client, signals)
            do {
                try poll.wait(until: deadline(client))
            } catch {
                return .refused(
                    Refusal(.launchStepFailed, "the supervisor cannot wait: \(error)"), exitStatus: ExitStatus.refused)
            }
            if let ending = act(for: &client, signals) { return ending }
        }
    }

    // MARK: Waiting

    /// Says what the next round waits for.
    private mutating func arrange(_ client: borrowing ClientSide, _ signals: borrowing SignalQueue) {
        poll.want(
            .readable, of: client.input, in: Slot.clientInput.rawValue, if: client.conversation.wantsMoreFromClient)
        poll.want(
            .writable, of: client.output, in: Slot.clientOutput.rawValue,
            if: client.conversation.reply.forwardableCount > 0)
        poll.want(.writable, of: client.errors, in: Slot.clientErrors.rawValue, if: !client.errorLane.waiting.isEmpty)
        poll.want(
            .writable, of: launcher.serverInput, in: Slot.serverInput.rawValue,
            if: client.conversation.request.forwardableCount > 0)
        poll.want(
            .readable, of: launcher.serverOutput, in: Slot.serverOutput.rawValue,
            if: client.conversation.wantsMoreFromServer)
        poll.want(.readable, of: launcher.serverErrors, in: Slot.serverErrors.rawValue, if: client.errorLane.wantsMore)
        poll.want(.writable, of: launcher.plan, in: Slot.plan.rawValue)
        poll.want(.readable, of: launcher.report, in: Slot.report.rawValue)
        poll.want(.readable, of: signals.descriptor.number, in: Slot.signals.rawValue)
        poll.want(
            launcherEnd == nil ? .readable : nil, of: launcher.process.descriptor.number, in: Slot.launcher.rawValue)
    }

    /// When something is due; nil while only events count, which is nearly always.
    private func deadline(_ client: borrowing ClientSide) -> MonotonicTime? {
        var earliest = shutdown.deadline(hasOpenRequests: hasOpenRequests(client))
        earliest = min(earliest, readyBy)
        earliest = min(earliest, settledBy)
        earliest = min(earliest, drainedBy)
        return min(earliest, farewellBy)
    }

    private func min(_ first: MonotonicTime?, _ second: MonotonicTime?) -> MonotonicTime? {
        guard let first, let second else { return first ?? second }
        return first < second ? first : second
    }

    /// Whether somebody waits for an answer of the server.
    private func hasOpenRequests(_ client: borrowing ClientSide) -> Bool {
        !client.conversation.ledger.isEmpty && !clientIsGone
    }

    // MARK: Acting

    private mutating func act(for client: inout ClientSide, _ signals: borrowing SignalQueue) -> Ending? {
        if occurred(.plan) { sendPlan() }
        if occurred(.clientInput) { receiveFromClient(&client) }
        if occurred(.serverInput) { sendToServer(&client) }
        if occurred(.serverOutput) { receiveFromServer(&client) }
        if occurred(.clientOutput) { deliver(&client) }
        if occurred(.serverErrors) { receiveErrors(&client) }
        if occurred(.clientErrors) { deliverErrors(&client) }
        if occurred(.signals) { receiveSignals(signals) }
        // Last, so that the end of the launcher never overtakes what it or the server wrote before.
        if occurred(.report), let ending = receiveReports() { return ending }
        if occurred(.launcher) { reap() }
        return actOnTime(&client)
    }

    private func occurred(_ slot: Slot) -> Bool { !poll.events(in: slot.rawValue).isEmpty }

    private mutating func sendPlan() {
        guard launcher.plan.isOpen else { return }
        let outcome = unsafe plan.withUnsafeBytes { unsafe launcher.plan.write($0) }
        switch outcome {
        case .moved(let count): plan.removeFirst(count)
        case .notNow: break
        // The launcher is gone, and its report says why.
        case .ended, .failed: plan.removeAll()
        }
        // The end of file tells the launcher that the plan is whole.
        if plan.isEmpty { launcher.plan.close() }
    }

    private mutating func receiveFromClient(_ client: inout ClientSide) {
        if !client.receive() { shutdown.inputEnded(at: .now) }
        sendToServer(&client)
    }

    private mutating func sendToServer(_ client: inout ClientSide) {
        if !launcher.serverInput.isOpen {
            // The server reads no more. Its client's requests stay in the ledger and are answered at the server's end.
            client.conversation.request.dropForwardable()
            return
        }
        if client.conversation.request.forwardableCount > 0 {
            switch client.conversation.request.send(to: launcher.serverInput) {
            case .moved, .notNow: break
            case .ended, .failed:
                launcher.serverInput.close()
                client.conversation.request.dropForwardable()
            }
        }
        if !client.input.isOpen, client.conversation.request.forwardableCount == 0 { launcher.serverInput.close() }
    }

    private mutating func receiveFromServer(_ client: inout ClientSide) {
        switch client.conversation.reply.receive(from: launcher.serverOutput) {
        case .moved(let count):
            bytesFromServer += UInt64(count)
            if shutdown.isListening { shutdown.serverSpoke(at: .now) }
            if let refusal = client.conversation.judgeServer() { client.errorLane.tell(refusal) }
        case .notNow: return
        case .ended, .failed:
            launcher.serverOutput.close()
            if let refusal = client.conversation.judgeServer(atEnd: true) { client.errorLane.tell(refusal) }
            if launcherEnd == nil { farewellBy = .now + times.farewell }
        }
        if client.output.canTryAtOnce { deliver(&client) }
    }

    private mutating func deliver(_ client: inout ClientSide) {
        let sent = client.bytesSent
        let isRead = client.deliver()
        if client.bytesSent > sent, drainedBy != nil { drainedBy = MonotonicTime.now + times.delivery }
        if isRead { return }
        // As without us: the server finds its output broken. One that ignores that is ended.
        clientIsGone = true
        launcher.serverOutput.close()
        shutdown.inputEnded(at: .now)
    }

    private mutating func receiveErrors(_ client: inout ClientSide) {
        let outcome = unsafe withUnsafeTemporaryAllocation(byteCount: ErrorLane.bound / 4, alignment: 1) { space in
            let outcome = unsafe launcher.serverErrors.read(into: space)
            if case .moved(let count) = outcome {
                unsafe client.errorLane.pass(UnsafeRawBufferPointer(rebasing: space[..<count]))
            }
            return outcome
        }
        switch outcome {
        case .moved, .notNow: break
        case .ended, .failed: launcher.serverErrors.close()
        }
    }

    private mutating func deliverErrors(_ client: inout ClientSide) {
        // As without us: the server finds its standard error broken.
        if !client.deliverErrors() { launcher.serverErrors.close() }
    }

    // MARK: Ending

    private mutating func receiveSignals(_ signals: borrowing SignalQueue) {
        while let number = signals.next() { perform(shutdown.signalReceived(number, at: .now)) }
    }

    private mutating func receiveReports() -> Ending? {
        let (outcome, bytes) = unsafe withUnsafeTemporaryAllocation(
            byteCount: 4 * LaunchReport.frameLength, alignment: 1
        ) { space in
            let outcome = unsafe launcher.report.read(into: space)
            guard case .moved(let count) = outcome else { return (outcome, [UInt8]()) }
            return unsafe (outcome, Array(space[..<count]))
        }
        switch outcome {
        case .notNow: return nil
        case .ended, .failed:
            launcher.report.close()
            return nil
        case .moved:
            guard let new = reports.consume(bytes) else {
                let refusal = Refusal(.launchPlanInvalid, "the launcher's report is none that this version knows")
                return .refused(refusal, exitStatus: ExitStatus.refused)
            }
            for report in new {
                if let ending = take(report) { return ending }
            }
            return nil
        }
    }

    private mutating func take(_ report: LaunchReport) -> Ending? {
        if let refusal = report.refusal() { return .refused(refusal, exitStatus: report.failureStatus) }
        switch report {
        case .ready(let landlockABI, _):
            readyBy = nil
            settledBy = .now + times.settling
            // A client that was done before the server began has waited for the box, not for the server.
            if shutdown.isListening { shutdown.serverSpoke(at: .now) }
            do {
                try onReady(landlockABI)
            } catch {
                return .refused(error, exitStatus: ExitStatus.refused)
            }
        case .exited(let code): serverEnd = .exited(code)
        case .signalled(let signal): serverEnd = .signalled(signal)
        case .failed, .selfTestFailed, .execFailed: break
        }
        return nil
    }

    private mutating func reap() {
        launcherEnd = launcher.process.endIfEnded()
        guard launcherEnd != nil else { return }
        drainedBy = MonotonicTime.now + times.delivery
        farewellBy = nil
    }

    private mutating func actOnTime(_ client: inout ClientSide) -> Ending? {
        guard deadline(client) != nil else { return nil }
        let now = MonotonicTime.now
        if let readyBy, readyBy <= now {
            return .refused(
                Refusal(.launchTimedOut, "the box was not ready after \(times.launch.components.seconds) seconds"),
                exitStatus: ExitStatus.refused)
        }
        if let settledBy, settledBy <= now {
            self.settledBy = nil
            // Where it fails, memory is all that is lost.
            try? Processes.releaseCode()
        }
        if let drainedBy, drainedBy <= now { return verdict() }
        if let farewellBy, farewellBy <= now {
            self.farewellBy = nil
            client.endOutput(with: Refusal(.serverExited, "the server closed its output before it answered"))
        }
        perform(shutdown.act(at: now, hasOpenRequests: hasOpenRequests(client)))
        return nil
    }

    private mutating func perform(_ act: ShutdownSequence.Act?) {
        switch act {
        case nil: break
        case .signal(let number):
            guard launcher.lifeline.isOpen else { return }
            // A full lifeline means that nobody in the box reads it; the next step of the sequence needs nobody.
            _ = unsafe withUnsafeBytes(of: UInt8(truncatingIfNeeded: number)) { unsafe launcher.lifeline.write($0) }
        case .endBox: launcher.lifeline.close()
        case .killLauncher: launcher.process.kill()
        }
    }

    /// The end, once the launcher is gone and all that was written has been read.
    private func ending() -> Ending? {
        guard launcherEnd != nil, !launcher.report.isOpen, !launcher.serverOutput.isOpen, !launcher.serverErrors.isOpen
        else { return nil }
        return verdict()
    }

    private func verdict() -> Ending {
        if let serverEnd { return .served(serverEnd) }
        if shutdown.hasEndedBox { return .served(.signalled(UInt8(SIGKILL))) }
        let how =
            switch launcherEnd {
            case .exited(let code): "the launcher ended with status \(code) and no report"
            case .signalled(let signal): "the launcher was ended by \(SignalName.of(Int32(signal)))"
            case .unknown, nil: "the launcher ended and nobody knows how"
            }
        let refusal =
            readyBy == nil
            ? Refusal(.serverKilled, "the box was ended from outside: \(how)") : Refusal(.launchStepFailed, how)
        return .refused(refusal, exitStatus: ExitStatus.refused)
    }

    /// Ends whatever is left of the box.
    consuming func end() {
        launcher.lifeline.close()
        launcher.process.kill()
    }
}
