/// A part of a text that a person cannot read and a model can.
enum EncodedRun {
    /// Runs of base64 characters at least this long are looked at; a SHA-512 in hexadecimal has 128.
    static let base64Length = 24
    static let unreadableLength = 100
    static let hexadecimalLength = 130
    /// `%41`, `\u0041`, `&#65;` in a row.
    static let escapes = 8

    /// The first run that hides words; nil where there is none.
    static func first(in text: Substring) -> Range<String.Index>? {
        escaped(in: text) ?? blob(in: text)
    }

    /// A run of escapes for characters.
    private static func escaped(in text: Substring) -> Range<String.Index>? {
        let utf8 = text.utf8
        var position = utf8.startIndex
        while let next = utf8[position...].firstIndex(where: \.beginsEscape) {
            position = next
            var end = position
            var count = 0
            while let next = escape(in: text, at: end) {
                end = next
                count += 1
            }
            if count >= escapes { return position..<end }
            position = utf8.index(after: position)
        }
        return nil
    }

    /// Where one escape ends that begins at a position.
    private static func escape(in text: Substring, at position: String.Index) -> String.Index? {
        let rest = text.utf8[position...].prefix(10)
        guard let first = rest.first else { return nil }
        func end(_ prefix: String, digits: ClosedRange<Int>, closing: UInt8?) -> String.Index? {
            guard rest.starts(with: prefix.utf8) else { return nil }
            let found = rest.dropFirst(prefix.utf8.count).prefix(digits.upperBound).prefix { $0.isHexadecimal }
            guard found.count >= digits.lowerBound else { return nil }
            guard let closing else { return found.endIndex }
            guard found.endIndex < text.utf8.endIndex, text.utf8[found.endIndex] == closing else { return nil }
            return text.utf8.index(after: found.endIndex)
        }
        switch first {
        case UInt8(ascii: "%"): return end("%", digits: 2...2, closing: nil)
        case UInt8(ascii: "\\"):
            return end("\\u{", digits: 1...6, closing: UInt8(ascii: "}")) ?? end("\\u", digits: 4...4, closing: nil)
                ?? end("\\x", digits: 2...2, closing: nil)
        case UInt8(ascii: "&"):
            return end("&#x", digits: 2...6, closing: UInt8(ascii: ";"))
                ?? end("&#", digits: 2...6, closing: UInt8(ascii: ";"))
        default: return nil
        }
    }

    /// A run of base64 or hexadecimal that is long, or that decodes to words.
    private static func blob(in text: Substring) -> Range<String.Index>? {
        let utf8 = text.utf8
        var position = utf8.startIndex
        while position < utf8.endIndex {
            let run = utf8[position...].prefix { $0.isBase64 }
            if run.count >= base64Length {
                let bytes = Array(run)
                let isHexadecimal = bytes.allSatisfy(\.isHexadecimal)
                let limit = isHexadecimal ? hexadecimalLength : unreadableLength
                let hides = (bytes.count >= limit && looksRandom(bytes)) || readsAsWords(bytes, isHexadecimal)
                if hides { return run.startIndex..<run.endIndex }
            }
            position = run.isEmpty ? utf8.index(after: position) : run.endIndex
        }
        return nil
    }

    /// Whether letters of both cases and digits are mixed, as in no word, path or list of names.
    private static func looksRandom(_ bytes: [UInt8]) -> Bool {
        let digits = bytes.count { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        let capitals = bytes.count { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
        let changes = zip(bytes, bytes.dropFirst()).count { ($0 ^ $1) & 0x60 != 0 }
        return digits * 20 >= bytes.count && changes * 5 >= bytes.count && (capitals > 0 || digits * 3 >= bytes.count)
    }

    private static func readsAsWords(_ bytes: [UInt8], _ isHexadecimal: Bool) -> Bool {
        let decoded = (isHexadecimal ? hexadecimal(bytes) : nil) ?? base64(bytes)
        guard let decoded, decoded.count >= 12 else { return false }
        let readable = decoded.allSatisfy { (0x20..<0x7f).contains($0) || $0 == 0x0a }
        return readable && decoded.count { $0 == 0x20 } * 12 >= decoded.count
    }

    private static func hexadecimal(_ bytes: [UInt8]) -> [UInt8]? {
        guard bytes.count % 2 == 0 else { return nil }
        return stride(from: 0, to: bytes.count, by: 2).map { bytes[$0].nibble << 4 | bytes[$0 + 1].nibble }
    }

    /// - Source: RFC 4648, sections 4 and 5; what is left over at the end is dropped.
    private static func base64(_ bytes: [UInt8]) -> [UInt8]? {
        var decoded: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        for byte in bytes {
            guard let value = byte.base64Value else { break }
            bits = bits << 6 | UInt32(value)
            count += 6
            if count >= 8 {
                count -= 8
                decoded.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            }
        }
        return decoded
    }
}

extension UInt8 {
    /// `%`, `\` and `&`.
    fileprivate var beginsEscape: Bool { self == 0x25 || self == 0x5c || self == 0x26 }

    fileprivate var isHexadecimal: Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self)
            || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(self | 0x20)
    }

    fileprivate var nibble: UInt8 { self <= UInt8(ascii: "9") ? self - 0x30 : (self | 0x20) - UInt8(ascii: "a") + 10 }

    fileprivate var isBase64: Bool { base64Value != nil || self == UInt8(ascii: "=") }

    fileprivate var base64Value: UInt8? {
        switch self {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): self - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): self - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0") + 52
        case UInt8(ascii: "+"), UInt8(ascii: "-"): 62
        case UInt8(ascii: "/"), UInt8(ascii: "_"): 63
        default: nil
        }
    }
}
