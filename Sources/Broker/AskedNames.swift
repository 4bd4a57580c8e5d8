internal import Egress
internal import Kernel

/// Names that no grant names, and the connections to them that wait for a person's word.
///
/// Until it has come nothing of a name or of a connection leaves the broker. What waits is bounded in number and in time.
final class AskedNames {
    private var waiting: [DNSName: Question] = [:]
    private var denied: Set<DNSName> = []

    private struct Question {
        var connections: [UInt64]
        /// Until when a person may answer it.
        let end: MonotonicTime
    }

    /// No person looks through more at once.
    private static let mostNames = 16
    private static let mostConnections = 64

    /// Has a connection wait for a person's word on the name that it is for.
    ///
    /// - Returns: Why it is refused instead; nil where it waits.
    func hold(_ connection: UInt64, for name: DNSName, _ broker: Broker) -> EgressReason? {
        guard !denied.contains(name) else { return .denied }
        guard waiting.values.reduce(0, { $0 + $1.connections.count }) < AskedNames.mostConnections else {
            return .tooManyAsked
        }
        if waiting[name] == nil {
            guard waiting.count < AskedNames.mostNames else { return .tooManyAsked }
            let end = MonotonicTime.now + .seconds(Int64(broker.rules?.judge.plan.askSeconds ?? 0))
            waiting[name] = Question(connections: [], end: end)
            broker.look(at: end)
            broker.tell(.asked(name))
        }
        waiting[name]?.connections.append(connection)
        return nil
    }

    /// Takes a person's word, which holds for what comes later as well.
    func decide(_ name: DNSName, isAllowed: Bool, _ broker: Broker) {
        if isAllowed { denied.remove(name) } else { denied.insert(name) }
        let question = waiting.removeValue(forKey: name)
        for id in question?.connections ?? [] {
            let connection = broker.connections[id]
            if isAllowed { connection?.proceed(broker) } else { connection?.refuse(.denied, broker) }
        }
    }

    func attendTime(_ now: MonotonicTime, _ broker: Broker) {
        for (name, question) in waiting {
            guard question.end <= now else {
                broker.look(at: question.end)
                continue
            }
            waiting[name] = nil
            broker.tell(.undecided(name))
            for id in question.connections { broker.connections[id]?.refuse(.undecided, broker) }
        }
    }
}
