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

    private struct OpenRequest {
        var arrival: UInt64
        var method: Method
    }

    private var open: [RequestID: OpenRequest] = [:]
    private var next: UInt64 = 0

    package init() {}

    package var isEmpty: Bool { open.isEmpty }
    package var count: Int { open.count }

    /// Opens a request; false when one with this id is open already, which stays as it is.
    package mutating func open(_ id: RequestID, _ method: Method) -> Bool {
        if open.count >= Self.capacity { forgetOldest() }
        let isNew = Self.insert(OpenRequest(arrival: next, method: method), at: &open[id])
        if isNew { next += 1 }
        return isNew
    }

    private static func insert(_ request: OpenRequest, at place: inout OpenRequest?) -> Bool {
        guard place == nil else { return false }
        place = request
        return true
    }

    /// Opens what is a request in a message of the client, of which only the envelope is known.
    package mutating func open(_ message: borrowing ScannedMessage) {
        message.forEach { envelope in
            guard let id = envelope.request else { return }
            if open.count >= Self.capacity { forgetOldest() }
            open[id] = OpenRequest(arrival: next, method: .other)
            next += 1
        }
    }

    /// Closes what is answered in a message of the server.
    package mutating func close(_ message: borrowing ScannedMessage) {
        message.forEach { envelope in
            guard let id = envelope.response else { return }
            open[id] = nil
        }
    }

    /// Closes one request, and gives its method; nil when it was not open.
    package mutating func close(_ id: RequestID) -> Method? { open.removeValue(forKey: id)?.method }

    /// The method of an open request.
    package func method(of id: RequestID) -> Method? { open[id]?.method }

    /// The one request that is open, when it is the only one.
    package var onlyOne: RequestID? { open.count == 1 ? open.first?.key : nil }

    /// Closes all, and gives them in order.
    package mutating func closeAll() -> [RequestID] {
        defer { open.removeAll() }
        return open.sorted { $0.value.arrival < $1.value.arrival }.map(\.key)
    }

    private mutating func forgetOldest() {
        let order = open.values.map(\.arrival).sorted()
        let oldestKept = order[Self.capacity / 4]
        open = open.filter { $0.value.arrival >= oldestKept }
    }
}
