internal import Approvals
internal import Egress
internal import Glibc
internal import Kernel
internal import LaunchPlan
internal import Policy
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
    /// Called with the tier and the Landlock ABI in force once the box is ready; it gives what a person is told, and what
    /// it throws ends the box.
    let onReady: (MinimumTier, UInt8) throws(Refusal) -> [Refusal]

    /// What is told of the server's calls; nil in every launch that does not learn.
    let watcher: (any CallWatcher)?

    /// The way out; nil for every box without host grants.
    var broker: BrokerProcess?
    /// Where a person decides on hosts that the server asks for; nil where none is asked.
    var desk: ApprovalDesk?
    /// Puts on record what a person decides.
    let onDecision: (ApprovalDesk.Decision) throws(Refusal) -> Void
    /// Puts on record what the broker says.
    let onBrokerEvent: (BrokerEvent) throws(Refusal) -> Void
    /// Puts on record that another one was started.
    let onBrokerRestart: () throws(Refusal) -> Void

    var poll: PollSet
    var wakefulness = Wakefulness()
    var shutdown: ShutdownSequence
    let limits: SupervisedLimits
    var watch: BoxWatch
    /// The limit that the box was ended for.
    var breach: Refusal?
    /// Until when the box must be ready; nil once it is.
    var readyBy: MonotonicTime?
    /// What the launcher said of the server's end.
    var serverEnd: ProcessEnd?
    /// How the launcher itself ended.
    var launcherEnd: ProcessEnd?
    /// Until when streams that the end of the box should have closed may stay open.
    var drainedBy: MonotonicTime?
    /// Until when the server may live on without an output, before the client's own ends too.
    var farewellBy: MonotonicTime?
    /// Until when the server may take nothing of what waits for it, as much as may; nil while there is room.
    var stalledBy: MonotonicTime?
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
        /// There only where there is a broker, or where somebody watches: the others have no round to pay for it.
        case broker, calls, desk
    }

    init(
        launcher: consuming LauncherProcess, limits: SupervisedLimits, times: SupervisionTimes,
        watcher: (any CallWatcher)? = nil, broker: consuming BrokerProcess? = nil,
        desk: consuming ApprovalDesk? = nil,
        onDecision: @escaping (ApprovalDesk.Decision) throws(Refusal) -> Void,
        onBrokerEvent: @escaping (BrokerEvent) throws(Refusal) -> Void,
        onBrokerRestart: @escaping () throws(Refusal) -> Void,
        onReady: @escaping (MinimumTier, UInt8) throws(Refusal) -> [Refusal]
    ) {
        self.launcher = launcher
        self.limits = limits
        self.times = times
        self.onReady = onReady
        self.watcher = watcher
        let hasBroker = broker != nil
        self.broker = broker
        self.desk = desk
        self.onDecision = onDecision
        self.onBrokerEvent = onBrokerEvent
        self.onBrokerRestart = onBrokerRestart
        poll = PollSet(slots: watcher == nil && !hasBroker ? Slot.broker.rawValue : Slot.allCases.count)
        shutdown = ShutdownSequence(times: times)
        watch = BoxWatch(limits: limits, crowdedFor: times.crowded, processors: Processes.processorCount)
        readyBy = MonotonicTime.now + times.launch
    }

    /// Relays until the server has ended and everything it wrote is in the client's lanes, or until the box is refused.
    mutating func run(for client: inout ClientSide, signals: borrowing SignalQueue) -> Ending {
        launcher.consent()
        while true {
            if let ending = ending() { return ending }
            arrange(client, signals)
            do {
                try poll.wait(until: deadline(client), &wakefulness)
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
        let hasReply = client.conversation.reply.forwardableCount > 0
        // At the end of its input the client may be gone altogether: only its output can tell.
        poll.want(
            hasReply ? .writable : [], of: client.output, in: Slot.clientOutput.rawValue,
            if: hasReply || shutdown.isListening)
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
        switch broker {
        case .some(let broker): poll.want(.readable, of: broker.number, in: Slot.broker.rawValue)
        case .none: break
        }
        switch desk {
        case .some(let desk): poll.want(.readable, of: desk.number, in: Slot.desk.rawValue)
        case .none: break
        }
        if let watcher {
            let calls = watcher.awaited
            poll.want(calls == nil ? nil : .readable, of: calls ?? -1, in: Slot.calls.rawValue)
        }
    }

    /// When something is due; nil while only events count, which is nearly always.
    func deadline(_ client: borrowing ClientSide) -> MonotonicTime? {
        var earliest = shutdown.deadline(hasOpenRequests: hasOpenRequests(client))
        earliest = min(earliest, readyBy)
        earliest = min(earliest, stallDeadline(client))
        earliest = min(earliest, drainedBy)
        earliest = min(earliest, watch.nextLook(hasOpenRequests: hasOpenRequests(client)))
        switch desk {
        case .some(let desk): earliest = min(earliest, desk.deadline)
        case .none: break
        }
        return min(earliest, farewellBy)
    }

    private func min(_ first: MonotonicTime?, _ second: MonotonicTime?) -> MonotonicTime? {
        guard let first, let second else { return first ?? second }
        return first < second ? first : second
    }

    /// Whether somebody waits for an answer of the server.
    func hasOpenRequests(_ client: borrowing ClientSide) -> Bool {
        !client.conversation.ledger.isEmpty && !clientIsGone
    }

    // MARK: Acting

    private mutating func act(for client: inout ClientSide, _ signals: borrowing SignalQueue) -> Ending? {
        if let watcher, occurred(.calls) { watcher.attend() }
        if broker != nil, occurred(.broker), let ending = receiveBrokerEvents(for: &client) { return ending }
        if desk != nil, occurred(.desk), let ending = attendDesk() { return ending }
        if occurred(.plan) { launcher.sendPlan() }
        if occurred(.clientInput) { receiveFromClient(&client) }
        if occurred(.serverInput) { sendToServer(&client) }
        // A box is ready before its server says anything, and is looked at before that is judged: what is seen to have
        // written in this round has its report in the same one.
        if readyBy != nil, occurred(.report), let ending = receiveReports(for: &client) { return ending }
        if occurred(.serverOutput) { receiveFromServer(&client) }
        if occurred(.clientOutput) { deliver(&client, isBroken: poll.events(in: Slot.clientOutput.rawValue).isBroken) }
        if occurred(.serverErrors) { receiveErrors(&client) }
        if occurred(.clientErrors) { deliverErrors(&client) }
        if occurred(.signals) { receiveSignals(signals) }
        // Last, so that the end of the launcher never overtakes what it or the server wrote before.
        if occurred(.report), let ending = receiveReports(for: &client) { return ending }
        if occurred(.launcher) { reap() }
        if let ending = client.conversation.ending { return .refused(ending, exitStatus: 128 + SIGKILL) }
        return actOnTime(&client)
    }

    private func occurred(_ slot: Slot) -> Bool { !poll.events(in: slot.rawValue).isEmpty }
}
