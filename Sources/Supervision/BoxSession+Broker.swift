internal import Egress
internal import Kernel
internal import Policy
internal import Refusals

/// The way out of a box with host grants: its listeners go to the broker, and what the broker does goes on record.
extension BoxSession {
    /// Hands a socket of the box's network to the broker.
    mutating func pass(_ socket: consuming Descriptor, index: UInt32) -> Ending? {
        do throws(KernelError) {
            switch broker {
            case .some(let broker): try broker.take(socket, index: index)
            // A plan without hosts has no listeners.
            case .none: throw KernelError("sendmsg", KernelError.notPermitted)
            }
            return nil
        } catch {
            let refusal = Refusal(.egressBrokerFailed, "a listening socket did not reach the broker: \(error)")
            return .refused(refusal, exitStatus: ExitStatus.refused)
        }
    }

    /// Takes what the broker says.
    ///
    /// A box whose broker is gone has no way out any more, and goes on without: what it tries is refused by nobody
    /// listening. It is told.
    mutating func receiveBrokerEvents(for client: inout ClientSide) -> Ending? {
        do throws(Refusal) {
            for _ in 0..<BoxSession.brokerEventsAtOnce {
                guard let event = try broker?.nextEvent() else { break }
                if event == .wantsResolverFiles {
                    broker?.giveResolverFilesAgain()
                } else {
                    try onBrokerEvent(event)
                }
            }
            if broker?.hasEnded == true {
                broker = nil
                return .refused(
                    Refusal(.egressBrokerFailed, "the broker of the box ended"), exitStatus: ExitStatus.refused)
            }
            return nil
        } catch {
            return .refused(error, exitStatus: ExitStatus.refused)
        }
    }

    /// So many in one round, so that the wire is never kept waiting for long.
    private static let brokerEventsAtOnce = 64
}
