/// Why bytes are no message of HTTP that passes.
package enum HTTPFault: UInt8, Error, Sendable, Hashable, CaseIterable {
    /// A line that does not end in CR LF, or one of these alone.
    case badLineEnd = 1
    /// A control byte.
    case badByte
    /// A line, a head or a list of fields that is longer than may be.
    case tooLong
    case badStartLine
    /// Another version than 1.0 and 1.1, or a message that its version does not have.
    case badVersion
    /// No method in capitals, or `CONNECT` or `TRACE`.
    case badMethod
    /// No path with a query, or one that two servers could read differently.
    case badTarget
    /// No name and colon, or white space around the name.
    case badField
    /// A field that goes on in the next line.
    case foldedField
    /// No host, two, or another than the one of the connection.
    case badHost
    /// No number, or more than one.
    case badLength
    /// A length and chunks, or another coding than chunks.
    case badCoding
    /// A body where none may be.
    case unexpectedBody
    case badChunk
    /// A field behind the body.
    case trailer
    /// A field that would act on this connection alone, or an expectation that nobody knows.
    case badConnection
    /// Another protocol, which no rule grants.
    case upgrade
    /// A field that names another method, path or host than the ones that are judged.
    case overridden
    /// Bytes that answer no request, or an answer that no request asked for.
    case unexpectedResponse
    /// A body of a host with a credential that cannot be scanned for it.
    case encodedBody
    /// The placeholder of a credential in another place than its own.
    case strayPlaceholder
    /// A credential that is not what its placeholder stands for.
    case badCredential
    /// The connection, or the stream of HTTP/2, ended within a message.
    case truncated
    /// A field of HTTP/2 that stands for a start line and is missing, unknown, there twice, or behind another field.
    case badPseudoField
    /// Frames that are no HTTP/2.
    case badFrame
    /// More frames that carry nothing, more broken-off requests, or more memory than any use of HTTP/2 takes.
    case flood

    /// A stable word for logs and for the program that is refused.
    package var word: String {
        switch self {
        case .badLineEnd: "bad-line-end"
        case .badByte: "bad-byte"
        case .tooLong: "too-long"
        case .badStartLine: "bad-start-line"
        case .badVersion: "bad-version"
        case .badMethod: "bad-method"
        case .badTarget: "bad-target"
        case .badField: "bad-field"
        case .foldedField: "folded-field"
        case .badHost: "bad-host"
        case .badLength: "bad-length"
        case .badCoding: "bad-coding"
        case .unexpectedBody: "unexpected-body"
        case .badChunk: "bad-chunk"
        case .trailer: "trailer"
        case .badConnection: "bad-connection"
        case .upgrade: "upgrade"
        case .overridden: "overridden"
        case .unexpectedResponse: "unexpected-response"
        case .encodedBody: "encoded-body"
        case .strayPlaceholder: "stray-placeholder"
        case .badCredential: "bad-credential"
        case .truncated: "truncated"
        case .badPseudoField: "bad-pseudo-field"
        case .badFrame: "bad-frame"
        case .flood: "flood"
        }
    }
}
