/// Strings as JSON writes them.
///
/// Source: RFC 8259, section 7.
package enum JSONText {
    /// Appends a string with its quotation marks; only what must be escaped is.
    package static func append(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 0x0a: bytes.append(contentsOf: "\\n".utf8)
            case 0x09: bytes.append(contentsOf: "\\t".utf8)
            case 0..<0x20, 0x7f:
                bytes.append(contentsOf: "\\u00".utf8)
                bytes.append(hexadecimal(byte >> 4))
                bytes.append(hexadecimal(byte & 0xf))
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func hexadecimal(_ digit: UInt8) -> UInt8 {
        digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
    }

    /// The value of a string's body, without its quotation marks; nil where an escape is none or a surrogate has no pair.
    static func decode(_ body: [UInt8]) -> String? {
        guard body.contains(UInt8(ascii: "\\")) else { return String(validating: body, as: UTF8.self) }
        return bytes(of: body).flatMap { String(validating: $0, as: UTF8.self) }
    }

    /// The characters of a string's body, of which all escapes are known to be right.
    static func plain(_ body: [UInt8]) -> [UInt8] { bytes(of: body) ?? body }

    /// The characters of a string's body, its escapes undone; nil as for `decode`.
    private static func bytes(of body: [UInt8]) -> [UInt8]? {
        var value: [UInt8] = []
        value.reserveCapacity(body.count)
        var rest = body[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\") else {
                value.append(byte)
                continue
            }
            switch rest.popFirst() {
            case UInt8(ascii: "\""): value.append(UInt8(ascii: "\""))
            case UInt8(ascii: "\\"): value.append(UInt8(ascii: "\\"))
            case UInt8(ascii: "/"): value.append(UInt8(ascii: "/"))
            case UInt8(ascii: "b"): value.append(0x08)
            case UInt8(ascii: "f"): value.append(0x0c)
            case UInt8(ascii: "n"): value.append(0x0a)
            case UInt8(ascii: "r"): value.append(0x0d)
            case UInt8(ascii: "t"): value.append(0x09)
            case UInt8(ascii: "u"):
                guard let scalar = takeScalar(&rest) else { return nil }
                value.append(contentsOf: String(Character(scalar)).utf8)
            default: return nil
            }
        }
        return value
    }

    /// What follows `\u`: four digits, and the second half of a surrogate pair with its own `\u`.
    private static func takeScalar(_ rest: inout ArraySlice<UInt8>) -> Unicode.Scalar? {
        guard let first = takeUnit(&rest) else { return nil }
        guard (0xd800..<0xdc00).contains(first) else { return Unicode.Scalar(first) }
        guard rest.popFirst() == UInt8(ascii: "\\"), rest.popFirst() == UInt8(ascii: "u"),
            let second = takeUnit(&rest), (0xdc00..<0xe000).contains(second)
        else { return nil }
        return Unicode.Scalar(0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00))
    }

    private static func takeUnit(_ rest: inout ArraySlice<UInt8>) -> UInt32? {
        guard rest.count >= 4 else { return nil }
        var value: UInt32 = 0
        for byte in rest.prefix(4) {
            guard let digit = hexadecimalValue(byte) else { return nil }
            value = value << 4 | digit
        }
        rest.removeFirst(4)
        return value
    }

    /// What a hexadecimal digit stands for; nil for another character.
    @inline(__always)
    static func hexadecimalValue(_ digit: UInt8) -> UInt32? {
        switch digit {
        case 0x30...0x39: UInt32(digit - 0x30)
        case 0x41...0x46, 0x61...0x66: UInt32((digit | 0x20) - 0x61 + 10)
        default: nil
        }
    }
}
