internal import Addresses
package import Egress
package import Refusals

/// What the box asks its broker for, and what becomes of it.
extension AuditTrail {
    /// Writes what the broker tells.
    ///
    /// - Throws: `audit.unavailable`.
    package func broker(_ event: BrokerEvent) throws(Refusal) {
        switch event {
        case .lookup(let name, let verdict):
            begin("lookup")
            line.add("name", name)
            line.add("verdict", verdict.word)
        case .opened(let connection, let address):
            begin("connection")
            add(connection)
            line.add("to", "\(address)")
        case .refused(let connection, let reason):
            begin("connection-refused")
            add(connection)
            line.add("reason", reason.word)
        case .closed(let connection, let reason, let bytesOut, let bytesIn, let milliseconds):
            begin("connection-end")
            add(connection)
            line.add("reason", reason.word)
            line.add("bytes-out", bytesOut)
            line.add("bytes-in", bytesIn)
            line.add("milliseconds", milliseconds)
        case .suppressed(let lookups, let refusals):
            begin("suppressed")
            line.add("lookups", lookups)
            line.add("refusals", refusals)
        case .request(let connection, let method, let path, let outcome, let count):
            begin("request")
            add(connection)
            line.add("method", method)
            line.add("path", path)
            add(outcome)
            if count != 1 { line.add("count", count) }
        case .asked(let name):
            begin("host-asked")
            line.add("name", "\(name)")
        case .undecided(let name):
            begin("host-undecided")
            line.add("name", "\(name)")
        case .wantsResolverFiles, .authority: return
        }
        try write()
    }

    /// Writes that the box's broker had ended, and another was started.
    ///
    /// - Throws: `audit.unavailable`.
    package func brokerRestarted() throws(Refusal) {
        begin("broker-restarted")
        try write()
    }

    /// Writes what a person has said of a host that the profile does not grant.
    ///
    /// - Parameters:
    ///   - isKept: The profile says so from now on.
    ///   - user: Who has said it.
    /// - Throws: `audit.unavailable`.
    package func decided(_ name: DNSName, isAllowed: Bool, isKept: Bool, by user: UInt32) throws(Refusal) {
        begin("host-decided")
        line.add("name", "\(name)")
        line.add("verdict", isAllowed ? "allowed" : "denied")
        line.add("kept", isKept ? "yes" : "no")
        line.add("by", user)
        try write()
    }

    private func add(_ outcome: BrokerEvent.RequestOutcome) {
        switch outcome {
        case .passed(let rule):
            line.add("verdict", "passed")
            line.add("rule", rule + 1)
        case .noRule: line.add("verdict", "no-rule")
        case .fault(let fault):
            line.add("verdict", "fault")
            line.add("reason", fault.word)
        case .answerFault(let fault):
            line.add("verdict", "answer-fault")
            line.add("reason", fault.word)
        }
    }

    private func add(_ connection: BrokerEvent.Connection) {
        line.add("connection", connection.id)
        line.add("destination", "\(connection.destination)")
        line.add("port", connection.port)
        if !connection.name.isEmpty { line.add("name", connection.name) }
    }
}
