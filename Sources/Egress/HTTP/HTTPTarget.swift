/// What a request is for: a path, and a query where there is one.
///
/// The path is the one that is judged and the one that is sent: absolute, in one spelling, and the same for every server
/// that reads it. What two servers could take for different paths is refused rather than resolved: empty segments, `.` and
/// `..`, `\`, `;`, and `%` before what would be one of `/ \ . ; %` or a control. Source: RFC 3986, section 6.2.2.
package struct HTTPTarget: Sendable, Hashable {
    /// Begins with `/`; percent-encodings have capital digits and stand for nothing that needs none.
    package let path: [UInt8]
    /// What follows the `?`, as it came; nil where there is none.
    package let query: [UInt8]?

    /// Reads the target of a request in origin form, the only one that is sent to a server that is no proxy.
    ///
    /// - Throws: `HTTPFault.badTarget`.
    package init(_ text: Span<UInt8>) throws(HTTPFault) {
        guard text.count > 0, text[0] == UInt8(ascii: "/") else { throw .badTarget }
        var path: [UInt8] = []
        var decoded: [UInt8] = []
        var index = 0
        while index < text.count, text[index] != UInt8(ascii: "?") {
            let byte = text[index]
            guard byte == UInt8(ascii: "%") else {
                guard Self.isPathByte(byte) else { throw .badTarget }
                path.append(byte)
                decoded.append(byte)
                index += 1
                continue
            }
            guard let meant = HTTPByte.percentDecoded(text, at: index), !Self.isAmbiguous(meant) else {
                throw .badTarget
            }
            if HTTPByte.isUnreserved(meant) { path.append(meant) } else { path.append(percentEncoded: meant) }
            decoded.append(meant)
            index += 3
        }
        guard Self.hasPlainSegments(path), String(validating: decoded, as: UTF8.self) != nil else { throw .badTarget }
        self.path = path
        query = index < text.count ? try Self.query(text.extracting((index + 1)..<text.count)) : nil
    }

    /// What pchar of RFC 3986 is, with `/` and without `;`, behind which some servers drop what follows.
    private static func isPathByte(_ byte: UInt8) -> Bool {
        HTTPByte.isUnreserved(byte) || HTTPByte.isAny(byte, of: "/!$&'()*+,=:@")
    }

    private static func isAmbiguous(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == 0x7f || HTTPByte.isAny(byte, of: #"/\.;%"#)
    }

    private static func hasPlainSegments(_ path: [UInt8]) -> Bool {
        let segments = path.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        // A path may end in `/`, which is an empty segment at the end.
        return segments.enumerated().allSatisfy { place, segment in
            !segment.isEmpty && !segment.elementsEqual(".".utf8) && !segment.elementsEqual("..".utf8)
                || segment.isEmpty && place == segments.count - 1
        }
    }

    /// Browsers and `fetch` write more there than RFC 3986 allows; none of it can begin anything else.
    private static func query(_ text: Span<UInt8>) throws(HTTPFault) -> [UInt8] {
        var query: [UInt8] = []
        query.reserveCapacity(text.count)
        for index in text.indices {
            let byte = text[index]
            guard HTTPByte.isVisible(byte), !HTTPByte.isAny(byte, of: "\"#<>") else { throw .badTarget }
            if byte == UInt8(ascii: "%"), HTTPByte.percentDecoded(text, at: index) == nil { throw .badTarget }
            query.append(byte)
        }
        return query
    }

    /// The bytes of a request's line.
    var bytes: [UInt8] { query.map { path + [UInt8(ascii: "?")] + $0 } ?? path }
}

extension HTTPTarget: CustomStringConvertible, CustomReflectable {
    /// The path alone: what a query says is nobody's affair.
    package var description: String { String(decoding: path, as: UTF8.self) }

    package var customMirror: Mirror { Mirror(self, children: []) }
}

extension [UInt8] {
    mutating func append(percentEncoded byte: UInt8) {
        let digits = Array("0123456789ABCDEF".utf8)
        self += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
}
