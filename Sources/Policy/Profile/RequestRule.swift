internal import Egress
package import Refusals

/// HTTP requests that an inspected host grant lets pass.
package struct RequestRule: Sendable, Hashable {
    /// Methods in capitals.
    package var methods: [String]
    /// An absolute path; a part in braces stands for any one part, and a `*` at the end for any rest.
    package var path: String
    /// What parameters of the query must be, each there exactly once; others may be there beside them.
    package var query: [RequestCondition]
    /// What headers must be, each there exactly once.
    package var headers: [RequestCondition]
    /// Whether the request may turn the connection into a WebSocket, which nothing looks into.
    package var allowsWebSocket: Bool
    package var location: SourceLocation

    package init(
        methods: [String], path: String, query: [RequestCondition] = [], headers: [RequestCondition] = [],
        allowsWebSocket: Bool = false, at location: SourceLocation
    ) {
        self.methods = methods
        self.path = path
        self.query = query
        self.headers = headers
        self.allowsWebSocket = allowsWebSocket
        self.location = location
    }

    /// Whether the path says in its first part what of the host it means, so that it is not the whole host.
    package var namesPart: Bool {
        let first = path.dropFirst().prefix { $0 != "/" }
        return !first.isEmpty && !first.contains { $0 == "*" || $0 == "{" }
    }
}

/// What the value of one parameter or header must be.
package struct RequestCondition: Sendable, Hashable {
    package var name: String
    /// A `*` at the end stands for any rest.
    package var value: String
    package var location: SourceLocation

    package init(_ name: String, _ value: String, at location: SourceLocation) {
        self.name = name
        self.value = value
        self.location = location
    }
}

extension RequestRule {
    /// Whether this can be the name of a header that a program writes and a host reads: a token of RFC 9110, and none that
    /// the broker writes anew for each request.
    package static func isHeaderName(_ text: String) -> Bool { HTTPName.isField(text) && !HTTPName.isRewritten(text) }
}
