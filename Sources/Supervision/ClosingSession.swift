internal import Kernel
internal import Refusals
internal import Wire

/// What is left to do for a client when there is no server: to give it what is owed, and to answer instead of leaving
/// it with a closed pipe.
///
/// Bounded in time.
struct ClosingSession: ~Copyable {
    private let times: SupervisionTimes
    private var poll = PollSet(slots: 4)
    /// When it ends in any case.
    private var endsBy: MonotonicTime?
    /// When it ends if nothing happens before.
    private var idleBy: MonotonicTime?
    private var idle: Duration

    private enum Slot { static let input = 0, output = 1, errors = 2, signals = 3 }

    init(times: SupervisionTimes) {
        self.times = times
        idle = times.delivery
    }

    /// Tells a person of the refusal, and answers the client's open and further requests with it.
    ///
    /// Returns when the client has closed its end, has asked nothing for a while, or cannot be told.
    mutating func refuse(with refusal: Refusal, for client: inout ClientSide, signals: borrowing SignalQueue) {
        client.errorLane.tell(refusal)
        client.conversation.refuse(with: refusal)
        if client.isPerson { client.input.close() }
        endsBy = .now + times.refusalTotal
        idle = times.refusalIdle
        // Not idle yet: a client may take its time to ask for the first time, but not for ever.
        if client.conversation.reply.forwardableCount > 0 { idleBy = .now + idle }
        loop(for: &client, signals: signals)
    }

    /// Gives the client what waits for it, and takes nothing more.
    ///
    /// Returns when that is done, or when the client took nothing for a while; then a person is told what was lost.
    mutating func deliver(for client: inout ClientSide, signals: borrowing SignalQueue) {
        client.input.close()
        idleBy = .now + idle
        loop(for: &client, signals: signals)
        let lost = client.conversation.reply.forwardableCount
        guard lost > 0, client.output.isOpen else { return }
        client.errorLane.tell(Refusal(.wireStalled, "the client does not read; \(lost) bytes for it are lost"))
        // Once, for who does not read the one stream may not read the other.
        _ = client.deliverErrors()
    }

    private mutating func loop(for client: inout ClientSide, signals: borrowing SignalQueue) {
        while client.input.isOpen || !client.isDelivered {
            let deadline = [endsBy, idleBy].compactMap { $0 }.min()
            if let deadline, deadline <= MonotonicTime.now { return }
            arrange(client, signals)
            do {
                try poll.wait(until: deadline)
            } catch {
                // Without waiting nothing can be done but to end, and the status says that it was no good end.
                return
            }
            if happened(Slot.signals) { return }
            if happened(Slot.input) { _ = client.receive() }
            if happened(Slot.output), !client.deliver() || poll.events(in: Slot.output).isBroken {
                client.output.close()
                client.input.close()
            }
            if happened(Slot.errors) { _ = client.deliverErrors() }
            if happened(Slot.input) || happened(Slot.output) { idleBy = .now + idle }
        }
    }

    private mutating func arrange(_ client: borrowing ClientSide, _ signals: borrowing SignalQueue) {
        poll.want(.readable, of: client.input, in: Slot.input, if: client.conversation.wantsMoreFromClient)
        // With nothing to write too: a client that is gone shows only there when its input was left open.
        let hasReply = client.conversation.reply.forwardableCount > 0
        poll.want(hasReply ? .writable : [], of: client.output, in: Slot.output)
        poll.want(.writable, of: client.errors, in: Slot.errors, if: !client.errorLane.waiting.isEmpty)
        poll.want(.readable, of: signals.descriptor.number, in: Slot.signals)
    }

    private func happened(_ slot: Int) -> Bool { !poll.events(in: slot).isEmpty }
}
