/// The requests of a client that wait for an answer, in the order in which they came.
///
/// Both eras of MCP number requests alike, so the ledger knows nothing of handshakes: a request is open from its line until
/// a response with its id.
package struct RequestLedger: Sendable {
    /// The most requests that are kept.
    ///
    /// Beyond it the oldest quarter is forgotten: those were cancelled or abandoned, as clients have a few dozen open
    /// at most.
    package static let capacity = 4096

    private var arrivals: [RequestID: UInt64] = [:]
    private var next: UInt64 = 0

    package init() {}

    package var isEmpty: Bool { arrivals.isEmpty }
    package var count: Int { arrivals.count }

    /// Opens what is a request in a message of the client.
    package mutating func open(_ message: borrowing ScannedMessage) {
        message.forEach { envelope in
            guard let id = envelope.request else { return }
            if arrivals.count >= Self.capacity { forgetOldest() }
            arrivals[id] = next
            next += 1
        }
    }

    /// Closes what is answered in a message of the server.
    package mutating func close(_ message: borrowing ScannedMessage) {
        message.forEach { envelope in
            guard let id = envelope.response else { return }
            arrivals[id] = nil
        }
    }

    /// Closes one request; false when it was not open.
    package mutating func close(_ id: RequestID) -> Bool { arrivals.removeValue(forKey: id) != nil }

    /// Closes all, and gives them in order.
    package mutating func closeAll() -> [RequestID] {
        defer { arrivals.removeAll() }
        return arrivals.sorted { $0.value < $1.value }.map(\.key)
    }

    private mutating func forgetOldest() {
        let order = arrivals.values.sorted()
        let oldestKept = order[Self.capacity / 4]
        arrivals = arrivals.filter { $0.value >= oldestKept }
    }
}
