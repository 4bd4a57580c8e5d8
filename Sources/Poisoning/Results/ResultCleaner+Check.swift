package import Wire

extension ResultCleaner {
    /// Whether a message may have something to clean; false says that `clean` would find nothing.
    ///
    /// Reads the bytes as they came, without a tree, and allocates nothing.
    ///
    /// - Precondition: The outline is the message's own, so that the text is known to be JSON.
    package func needsCleaning(_ message: Span<UInt8>, _ outline: MessageOutline) -> Bool {
        if !secrets.isEmpty, secrets.mayBe(in: message) { return true }
        let suspects = SuspectBytes(
            percent: !secrets.isEmpty, nonASCII: outline.hasNonASCII, unicodeEscapes: outline.hasUnicodeEscapes)
        var index = suspects.next(in: message, from: 0)
        while index < message.count {
            if isSuspect(at: index, in: message) { return true }
            index = suspects.next(in: message, from: index + 1)
        }
        return false
    }

    /// Whether something that is cleaned may begin with a byte.
    private func isSuspect(at index: Int, in message: Span<UInt8>) -> Bool {
        switch message[index] {
        case UInt8(ascii: "\\"): mayHide(escape: index, in: message)
        case UInt8(ascii: "]"), UInt8(ascii: "<"): links != .pass && mayLink(at: index, in: message)
        case UInt8(ascii: "\""): links != .pass && mayName(at: index, in: message)
        // A secret may be spelled so.
        case UInt8(ascii: "%"):
            !secrets.isEmpty && isHexadecimal(index + 1, in: message) && isHexadecimal(index + 2, in: message)
        case 0x7f: escapes != .pass
        case 0x80...: mayHide(character: index, in: message)
        default: false
        }
    }

    /// Whether a string begins that may be the name of a member by which an address is told, or the type of such an object.
    private func mayName(at quote: Int, in message: Span<UInt8>) -> Bool {
        switch byte(quote + 1, in: message) {
        case UInt8(ascii: "s"): stands("src\"", at: quote + 1, in: message)
        case UInt8(ascii: "r"): stands("resource", at: quote + 1, in: message)
        case UInt8(ascii: "u"): stands("url\"", at: quote + 1, in: message)
        default: false
        }
    }

    private func stands(_ text: StaticString, at index: Int, in message: Span<UInt8>) -> Bool {
        guard index + text.utf8CodeUnitCount <= message.count else { return false }
        for place in 0..<text.utf8CodeUnitCount where unsafe message[index + place] != text.utf8Start[place] {
            return false
        }
        return true
    }

    private func byte(_ index: Int, in message: Span<UInt8>) -> UInt8 { index < message.count ? message[index] : 0 }

    private func isHexadecimal(_ index: Int, in message: Span<UInt8>) -> Bool {
        PercentDecoded.digit(byte(index, in: message)) != nil
    }

    /// Whether a backslash begins an escape that spells a character that is judged.
    private func mayHide(escape index: Int, in message: Span<UInt8>) -> Bool {
        switch byte(index + 1, in: message) {
        case UInt8(ascii: "b"), UInt8(ascii: "f"): return escapes != .pass && isEscape(index, in: message)
        case UInt8(ascii: "r"):
            let isLineEnd = byte(index + 2, in: message) == 0x5c && byte(index + 3, in: message) == UInt8(ascii: "n")
            return escapes != .pass && !isLineEnd && isEscape(index, in: message)
        case UInt8(ascii: "u"):
            var unit: UInt32 = 0
            for place in index + 2..<index + 6 {
                unit = unit << 4 | UInt32(PercentDecoded.digit(byte(place, in: message)) ?? 0)
            }
            return mayHide(unit: unit) && isEscape(index, in: message)
        default: return false
        }
    }

    /// Whether a backslash is not itself escaped: an even number of others stands before it.
    private func isEscape(_ backslash: Int, in message: Span<UInt8>) -> Bool {
        var start = backslash
        while start > 0, message[start - 1] == UInt8(ascii: "\\") { start -= 1 }
        return (backslash - start) % 2 == 0
    }

    /// Whether a UTF-16 code unit may be, or be half of, a character that is judged; any ASCII one may be part of a secret's or
    /// a link's spelling.
    private func mayHide(unit: UInt32) -> Bool {
        switch unit {
        case 0x00..<0xa0: true
        case 0xd800..<0xdc00: CharacterHazard.isPossible(above: 0x10000 + (unit - 0xd800) << 10)
        // The last two of a plane.
        case 0xdc00..<0xe000: unit >= 0xdffe
        default: CharacterHazard.isPossible(unit)
        }
    }

    private func mayHide(character index: Int, in message: Span<UInt8>) -> Bool {
        let first = UInt32(message[index])
        func rest(_ offset: Int) -> UInt32 { UInt32(byte(index + offset, in: message)) & 0x3f }
        switch first {
        case 0xc2..<0xe0: return CharacterHazard.isPossible((first & 0x1f) << 6 | rest(1))
        case 0xe0..<0xf0: return CharacterHazard.isPossible((first & 0xf) << 12 | rest(1) << 6 | rest(2))
        case 0xf0...: return CharacterHazard.isPossible((first & 7) << 18 | rest(1) << 12 | rest(2) << 6 | rest(3))
        // The middle of a character.
        default: return false
        }
    }

    /// Whether Markdown's or HTML's link may begin at a bracket.
    private func mayLink(at index: Int, in message: Span<UInt8>) -> Bool {
        let next = byte(index + 1, in: message)
        if message[index] == UInt8(ascii: "]") { return next == UInt8(ascii: "(") || next == UInt8(ascii: ":") }
        guard next.isASCIILetter else { return false }
        if OutsideLinks.isStyle(at: index, of: message.count, byte: { message[$0] }) { return true }
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
