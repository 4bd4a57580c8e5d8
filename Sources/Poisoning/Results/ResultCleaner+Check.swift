package import Wire

extension ResultCleaner {
    /// Whether a message may have something to clean; false says that `clean` would find nothing.
    ///
    /// Reads the bytes as they came, without a tree, and allocates nothing.
    ///
    /// - Precondition: The outline is the message's own, so that the text is known to be JSON.
    package func needsCleaning(_ message: Span<UInt8>, _ outline: MessageOutline) -> Bool {
        if !secrets.isEmpty, secrets.mayBe(in: message) { return true }
        if links != .pass, ResultCleaner.addressNames.first(in: message) != nil { return true }
        var index = 0
        while index < message.count {
            switch message[index] {
            case UInt8(ascii: "\\"):
                if mayHide(escape: index, in: message) { return true }
                index += 2
            case UInt8(ascii: "]"), UInt8(ascii: "<"):
                if links != .pass, mayLink(at: index, in: message) { return true }
                index += 1
            case UInt8(ascii: "%"):
                // A secret may be spelled so.
                if !secrets.isEmpty, isHexadecimal(index + 1, in: message), isHexadecimal(index + 2, in: message) {
                    return true
                }
                index += 1
            case 0x7f:
                if escapes != .pass { return true }
                index += 1
            case 0x80...:
                guard !mayHide(character: index, in: message) else { return true }
                index += 1
            default: index += 1
            }
        }
        return false
    }

    /// Names of members, and the one word of style sheets, by which addresses are told.
    private static let addressNames = ByteNeedles(
        ["\"src\"", "\"resource", "\"url\"", "url("].map { Array($0.utf8) })

    private func byte(_ index: Int, in message: Span<UInt8>) -> UInt8 { index < message.count ? message[index] : 0 }

    private func isHexadecimal(_ index: Int, in message: Span<UInt8>) -> Bool {
        PercentDecoded.digit(byte(index, in: message)) != nil
    }

    /// Whether an escape spells a character that is judged.
    private func mayHide(escape index: Int, in message: Span<UInt8>) -> Bool {
        switch byte(index + 1, in: message) {
        case UInt8(ascii: "b"), UInt8(ascii: "f"): return escapes != .pass
        case UInt8(ascii: "r"):
            let isLineEnd = byte(index + 2, in: message) == 0x5c && byte(index + 3, in: message) == UInt8(ascii: "n")
            return escapes != .pass && !isLineEnd
        case UInt8(ascii: "u"):
            var unit: UInt32 = 0
            for place in index + 2..<index + 6 {
                unit = unit << 4 | UInt32(PercentDecoded.digit(byte(place, in: message)) ?? 0)
            }
            return mayHide(unit: unit)
        default: return false
        }
    }

    /// Whether a UTF-16 code unit may be, or be half of, a character that is judged; any ASCII one may be part of a secret's or
    /// a link's spelling.
    private func mayHide(unit: UInt32) -> Bool {
        switch unit {
        case 0x00..<0xa0: true
        case 0xd800..<0xdc00: ResultCleaner.mayHide(above: 0x10000 + (unit - 0xd800) << 10)
        case 0xdc00..<0xe000: unit >= 0xdffe
        default: ResultCleaner.mayHide(scalar: unit)
        }
    }

    private func mayHide(character index: Int, in message: Span<UInt8>) -> Bool {
        let first = UInt32(message[index])
        func rest(_ offset: Int) -> UInt32 { UInt32(byte(index + offset, in: message)) & 0x3f }
        switch first {
        case 0xc2..<0xe0: return ResultCleaner.mayHide(scalar: (first & 0x1f) << 6 | rest(1))
        case 0xe0..<0xf0: return ResultCleaner.mayHide(scalar: (first & 0xf) << 12 | rest(1) << 6 | rest(2))
        case 0xf0...:
            let scalar = (first & 7) << 18 | rest(1) << 12 | rest(2) << 6 | rest(3)
            return ResultCleaner.mayHide(above: scalar & ~0x3ff) || scalar & 0xfffe == 0xfffe
        // The middle of a character.
        default: return false
        }
    }

    /// Whether one of the 1024 characters from here on is ever a hazard; not asked of the two that end a plane.
    private static func mayHide(above start: UInt32) -> Bool {
        (0x1bc00..<0x1c000).contains(start) || (0x1d000..<0x1d400).contains(start)
            || (0xe0000..<0xe1000).contains(start)
    }

    /// Whether a character of the first plane is ever a hazard.
    private static func mayHide(scalar: UInt32) -> Bool {
        switch scalar {
        case 0x7f..<0xa0, 0xad, 0x34f, 0x61c, 0x115f, 0x1160, 0x17b4, 0x17b5, 0x180b...0x180f: true
        case 0x200b...0x200f, 0x202a...0x202e, 0x2060...0x206f, 0x2800, 0x3164: true
        case 0xfdd0...0xfdef, 0xfe00...0xfe0f, 0xfeff, 0xffa0, 0xfff0...0xfffb, 0xfffe, 0xffff: true
        default: false
        }
    }

    /// Whether Markdown's or HTML's link may begin at a bracket.
    private func mayLink(at index: Int, in message: Span<UInt8>) -> Bool {
        let next = byte(index + 1, in: message)
        if message[index] == UInt8(ascii: "]") { return next == UInt8(ascii: "(") || next == UInt8(ascii: ":") }
        guard next.isASCIILetter else { return false }
        var place = index + 1
        while place < message.count {
            switch message[place] {
            case UInt8(ascii: "="): return true
            case UInt8(ascii: ">"), UInt8(ascii: "<"): return false
            default: place += 1
            }
        }
        return false
    }
}
