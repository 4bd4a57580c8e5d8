/// The ways in which a value may be written.
enum SecretSpelling {
    /// As it is, and as JSON and its cousins escape it within a text.
    static func plain(of value: [UInt8]) -> [[UInt8]] {
        var escaped: [UInt8] = []
        var slashed: [UInt8] = []
        for byte in value {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                escaped += [UInt8(ascii: "\\"), byte]
                slashed += [UInt8(ascii: "\\"), byte]
            case 0x0a:
                escaped += Array("\\n".utf8)
                slashed += Array("\\n".utf8)
            case UInt8(ascii: "/"):
                escaped.append(byte)
                slashed += [UInt8(ascii: "\\"), byte]
            default:
                escaped.append(byte)
                slashed.append(byte)
            }
        }
        var spellings = [value]
        for spelling in [escaped, slashed] where !spellings.contains(spelling) { spellings.append(spelling) }
        return spellings
    }

    /// The characters that are the value's alone in base64, for each of the three places at which it may begin.
    ///
    /// - Source: RFC 4648, sections 4 and 5.
    static func base64(of value: [UInt8]) -> [[UInt8]] {
        let alphabets = ["+/", "-_"].map {
            Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789\($0)".utf8)
        }
        var spellings: [[UInt8]] = []
        for alphabet in alphabets {
            for shift in 0..<3 {
                let bits = [UInt8](repeating: 0, count: shift) + value
                let characters = (0..<bits.count * 8 / 6).map { index in
                    let bit = index * 6
                    let high = UInt16(bits[bit / 8]) << 8
                    let low = bit / 8 + 1 < bits.count ? UInt16(bits[bit / 8 + 1]) : 0
                    return alphabet[Int((high | low) >> UInt16(10 - bit % 8) & 0x3f)]
                }
                let spelling = Array(characters.dropFirst((shift * 8 + 5) / 6))
                if !spellings.contains(spelling) { spellings.append(spelling) }
            }
        }
        return spellings
    }

    /// A piece of base64 with the character on each side, which holds bits of the value too.
    static func widened(_ range: Range<Int>, in bytes: [UInt8]) -> Range<Int> {
        let isBefore = range.lowerBound > 0 && isOfBase64(bytes[range.lowerBound - 1])
        let isAfter = range.upperBound < bytes.count && isOfBase64(bytes[range.upperBound])
        return range.lowerBound - (isBefore ? 1 : 0)..<range.upperBound + (isAfter ? 1 : 0)
    }

    /// The longest run of bytes that every writer of JSON writes as they are.
    ///
    /// A quotation mark, a backslash and what is not printable are escaped, a slash by some, and what is not ASCII by others.
    static func steadyPiece(of spelling: [UInt8]) -> [UInt8] {
        let isSteady = { (byte: UInt8) in (0x20..<0x7f).contains(byte) && !"\"\\/".utf8.contains(byte) }
        return spelling.split { !isSteady($0) }.max { $0.count < $1.count }.map(Array.init) ?? []
    }

    private static func isOfBase64(_ byte: UInt8) -> Bool {
        byte.isASCIILetter || (0x30...0x39).contains(byte) || "+/-_".utf8.contains(byte)
    }
}

/// A text with its `%41` undone, and where each byte came from.
struct PercentDecoded {
    private(set) var bytes: [UInt8] = []
    private var origins: [Int] = []

    /// Nil where there is nothing to undo.
    init?(_ text: [UInt8]) {
        guard text.contains(UInt8(ascii: "%")) else { return nil }
        var isChanged = false
        var index = 0
        while index < text.count {
            origins.append(index)
            if text[index] == UInt8(ascii: "%"), index + 2 < text.count,
                let high = PercentDecoded.digit(text[index + 1]),
                let low = PercentDecoded.digit(text[index + 2])
            {
                bytes.append(high << 4 | low)
                index += 3
                isChanged = true
            } else {
                bytes.append(text[index])
                index += 1
            }
        }
        guard isChanged else { return nil }
        origins.append(text.count)
    }

    func origin(of range: Range<Int>) -> Range<Int> { origins[range.lowerBound]..<origins[range.upperBound] }

    /// The value of a hexadecimal digit.
    static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46, 0x61...0x66: (byte | 0x20) - 0x61 + 10
        default: nil
        }
    }
}
