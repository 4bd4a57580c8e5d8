internal import Approvals
internal import Egress
internal import Kernel
internal import Refusals

/// Hosts that the server asks for and a person decides on.
extension BoxSession {
    /// Tells a person that connections wait for a word; once for each host.
    mutating func ask(_ name: DNSName, for client: inout ClientSide) -> Ending? {
        switch desk?.ask(name) {
        case .again: return nil
        case .first:
            client.errorLane.tell(
                Refusal(
                    .egressUnknownHost,
                    "the server asks for \(name), which its profile does not grant; its connection waits",
                    hint: "`trilatch egress allow \(name)`, or `trilatch egress deny \(name)`"))
            return nil
        case .tooMany, nil:
            return .refused(
                Refusal(.egressBrokerFailed, "the broker asks for hosts that nobody can be asked for"),
                exitStatus: ExitStatus.refused)
        }
    }

    /// Hears a person's command.
    mutating func attendDesk() -> Ending? {
        guard let decision = desk?.attend() else { return nil }
        do throws(Refusal) {
            // On record before anything passes by it.
            try onDecision(decision)
        } catch {
            return .refused(error, exitStatus: ExitStatus.refused)
        }
        // A broker that cannot take it is gone, and the next one is told.
        try? broker?.decide(decision.name, isAllowed: decision.isAllowed)
        desk?.conclude(decision)
        return nil
    }
}
