internal import Refusals
internal import Wire

/// One message of the wire: what it is, and where its parts stand in its line.
struct Message: Sendable {
    let outline: MessageOutline
    let shape: MessageShape

    init(_ line: Span<UInt8>, _ outline: MessageOutline, _ shape: MessageShape) {
        self.outline = outline
        self.shape = shape
    }

    /// What is asked for: the name of a tool or prompt, or the URI of a resource.
    var name: JSONRange? { outline[.paramsName] ?? outline[.paramsURI] }

    /// What an answer brings.
    var payload: JSONRange? { outline[.result] ?? outline[.error] }
}

extension MessageOutline {
    /// Whether an object has nothing that a message has: a log in JSON.
    var isNoMessage: Bool {
        self[.jsonrpc] == nil && self[.method] == nil && self[.result] == nil && self[.error] == nil
    }
}
