/// What the strings of a text have in them, beyond plain ASCII.
struct StringMarks: OptionSet {
    let rawValue: UInt8

    static let nonASCII = StringMarks(rawValue: 1)
    /// A backslash.
    static let escape = StringMarks(rawValue: 2)
    /// A backslash with `u`, which can spell any character.
    static let unicodeEscape = StringMarks(rawValue: 4)
}

/// Strings of a text: control characters, escapes, surrogates and UTF-8.
///
/// Source: RFC 8259, sections 7 and 8.1; The Unicode Standard 16.0, table 3-7.
extension TextBytes {
    /// The index of the quotation mark that ends the string whose first character is at `start`.
    ///
    /// - Throws: what is wrong in the string.
    @inline(__always)
    func endOfString(from start: Int, _ marks: inout StringMarks) throws(JSONFault) -> Int {
        var index = start
        while index <= count - 16 {
            let hit = ByteBlock(block(at: index)).firstSpecial
            index += hit
            if hit < 16 {
                if self[index] == UInt8(ascii: "\"") { return index }
                break
            }
        }
        return try endOfUncommonString(from: index, &marks)
    }

    /// The same for a string with escapes or characters beyond ASCII from `start` on, or near the text's end.
    @inline(never)
    private func endOfUncommonString(from start: Int, _ marks: inout StringMarks) throws(JSONFault) -> Int {
        var index = start
        while index < count {
            switch self[index] {
            case UInt8(ascii: "\""): return index
            case UInt8(ascii: "\\"):
                marks.insert(.escape)
                index = try endOfEscape(from: index, &marks)
            case 0..<0x20: throw JSONFault(.controlCharacter, at: index)
            case 0x80...:
                marks.insert(.nonASCII)
                index = try endOfCharacter(from: index)
            default: index += 1
            }
            while index <= count - 16 {
                let hit = ByteBlock(block(at: index)).firstSpecial
                index += hit
                if hit < 16 { break }
            }
        }
        throw JSONFault(.truncated, at: count)
    }

    // MARK: Escapes

    /// The index after the escape whose backslash is at `start`.
    private func endOfEscape(from start: Int, _ marks: inout StringMarks) throws(JSONFault) -> Int {
        guard start + 1 < count else { throw JSONFault(.truncated, at: count) }
        switch self[start + 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return start + 2
        case UInt8(ascii: "u"): break
        default: throw JSONFault(.invalidEscape, at: start)
        }
        marks.insert(.unicodeEscape)
        let first = try codeUnit(from: start + 2)
        guard first & 0xf800 == 0xd800 else { return start + 6 }
        guard first < 0xdc00 else { throw JSONFault(.loneSurrogate, at: start) }
        let next = start + 6
        for (place, expected) in [(next, UInt8(ascii: "\\")), (next + 1, UInt8(ascii: "u"))] {
            guard place < count else { throw JSONFault(.truncated, at: count) }
            guard self[place] == expected else { throw JSONFault(.loneSurrogate, at: start) }
        }
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

    // MARK: UTF-8

    /// The index after the character beyond ASCII that is at `start`.
    private func endOfCharacter(from start: Int) throws(JSONFault) -> Int {
        let first = self[start]
        let length: Int
        // What the second byte may be: tighter after some, so that nothing is overlong, a surrogate, or too large.
        let second: ClosedRange<UInt8>
        switch first {
        case 0xc2...0xdf: (length, second) = (2, 0x80...0xbf)
        case 0xe0: (length, second) = (3, 0xa0...0xbf)
        case 0xed: (length, second) = (3, 0x80...0x9f)
        case 0xe1...0xef: (length, second) = (3, 0x80...0xbf)
        case 0xf0: (length, second) = (4, 0x90...0xbf)
        case 0xf1...0xf3: (length, second) = (4, 0x80...0xbf)
        case 0xf4: (length, second) = (4, 0x80...0x8f)
        default: throw JSONFault(.invalidUTF8, at: start)
        }
        for place in 1..<length {
            guard start + place < count else { throw JSONFault(.truncated, at: count) }
            let allowed = place == 1 ? second : 0x80...0xbf
            guard allowed.contains(self[start + place]) else { throw JSONFault(.invalidUTF8, at: start) }
        }
        return start + length
    }
}
