/// Characters beyond ASCII in a text.
///
/// Source: The Unicode Standard 16.0, table 3-7.
extension TextBytes {
    /// The index after some characters beyond ASCII and what plain text stands between them; one is at `start`.
    ///
    /// - Throws: where it is no UTF-8.
    func endOfForeignText(from start: Int) throws(JSONFault) -> Int {
        var index = start
        // Each byte is judged with the three before it. What stands before the string is ASCII, or has been judged.
        while index >= 3, index <= count &- 16 {
            let bytes = block(at: index)
            let wrong = UTF8Block(
                bytes, block(at: index &- 1), block(at: index &- 2), block(at: index &- 3)
            ).wrong
            let stops: ByteBlock.Lanes = ByteBlock(bytes).stop
            if ByteBlock.any(wrong .| stops) {
                let stop = ByteBlock.first(stops)
                if ByteBlock.first(wrong) <= min(stop, 15) { break }
                return index &+ stop
            }
            index &+= 16
        }
        // One by one: at the text's start and end, and to find the byte at which it goes wrong.
        index = startOfCharacter(at: index, notBefore: start)
        let last = min(index + 16, count)
        while index < last, self[index] >= 0x80 { index = try endOfCharacter(from: index) }
        return index
    }

    /// The index of the character that the byte at an index may still belong to, or that index.
    private func startOfCharacter(at index: Int, notBefore start: Int) -> Int {
        for length in 1...3 where index - length >= start {
            let byte = self[index - length]
            if byte >= 0xc0 { return length < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? index - length : index }
            if byte < 0x80 { break }
        }
        return index
    }

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
