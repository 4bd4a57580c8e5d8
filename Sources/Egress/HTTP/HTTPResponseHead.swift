/// The head of an answer.
///
/// Source: RFC 9112, sections 4 and 6.3.
package struct HTTPResponseHead: Sendable, Hashable {
    package let version: HTTPVersion
    /// From 100 to 599.
    package let status: Int
    /// What a person is to read of it; may be empty.
    package let reason: [UInt8]
    package let fields: [HTTPField]
    /// How long the body is; none where an answer to this request has no body whatever its fields say.
    package let framing: HTTPFraming
    /// Whether the host closes the connection behind it.
    package let isLast: Bool

    /// Whether another answer to the same request follows.
    package var isInterim: Bool { status < 200 && status != 101 }

    /// Refuses a body that cannot be looked through for a secret.
    ///
    /// - Throws: `HTTPFault.unexpectedResponse` for a part, which was not asked for; `encodedBody`.
    package func checkIsReadable() throws(HTTPFault) {
        guard status != 206 else { throw .unexpectedResponse }
        // gRPC and Connect encode the messages in a body one by one.
        let encodings = ["content-encoding", "grpc-encoding", "connect-content-encoding"].flatMap(fields.elements)
        guard framing == .none || encodings.allSatisfy({ $0 == "identity" }) else { throw .encodedBody }
    }

    /// Reads a complete head, in answer to a request of a method.
    ///
    /// - Throws: `HTTPFault`.
    package init(_ reader: HTTPHeadReader, answering method: String) throws(HTTPFault) {
        precondition(reader.isComplete, "a head is read when it is here")
        (version, status, reason) = try reader.withLine(0) { line throws(HTTPFault) in try Self.startLine(line) }
        fields = try reader.fields()
        let stated = try HTTPFraming.stated(by: fields, in: version)
        if status < 200 || status == 204 {
            guard stated == nil || stated == .length(0) && status >= 200 else { throw .unexpectedBody }
            framing = .none
        } else {
            framing = method == "HEAD" || status == 304 ? .none : stated ?? .untilClose
        }
        let options = fields.elements("connection")
        isLast =
            options.contains("close") || framing == .untilClose
            || version == .http10 && !options.contains("keep-alive")
    }

    private static func startLine(
        _ line: Span<UInt8>
    ) throws(HTTPFault) -> (version: HTTPVersion, status: Int, reason: [UInt8]) {
        guard line.count >= 12, line[8] == 0x20, (9..<12).allSatisfy({ HTTPByte.isDigit(line[$0]) }),
            line.count == 12 || line[12] == 0x20
        else { throw .badStartLine }
        guard let version = HTTPVersion(line.extracting(0..<8)) else { throw .badVersion }
        let status = (9..<12).reduce(0) { $0 * 10 + Int(line[$1] - 0x30) }
        guard (100..<600).contains(status) else { throw .badStartLine }
        return (version, status, (min(13, line.count)..<line.count).map { line[$0] })
    }
}
