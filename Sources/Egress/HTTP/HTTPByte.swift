/// The classes of bytes that HTTP and its targets are written in.
///
/// Source: RFC 9110, section 5.6.2 (tokens); RFC 3986, section 2.
enum HTTPByte {
    static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    static func isUpper(_ byte: UInt8) -> Bool { (0x41...0x5a).contains(byte) }

    static func isLower(_ byte: UInt8) -> Bool { (0x61...0x7a).contains(byte) }

    static func isAlphanumeric(_ byte: UInt8) -> Bool { isDigit(byte) || isUpper(byte) || isLower(byte) }

    static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

    static func isVisible(_ byte: UInt8) -> Bool { (0x21...0x7e).contains(byte) }

    static func isToken(_ byte: UInt8) -> Bool {
        isAlphanumeric(byte) || isAny(byte, of: "!#$%&'*+-.^_`|~")
    }

    /// A byte that means the same written and percent-encoded.
    static func isUnreserved(_ byte: UInt8) -> Bool { isAlphanumeric(byte) || isAny(byte, of: "-._~") }

    static func isAny(_ byte: UInt8, of characters: StaticString) -> Bool {
        characters.withUTF8Buffer { unsafe $0.contains(byte) }
    }

    static func lowercased(_ byte: UInt8) -> UInt8 { isUpper(byte) ? byte | 0x20 : byte }

    static func hexValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }

    /// The byte that `%` and two digits at a place stand for; nil where there are none.
    static func percentDecoded(_ bytes: Span<UInt8>, at index: Int) -> UInt8? {
        guard index + 2 < bytes.count, let high = hexValue(bytes[index + 1]), let low = hexValue(bytes[index + 2])
        else {
            return nil
        }
        return high << 4 | low
    }
}
