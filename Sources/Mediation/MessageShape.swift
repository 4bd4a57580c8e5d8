internal import Refusals
internal import Wire

/// What a message is by the members that JSON-RPC gives it.
///
/// Source: JSON-RPC 2.0, sections 4 and 5; MCP 2024-11-05 to 2026-07-28: an id is a string or an integer, and never null.
enum MessageShape {
    case request(RequestID, Method)
    case notification(Method)
    case response(RequestID, isError: Bool)
    /// What a peer answers that could not read an id.
    case errorWithoutID

    /// - Throws: `wire.invalid-message`.
    init(_ line: Span<UInt8>, _ outline: MessageOutline, from side: Side) throws(Refusal) {
        func invalid(_ what: String) -> Refusal {
            Refusal(.wireInvalidMessage, "\(side.name) sent \(what)")
        }
        guard let version = outline[.jsonrpc], version.isString("2.0", in: line) else {
            throw invalid("a message whose `jsonrpc` is not \"2.0\"")
        }
        let id: RequestID?
        switch outline.id(in: line) {
        case .usable(let usable): id = usable
        case .absent: id = nil
        case .null where outline[.error] != nil: id = nil
        case .null, .unusable:
            throw invalid("a message whose `id` is no short string and no integer that every reader takes for the same")
        }
        let hasResult = outline[.result] != nil
        let hasError = outline[.error] != nil
        guard let method = outline[.method] else {
            guard hasResult != hasError else {
                throw invalid("a message with neither a method nor exactly one of `result` and `error`")
            }
            switch id {
            case let id?: self = .response(id, isError: hasError)
            case nil where hasError: self = .errorWithoutID
            case nil: throw invalid("a result without an `id`")
            }
            return
        }
        guard !hasResult, !hasError else { throw invalid("a message that is a request and an answer at once") }
        guard method.kind(in: line) == .string else { throw invalid("a message whose `method` is no text") }
        if let params = outline[.params], params.kind(in: line) != .object {
            throw invalid("a message whose `params` is no object")
        }
        let known = Method(method, in: line)
        self = id.map { .request($0, known) } ?? .notification(known)
    }
}

extension Method {
    /// Reads a method; `other` where it is none of MCP's.
    init(_ range: JSONRange, in line: Span<UInt8>) {
        // What nearly every message is.
        if range.isString("tools/call", in: line) {
            self = .callTool
        } else {
            self = range.string(in: line).flatMap(Method.init(rawValue:)) ?? .other
        }
    }
}
