/// What of a message's own text goes into the log: bounded, and cut where a character ends.
enum MessageText {
    /// Appends a value as it was written: a string, a number or a word of strict JSON.
    ///
    /// Of an address only the path stays: what follows `?` or `#`, or stands before `@`, is an argument.
    ///
    /// - Returns: Whether it is there whole; any other value than a string is there whole or not at all.
    static func append(_ value: Span<UInt8>, limit: Int, to bytes: inout [UInt8]) -> Bool {
        guard value.count > 1, value[0] == UInt8(ascii: "\"") else {
            if value.count <= limit {
                append(value, 0..<value.count, to: &bytes)
            } else {
                bytes.append(contentsOf: "null".utf8)
            }
            return value.count <= limit
        }
        let body = 1..<(value.count - 1)
        guard let authority = authority(of: value, in: body) else {
            let end = cut(value, body, at: limit)
            append(value, 0..<end, to: &bytes)
            bytes.append(UInt8(ascii: "\""))
            return end == body.upperBound
        }
        append(value, 0..<authority.lowerBound, to: &bytes)
        let start = lastIndex(of: UInt8(ascii: "@"), in: value, authority).map { $0 + 1 } ?? authority.lowerBound
        let path =
            start..<(firstIndex(in: value, start..<body.upperBound) { $0 == 0x3f || $0 == 0x23 } ?? body.upperBound)
        let end = cut(value, path, at: limit)
        append(value, start..<end, to: &bytes)
        bytes.append(UInt8(ascii: "\""))
        return start == authority.lowerBound && end == body.upperBound
    }

    /// Appends a text as a string.
    ///
    /// - Returns: Whether all of it is there.
    static func appendQuoted(_ text: Span<UInt8>, limit: Int, to bytes: inout [UInt8]) -> Bool {
        var end = min(text.count, limit)
        while end > 0, end < text.count, text[end] & 0xc0 == 0x80 { end -= 1 }
        bytes.append(UInt8(ascii: "\""))
        for index in 0..<end {
            switch text[index] {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(text[index])
            case 0..<0x20, 0x7f:
                bytes.append(contentsOf: "\\u00".utf8)
                bytes.append(Hexadecimal.digit(text[index] >> 4))
                bytes.append(Hexadecimal.digit(text[index] & 0xf))
            default: bytes.append(text[index])
            }
        }
        bytes.append(UInt8(ascii: "\""))
        return end == text.count
    }

    /// Where `host:port` of an address stands, with what is before an `@`; nil where the string is no address.
    private static func authority(of value: Span<UInt8>, in body: Range<Int>) -> Range<Int>? {
        guard let colon = firstIndex(in: value, body, where: { $0 == UInt8(ascii: ":") }),
            colon + 2 < body.upperBound, value[colon + 1] == UInt8(ascii: "/"), value[colon + 2] == UInt8(ascii: "/")
        else { return nil }
        let start = colon + 3
        let end = firstIndex(in: value, start..<body.upperBound) { $0 == 0x2f || $0 == 0x3f || $0 == 0x23 }
        return start..<(end ?? body.upperBound)
    }

    private static func firstIndex(
        in value: Span<UInt8>, _ range: Range<Int>, where isWanted: (UInt8) -> Bool
    ) -> Int? {
        for index in range where isWanted(value[index]) { return index }
        return nil
    }

    private static func lastIndex(of byte: UInt8, in value: Span<UInt8>, _ range: Range<Int>) -> Int? {
        for index in range.reversed() where value[index] == byte { return index }
        return nil
    }

    /// The end of a string's part that has no more than `limit` bytes and ends no character and no escape in its middle.
    private static func cut(_ value: Span<UInt8>, _ range: Range<Int>, at limit: Int) -> Int {
        guard range.count > limit else { return range.upperBound }
        var end = range.lowerBound
        var index = end
        while index < range.upperBound {
            if value[index] != UInt8(ascii: "\\") {
                index += 1
                while index < range.upperBound, value[index] & 0xc0 == 0x80 { index += 1 }
            } else if value[index + 1] != UInt8(ascii: "u") {
                index += 2
            } else {
                // The first half of a pair has its second one behind it: \ud800 to \udbff.
                let isPair = value[index + 2] | 0x20 == UInt8(ascii: "d") && "89abAB".utf8.contains(value[index + 3])
                index += isPair ? 12 : 6
            }
            guard index - range.lowerBound <= limit else { break }
            end = index
        }
        return end
    }

    private static func append(_ value: Span<UInt8>, _ range: Range<Int>, to bytes: inout [UInt8]) {
        unsafe value.extracting(range).withUnsafeBufferPointer { unsafe bytes.append(contentsOf: $0) }
    }
}
