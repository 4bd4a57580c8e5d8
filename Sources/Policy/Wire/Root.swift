/// A folder that the server is told it works in: one entry of the answer to `roots/list`.
package struct Root: Sendable, Hashable {
    package let path: HostPath

    package init(_ path: HostPath) { self.path = path }

    /// The path as a `file:` URI.
    ///
    /// Source: RFC 8089, section 2; of the path every byte that is not unreserved is percent-encoded.
    package var uri: String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes = Array("file://".utf8)
        for byte in path.bytes {
            if byte == UInt8(ascii: "/") || Root.isUnreserved(byte) {
                bytes.append(byte)
            } else {
                bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The last part of the path, for people; what is not text in it is escaped.
    package var name: String { path.isRoot ? "/" : HostPath.readable(path.name) }

    /// Source: RFC 3986, section 2.3.
    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "-._~".utf8.contains(byte)
        }
    }
}
