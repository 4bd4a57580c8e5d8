/// Bytes that were written as text.
///
/// Source: RFC 4648, section 4.
enum Base64 {
    /// The bytes of a text with its padding; nil for what is none.
    static func decode(_ text: Span<UInt8>) -> [UInt8]? {
        guard text.count.isMultiple(of: 4) else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 4 * 3)
        var index = 0
        while index < text.count {
            let isLast = index + 4 == text.count
            let padding =
                !isLast || text[index + 3] != UInt8(ascii: "=") ? 0 : text[index + 2] == UInt8(ascii: "=") ? 2 : 1
            var group: UInt32 = 0
            for place in 0..<4 {
                let value = place < 4 - padding ? value(of: text[index + place]) : 0
                guard let value else { return nil }
                group = group << 6 | value
            }
            bytes.append(UInt8(truncatingIfNeeded: group >> 16))
            if padding < 2 { bytes.append(UInt8(truncatingIfNeeded: group >> 8)) }
            if padding < 1 { bytes.append(UInt8(truncatingIfNeeded: group)) }
            // Bits that stand for nothing are zero: one file has one text.
            guard group & ((1 << (8 * UInt32(padding))) - 1) == 0 else { return nil }
            index += 4
        }
        return bytes
    }

    private static func value(of digit: UInt8) -> UInt32? {
        switch digit {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(digit - UInt8(ascii: "A"))
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(digit - UInt8(ascii: "a") + 26)
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(digit - UInt8(ascii: "0") + 52)
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
