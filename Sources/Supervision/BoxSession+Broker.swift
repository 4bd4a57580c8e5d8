internal import Approvals
internal import Egress
internal import Kernel
internal import Policy
internal import Refusals

/// The way out of a box with host grants: its listeners go to the broker, and what the broker does goes on record.
extension BoxSession {
    /// Hands a socket of the box's network to the broker.
    mutating func pass(_ socket: consuming Descriptor, index: UInt32) -> Ending? {
        guard broker != nil else {
            // A plan without hosts has no listeners.
            return .refused(
                Refusal(.launchPlanInvalid, "the launcher hands out a socket that nobody asked for"),
                exitStatus: ExitStatus.refused)
        }
        do throws(KernelError) {
            try broker?.take(socket, index: index)
            return nil
        } catch {
            return brokerFailed("a listening socket did not reach the broker: \(error)")
        }
    }

    /// Takes what the broker says, and starts another one where it has ended.
    mutating func receiveBrokerEvents(for client: inout ClientSide) -> Ending? {
        do throws(Refusal) {
            for _ in 0..<BoxSession.brokerEventsAtOnce {
                guard let event = try broker?.nextEvent() else { break }
                switch event {
                case .wantsResolverFiles: broker?.giveResolverFilesAgain()
                case .asked(let name):
                    try onBrokerEvent(event)
                    if let ending = ask(name, for: &client) { return ending }
                case .undecided(let name):
                    try onBrokerEvent(event)
                    desk?.expire(name)
                default:
                    try onBrokerEvent(event)
                    BoxSession.alarm(of: event, to: &client)
                }
            }
            guard broker?.hasEnded == true else { return nil }
            try broker?.restart()
            try onBrokerRestart()
            desk?.expireAll()
            client.errorLane.tell(
                Refusal(
                    .egressBrokerFailed, "the broker of the box ended and was started again; its connections are gone"))
            return nil
        } catch {
            return .refused(error, exitStatus: ExitStatus.refused)
        }
    }

    /// Tells a person at once of a placeholder that left its place: somebody takes it for the credential.
    private static func alarm(of event: BrokerEvent, to client: inout ClientSide) {
        guard case .request(let connection, let method, let path, .fault(.strayPlaceholder), _) = event else { return }
        client.errorLane.tell(
            Refusal(
                .egressStrayPlaceholder,
                "the server sent the placeholder of a credential where it does not belong: \(method) \(connection.name)\(path)"
            ))
    }

    private func brokerFailed(_ how: String) -> Ending {
        .refused(Refusal(.egressBrokerFailed, how), exitStatus: ExitStatus.refused)
    }

    /// So many in one round, so that the wire is never kept waiting for long.
    private static let brokerEventsAtOnce = 64
}
