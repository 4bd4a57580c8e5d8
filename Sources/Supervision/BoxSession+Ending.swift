internal import Glibc
internal import Kernel
internal import LaunchPlan
internal import Policy
internal import Refusals
internal import Wire

/// What the launcher says, what time and signals bring, and how it all ends.
extension BoxSession {
    mutating func receiveSignals(_ signals: borrowing SignalQueue) {
        while let number = signals.next() { perform(shutdown.signalReceived(number, at: .now)) }
    }

    mutating func receiveReports(for client: inout ClientSide) -> Ending? {
        // All that there is: a report that has come must not wait for a round in which its server's words are judged.
        for _ in 0..<BoxSession.reportsAtOnce where launcher.report.isOpen {
            do throws(KernelError) {
                guard var received = try launcher.nextReport() else { return nil }
                guard !received.bytes.isEmpty else {
                    launcher.report.close()
                    return nil
                }
                guard let report = LaunchReport(frame: received.bytes) else { return unknownReport }
                if case .listener(let index) = report {
                    guard let socket = received.descriptor.take() else { return unknownReport }
                    if let ending = pass(socket, index: index) { return ending }
                } else if let ending = take(report, for: &client) {
                    return ending
                }
            } catch {
                return unknownReport
            }
        }
        return nil
    }

    /// More than any launch has, listeners included.
    private static let reportsAtOnce = 2 * BoxListener.maximumCount

    private var unknownReport: Ending {
        let refusal = Refusal(.launchPlanInvalid, "the launcher's report is none that this version knows")
        return .refused(refusal, exitStatus: ExitStatus.refused)
    }

    private mutating func take(_ report: LaunchReport, for client: inout ClientSide) -> Ending? {
        if let refusal = report.refusal() { return .refused(refusal, exitStatus: report.failureStatus) }
        switch report {
        case .ready(let landlockABI, _, let lacking):
            readyBy = nil
            watch.begin(at: .now)
            // A client that was done before the server began has waited for the box, not for the server.
            if shutdown.isListening { shutdown.serverSpoke(at: .now) }
            do {
                for refusal in try onReady(MinimumTier(lacking: lacking), landlockABI) {
                    client.errorLane.tell(refusal)
                }
            } catch {
                return .refused(error, exitStatus: ExitStatus.refused)
            }
            client.errorLane.tell(lackOf: lacking)
            // What only the start needed. While the server starts this delays nobody; later it would take a timer, which
            // each round of the loop pays for. Where it fails, memory is all that is lost.
            try? Processes.releaseCode()
        case .exited(let code): serverEnd = .exited(code)
        case .signalled(let signal): serverEnd = .signalled(signal)
        case .outOfMemory:
            breach = limits.memory.map { Refusal(exceeding: $0, "the kernel found no more of it for the box") }
        case .failed, .selfTestFailed, .execFailed, .listener, .examined: break
        }
        return nil
    }

    mutating func reap() {
        launcherEnd = launcher.process.endIfEnded()
        guard launcherEnd != nil else { return }
        drainedBy = MonotonicTime.now + times.delivery
        farewellBy = nil
    }

    mutating func actOnTime(_ client: inout ClientSide) -> Ending? {
        guard deadline(client) != nil else { return nil }
        let now = MonotonicTime.now
        if let readyBy, readyBy <= now {
            return .refused(
                Refusal(.launchTimedOut, "the box was not ready after \(times.launch.components.seconds) seconds"),
                exitStatus: ExitStatus.refused)
        }
        if desk != nil, let ending = attendDesk() { return ending }
        lookAtLimits(client, at: now)
        actOnStall(&client, at: now)
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
            launcher.say(.signal(UInt8(truncatingIfNeeded: number)))
        case .endBox: launcher.lifeline.close()
        case .killLauncher: launcher.process.kill()
        }
    }

    /// The end, once the launcher is gone and all that was written has been read.
    func ending() -> Ending? {
        guard launcherEnd != nil, !launcher.report.isOpen, !launcher.serverOutput.isOpen, !launcher.serverErrors.isOpen
        else { return nil }
        return verdict()
    }

    private func verdict() -> Ending {
        if let breach { return .refused(breach, exitStatus: 128 + SIGKILL) }
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
        if launcherEnd == nil { launcher.kill() }
        launcher.removeGroup()
        let hear = onBrokerEvent
        switch broker.take() {
        // What cannot be written any more, the end of the run says.
        case .some(let broker): broker.finish { try? hear($0) }
        case .none: break
        }
    }
}
