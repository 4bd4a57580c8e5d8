/// The versions that pass.
package enum HTTPVersion: UInt8, Sendable, Hashable {
    case http10 = 0
    case http11 = 1
    /// Its messages do not name it: they are in streams of a connection that speaks nothing else.
    case http2 = 2

    /// Reads the version that a message of HTTP/1 names.
    init?(_ text: Span<UInt8>) {
        let prefix = Array("HTTP/1.".utf8)
        guard text.count == prefix.count + 1, prefix.indices.allSatisfy({ text[$0] == prefix[$0] }) else { return nil }
        switch text[prefix.count] {
        case UInt8(ascii: "0"): self = .http10
        case UInt8(ascii: "1"): self = .http11
        default: return nil
        }
    }

    var text: String {
        switch self {
        case .http10: "HTTP/1.0"
        case .http11: "HTTP/1.1"
        case .http2: "HTTP/2"
        }
    }
}

/// How a message says where its body ends.
///
/// Source: RFC 9112, section 6.
package enum HTTPFraming: Sendable, Hashable {
    case none
    /// So many bytes.
    case length(UInt64)
    case chunked
    /// All until the connection ends, in answers; in HTTP/2, all until the stream does.
    case untilClose

    /// What the fields of a head say; nil where they say nothing.
    ///
    /// One length or the one coding `chunked`, once. All else is what two servers read differently, and how a request
    /// hides in the body of another.
    /// - Throws: `HTTPFault.badLength`, `badCoding`.
    static func stated(by fields: [HTTPField], in version: HTTPVersion) throws(HTTPFault) -> HTTPFraming? {
        let lengths = fields.all("content-length")
        let codings = fields.all("transfer-encoding")
        guard lengths.count <= 1 else { throw .badLength }
        guard let coding = codings.first else {
            return try lengths.first.map { field throws(HTTPFault) in
                .length(try number(field.value))
            }
        }
        guard codings.count == 1, lengths.isEmpty, version == .http11, coding.hasValue("chunked") else {
            throw .badCoding
        }
        return .chunked
    }

    /// A number of digits alone, none of which can overflow.
    private static func number(_ value: [UInt8]) throws(HTTPFault) -> UInt64 {
        guard (1...18).contains(value.count), value.allSatisfy(HTTPByte.isDigit) else { throw .badLength }
        return value.reduce(0) { $0 * 10 + UInt64($1 - 0x30) }
    }
}
