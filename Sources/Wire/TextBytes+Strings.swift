/// What the strings of a text have in them, beyond plain ASCII.
struct StringMarks: OptionSet {
    let rawValue: UInt8

    static let nonASCII = StringMarks(rawValue: 1)
    /// A backslash.
    static let escape = StringMarks(rawValue: 2)
    /// A backslash with `u`, which can spell any character.
    static let unicodeEscape = StringMarks(rawValue: 4)
}

/// Strings of a text: where they end, and their control characters, escapes and surrogates.
///
/// Source: RFC 8259, section 7.
extension TextBytes {
    /// Where a string ends, and what it has.
    struct StringEnd {
        /// The index of its closing quotation mark.
        var index: Int
        var marks: StringMarks
    }

    /// The end of the string whose first character is at `start`.
    ///
    /// - Throws: what is wrong in the string.
    @inline(never)
    func endOfString(from start: Int) throws(JSONFault) -> StringEnd {
        var marks = StringMarks()
        var index = start
        // The first byte of the next block where it belongs to an escape that began before.
        var escaped: UInt64 = 0
        blocks: while index <= count &- 64 {
            var specials = specials(at: index) & ~escaped
            escaped = 0
            while specials != 0 {
                let place = index &+ specials.trailingZeroBitCount
                let byte = self[place]
                if byte == UInt8(ascii: "\"") { return StringEnd(index: place, marks: marks) }
                guard byte == UInt8(ascii: "\\"), place &+ 1 < count, Self.isSimpleEscape(self[place &+ 1]) else {
                    index = try endOfRarePart(from: place, &marks)
                    continue blocks
                }
                marks.insert(.escape)
                let bit = specials & (0 &- specials)
                specials &= ~(bit | bit &<< 1)
                escaped = bit &>> 63
            }
            index &+= 64
        }
        index &+= Int(truncatingIfNeeded: escaped)
        while true {
            while index <= count &- 16 {
                let special = ByteBlock(block(at: index)).special
                if ByteBlock.any(special) {
                    index &+= ByteBlock.first(special)
                    break
                }
                index &+= 16
            }
            while index < count, !Self.isSpecial(self[index]) { index &+= 1 }
            if has(UInt8(ascii: "\""), at: index) { return StringEnd(index: index, marks: marks) }
            index = try endOfRarePart(from: index, &marks)
        }
    }

    /// A bit for each of 64 bytes that ends plain text.
    @inline(__always)
    private func specials(at index: Int) -> UInt64 {
        let one: ByteBlock.Lanes = ByteBlock(block(at: index)).special
        let two: ByteBlock.Lanes = ByteBlock(block(at: index &+ 16)).special
        let three: ByteBlock.Lanes = ByteBlock(block(at: index &+ 32)).special
        let four: ByteBlock.Lanes = ByteBlock(block(at: index &+ 48)).special
        let early: ByteBlock.Lanes = one .| two
        let late: ByteBlock.Lanes = three .| four
        guard ByteBlock.any(early .| late) else { return 0 }
        return ByteBlock.bits(one) | ByteBlock.bits(two) &<< 16 | ByteBlock.bits(three) &<< 32
            | ByteBlock.bits(four) &<< 48
    }

    /// Whether a byte ends plain text.
    @inline(__always)
    private static func isSpecial(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || Int8(bitPattern: byte) < 0x20
    }

    /// The index after an escape, or after some characters beyond ASCII, whichever begins at `start`.
    @inline(never)
    private func endOfRarePart(from start: Int, _ marks: inout StringMarks) throws(JSONFault) -> Int {
        guard start < count else { throw JSONFault(.truncated, at: count) }
        let byte = self[start]
        if byte >= 0x80 {
            marks.insert(.nonASCII)
            return try endOfForeignText(from: start)
        }
        guard byte == UInt8(ascii: "\\") else { throw JSONFault(.controlCharacter, at: start) }
        marks.insert(.escape)
        guard start + 1 < count else { throw JSONFault(.truncated, at: count) }
        let letter = self[start + 1]
        if Self.isSimpleEscape(letter) { return start + 2 }
        guard letter == UInt8(ascii: "u") else { throw JSONFault(.invalidEscape, at: start) }
        marks.insert(.unicodeEscape)
        return try endOfUnicodeEscape(from: start)
    }

    /// Whether a backslash and this letter stand for a character by themselves: one of `"/\bfnrt`.
    @inline(__always)
    private static func isSimpleEscape(_ letter: UInt8) -> Bool {
        // A bit for each, those below 64 in one word and the others in another: one test does for all, which is foreseen
        // better than a branch for each.
        let low = 1 << 0x22 | 1 << 0x2f as UInt64
        let high = 1 << 0x1c | 1 << 0x22 | 1 << 0x26 | 1 << 0x2e | 1 << 0x32 | 1 << 0x34 as UInt64
        return letter < 128 && (letter & 64 == 0 ? low : high) &>> UInt64(letter) & 1 == 1
    }

    private func endOfUnicodeEscape(from start: Int) throws(JSONFault) -> Int {
        let first = try codeUnit(from: start + 2)
        guard first & 0xf800 == 0xd800 else { return start + 6 }
        guard first < 0xdc00 else { throw JSONFault(.loneSurrogate, at: start) }
        let next = start + 6
        guard next < count else { throw JSONFault(.truncated, at: count) }
        guard self[next] == UInt8(ascii: "\\") else { throw JSONFault(.loneSurrogate, at: start) }
        guard next + 1 < count else { throw JSONFault(.truncated, at: count) }
        guard self[next + 1] == UInt8(ascii: "u") else { throw JSONFault(.loneSurrogate, at: start) }
        guard try codeUnit(from: next + 2) & 0xfc00 == 0xdc00 else { throw JSONFault(.loneSurrogate, at: start) }
        return start + 12
    }

    /// What the four hexadecimal digits at `start` say.
    private func codeUnit(from start: Int) throws(JSONFault) -> UInt32 {
        var value: UInt32 = 0
        for index in start..<(start + 4) {
            guard index < count else { throw JSONFault(.truncated, at: count) }
            guard let digit = JSONText.hexadecimalValue(self[index]) else {
                throw JSONFault(.invalidEscape, at: index)
            }
            value = value << 4 | digit
        }
        return value
    }
}
