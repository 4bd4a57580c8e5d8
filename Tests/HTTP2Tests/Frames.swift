/// Frames byte by byte, for what no library sends.
enum Frames {
    static let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)

    static func frame(_ kind: UInt8, flags: UInt8 = 0, stream: Int = 0, _ payload: [UInt8] = []) -> [UInt8] {
        let count = payload.count
        return [UInt8(count >> 16), UInt8(count >> 8 & 0xff), UInt8(count & 0xff), kind, flags]
            + [UInt8(stream >> 24 & 0x7f), UInt8(stream >> 16 & 0xff), UInt8(stream >> 8 & 0xff), UInt8(stream & 0xff)]
            + payload
    }

    static func word(_ value: Int) -> [UInt8] { (0..<4).map { UInt8(value >> (24 - 8 * $0) & 0xff) } }

    /// A field that is in no table, and puts nothing there (RFC 7541, section 6.2.2).
    static func literal(_ name: [UInt8], _ value: [UInt8]) -> [UInt8] { [0] + text(name) + text(value) }

    /// A field that is put into the table (RFC 7541, section 6.2.1).
    static func indexed(_ name: String, _ value: [UInt8]) -> [UInt8] { [0x40] + text(Array(name.utf8)) + text(value) }

    private static func text(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.count >= 127 else { return [UInt8(bytes.count)] + bytes }
        var rest = bytes.count - 127
        var length: [UInt8] = [127]
        while rest >= 128 {
            length.append(UInt8(rest & 127 | 128))
            rest >>= 7
        }
        return length + [UInt8(rest)] + bytes
    }

    static func block(_ fields: [(String, String)]) -> [UInt8] {
        fields.flatMap { literal(Array($0.0.utf8), Array($0.1.utf8)) }
    }

    /// The pseudo-fields of a request that passes.
    static func request(_ method: String = "GET", _ path: String = "/a") -> [(String, String)] {
        [(":method", method), (":scheme", "https"), (":authority", "api.example.org"), (":path", path)]
    }

    static func headers(_ stream: Int, _ fields: [(String, String)], endsStream: Bool = true) -> [UInt8] {
        frame(1, flags: endsStream ? 5 : 4, stream: stream, block(fields))
    }

    static func data(_ stream: Int, _ content: [UInt8], endsStream: Bool = false) -> [UInt8] {
        frame(0, flags: endsStream ? 1 : 0, stream: stream, content)
    }

    static func reset(_ stream: Int, _ code: Int = 8) -> [UInt8] { frame(3, stream: stream, word(code)) }

    static let settings = frame(4)
    static let ping = frame(6, [UInt8](repeating: 7, count: 8))
}
