/// What the bounds are, and what is held, for whoever checks them.
package enum HTTP2Bounds {
    package static let streamWindow = Session.streamWindow
    package static let connectionWindow = Session.connectionWindow
    package static let failures = HTTP2Inspector.mostFailures
}

extension HTTP2Inspector {
    /// Content of the program that has not gone to the host, and of the host that has not gone to the program.
    package var contentHeld: (request: Int, answer: Int) {
        exchanges.values.reduce((0, 0)) { ($0.0 + $1.held.request, $0.1 + $1.held.answer) }
    }

    /// The sizes of the heads that wait for the host, and for the program.
    package var waitingHeads: (request: Int, answer: Int) { waiting }

    /// The bytes that the two sessions use, content not counted.
    package var memoryInUse: Int { client.memory.used + upstream.memory.used }
}
