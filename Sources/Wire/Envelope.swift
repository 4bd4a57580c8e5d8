/// The outside of one JSON-RPC message: what tells requests, notifications and responses apart.
package struct Envelope: Sendable, Hashable {
    /// Nil where there is none, or `null`, or one that is no string or number, or too long.
    package var id: RequestID?
    package var hasMethod = false
    package var hasResult = false
    package var hasError = false

    package init(id: RequestID? = nil, hasMethod: Bool = false, hasResult: Bool = false, hasError: Bool = false) {
        self.id = id
        self.hasMethod = hasMethod
        self.hasResult = hasResult
        self.hasError = hasError
    }

    /// The id that waits for an answer, if this is a request.
    package var request: RequestID? { hasMethod ? id : nil }
    /// The id that this answers, if it is a response.
    package var response: RequestID? { !hasMethod && (hasResult || hasError) ? id : nil }
}

/// What a scan of one line found.
package enum ScannedMessage: Sendable, Equatable {
    case single(Envelope)
    /// An array of messages; in MCP only in revision 2025-03-26.
    case batch([Envelope])
    /// Neither an object nor an array of objects.
    case unreadable

    /// Calls `body` for each message.
    package func forEach(_ body: (Envelope) -> Void) {
        switch self {
        case .single(let envelope): body(envelope)
        case .batch(let envelopes): envelopes.forEach(body)
        case .unreadable: break
        }
    }
}
