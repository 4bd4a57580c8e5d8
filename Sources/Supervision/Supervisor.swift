package import Approvals
package import Audit
internal import Glibc
package import Kernel
package import Policy
package import Refusals
package import Wire

/// The command's way into a run: it gives the process's exit status, and everything that a person or a client must know
/// has been told by then.
///
/// The order of a run: `LauncherProcess.spawn`; read the profile and resolve it; `offer` the plan to the launcher;
/// `AuditTrail`, whose first line stands before anything of the server's runs; `run`, which consents to it. When anything between fails: `abandon` the launcher, then `refuse`. Both `run`
/// and `refuse` use up the standard streams.
package enum Supervisor {
    /// Runs a box to its end.
    ///
    /// - Parameters:
    ///   - launcher: The launcher, started, with its plan.
    ///   - limits: Those that the supervisor sees to.
    ///   - messageLimit: The longest message on the wire, in bytes.
    ///   - trail: The run's audit trail, with its launch written.
    ///   - judge: What decides on each message; nil only where a test leaves it out.
    ///   - inspect: Called while the server starts, before anything of it is forwarded; it gives what a person is told.
    ///   - tierLocation: The line of the profile that says which layers the box may lack; nil where none does.
    ///   - watcher: What is told of the server's calls, in a launch that learns.
    ///   - broker: The way out; nil for every box without host grants.
    ///   - hasClient: Whether the standard streams are a client's; else what the program writes is for the judge alone.
    ///   - desk: Where a person decides on hosts that the server asks for; nil where none is asked.
    /// - Returns: The server's own exit status; 128 and the signal that ended it; 125 for a refusal, 126 or 127 for a
    ///   program that the box could not execute.
    package static func run(
        launcher: consuming LauncherProcess, limits: SupervisedLimits = SupervisedLimits(), messageLimit: Int,
        trail: AuditTrail, judge: (any MessageJudge)?, inspect: @escaping Inspection = { () throws(Refusal) in [] },
        tierLocation: SourceLocation? = nil, watcher: (any CallWatcher)? = nil,
        broker: consuming BrokerProcess? = nil, desk: consuming ApprovalDesk? = nil, hasClient: Bool = true,
        times: SupervisionTimes = SupervisionTimes()
    ) -> Int32 {
        do {
            let signals = try SignalQueue(endingSignals)
            let client =
                if !hasClient, let judge {
                    try ClientSide.absent(messageLimit: messageLimit, judge: judge)
                } else {
                    try ClientSide.standard(messageLimit: messageLimit, judge: judge)
                }
            return run(
                launcher: launcher, limits: limits, client: client, signals: signals,
                trail: trail, inspect: inspect, tierLocation: tierLocation, watcher: watcher,
                broker: broker, desk: desk, times: times)
        } catch {
            return tellDirectly(error)
        }
    }

    /// A look at what the server is made of; it gives what a person is told, and what it throws ends the box.
    package typealias Inspection = () throws(Refusal) -> [Refusal]

    /// The same for a client that is given.
    package static func run(
        launcher: consuming LauncherProcess, limits: SupervisedLimits = SupervisedLimits(),
        client: consuming ClientSide, signals: borrowing SignalQueue, trail: AuditTrail,
        inspect: @escaping Inspection = { () throws(Refusal) in [] }, tierLocation: SourceLocation? = nil,
        watcher: (any CallWatcher)? = nil, broker: consuming BrokerProcess? = nil,
        desk: consuming ApprovalDesk? = nil, times: SupervisionTimes
    ) -> Int32 {
        let start = MonotonicTime.now
        var session = BoxSession(
            launcher: launcher, limits: limits, times: times, watcher: watcher, broker: broker,
            desk: desk,
            onDecision: { (decision) throws(Refusal) in
                try trail.decided(
                    decision.name, isAllowed: decision.isAllowed, isKept: decision.isKept, by: decision.user)
            },
            onBrokerEvent: { (event) throws(Refusal) in try trail.broker(event) },
            onBrokerRestart: { () throws(Refusal) in try trail.brokerRestarted() },
            onReady: { (tier, abi) throws(Refusal) in
                try trail.ready(tier: tier.word, landlockABI: abi)
                return try inspect()
            })
        let ending = session.run(for: &client, signals: signals).named(by: tierLocation)
        let bytesFromServer = session.bytesFromServer
        let wasAsked = session.shutdown.hasBegun
        session.end()
        do {
            // Before anything is told: the client may take its time.
            if let limit = ending.limit { try trail.limit(limit) }
        } catch {
            client.errorLane.tell(error)
        }

        var closing = ClosingSession(times: times)
        let outcome = conclude(ending, wasAsked: wasAsked, for: &client, closing: &closing, signals: signals)
        let record = EndRecord(
            exitStatus: outcome.status, refusal: outcome.refusal?.code.rawValue, duration: .now - start,
            fromClient: .init(messages: client.conversation.messagesFromClient, bytes: client.bytesReceived),
            fromServer: .init(messages: client.conversation.messagesFromServer, bytes: bytesFromServer))
        do {
            try trail.end(record)
            if let incompleteness = trail.incompleteness {
                client.errorLane.tell(incompleteness)
                closing.deliver(for: &client, signals: signals)
            }
        } catch {
            // The run is over; all that is left is to say that its end is not on record.
            client.errorLane.tell(error)
            closing.deliver(for: &client, signals: signals)
        }
        return outcome.status
    }

    /// Ends a run that must not or cannot start: answers the client with the refusal, and tells a person.
    ///
    /// - Returns: `exitStatus`.
    package static func refuse(
        _ refusal: Refusal, exitStatus: Int32 = ExitStatus.refused, messageLimit: Int = defaultMessageLimit,
        times: SupervisionTimes = SupervisionTimes()
    ) -> Int32 {
        do {
            SignalQueue.ignoreBrokenPipes()
            try Descriptor.fillStandardNumbers()
            let signals = try SignalQueue(endingSignals)
            let client = try ClientSide.standard(messageLimit: messageLimit)
            return refuse(refusal, exitStatus: exitStatus, client: client, signals: signals, times: times)
        } catch {
            return tellDirectly(error)
        }
    }

    /// The same for a client that is given.
    package static func refuse(
        _ refusal: Refusal, exitStatus: Int32, client: consuming ClientSide, signals: borrowing SignalQueue,
        times: SupervisionTimes
    ) -> Int32 {
        var closing = ClosingSession(times: times)
        closing.refuse(with: refusal, for: &client, signals: signals)
        return exitStatus
    }

    /// The longest message where no profile says otherwise: 16 MiB.
    package static let defaultMessageLimit = 16 << 20

    /// What clients and terminals send to end a program.
    private static let endingSignals = [SIGTERM, SIGINT, SIGHUP]

    /// Gives the client all that it is owed at the end.
    private static func conclude(
        _ ending: BoxSession.Ending, wasAsked: Bool, for client: inout ClientSide, closing: inout ClosingSession,
        signals: borrowing SignalQueue
    ) -> (status: Int32, refusal: Refusal?) {
        switch ending {
        case .refused(let refusal, let status):
            closing.refuse(with: refusal, for: &client, signals: signals)
            return (status, refusal)
        case .served(let end):
            // Requests that the client wrote while the server ended are open as well.
            client.receiveWhatWaits()
            var refusal: Refusal?
            if !client.conversation.ledger.isEmpty {
                let ended = Refusal(unansweredBy: end)
                client.conversation.refuse(with: ended)
                // A server that ended because it was to end leaves long-lived requests behind, and nothing is wrong.
                if !wasAsked {
                    client.errorLane.tell(ended)
                    refusal = ended
                }
            }
            closing.deliver(for: &client, signals: signals)
            return (end.exitStatus, refusal)
        }
    }

    /// For a process whose standard streams cannot even be taken over.
    private static func tellDirectly(_ error: KernelError) -> Int32 {
        let line = Array("trilatch: launch.step-failed: the standard streams cannot be used: \(error)\n".utf8)
        // Nobody is left to tell when this fails too.
        _ = unsafe line.withUnsafeBytes { unsafe write(2, $0.baseAddress, $0.count) }
        return ExitStatus.refused
    }
}

extension BoxSession.Ending {
    /// The limit that ended the server; nil where none did.
    fileprivate var limit: Refusal? {
        let refusal =
            switch self {
            case .refused(let refusal, _): refusal
            case .served(let end): Refusal(unansweredBy: end)
            }
        return refusal.code == .limitExceeded ? refusal : nil
    }

    /// With the line of the profile that would change it, where it is about a layer that the host does not have.
    fileprivate func named(by tierLocation: SourceLocation?) -> Self {
        guard case .refused(var refusal, let status) = self,
            refusal.code == .tierNotReached || refusal.code == .hostLandlockMissing
        else { return self }
        refusal.location = refusal.location ?? tierLocation
        return .refused(refusal, exitStatus: status)
    }
}

extension Refusal {
    /// What a client is told of requests that were open when the server ended.
    init(unansweredBy end: ProcessEnd) {
        switch end {
        case .exited(let code):
            self.init(.serverExited, "the server exited with status \(code) before it answered")
        case .signalled(UInt8(SIGXFSZ)):
            self.init(.limitExceeded, "the server was ended at its limit of file-size")
        case .signalled(let signal):
            self.init(.serverKilled, "the server was ended by \(SignalName.of(Int32(signal))) before it answered")
        case .unknown:
            self.init(.serverExited, "the server ended before it answered, and nobody knows how")
        }
    }
}
