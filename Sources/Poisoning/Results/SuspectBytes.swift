/// Finds the bytes of a message at which something may begin that is cleaned.
///
/// Sixteen at a time. Every operand has its type written out: only then the compiler picks the operators that are one
/// instruction each.
struct SuspectBytes {
    private typealias Block = SIMD16<UInt8>
    private typealias Lanes = SIMDMask<SIMD16<Int8>>

    /// Whether a percent sign is one.
    var percent: Bool
    /// Whether the message has bytes beyond ASCII at all.
    var nonASCII: Bool
    /// Whether it has `\u` escapes at all; where not, only three escapes are of interest.
    var unicodeEscapes: Bool

    /// The next such byte at or after an index; the end where there is none.
    ///
    /// A quotation mark before a name of interest, a backslash before an escape of interest, `]`, `<`, delete, a percent sign, and the first bytes of characters that may hide.
    @inline(__always)
    func next(in message: Span<UInt8>, from start: Int) -> Int {
        let bytes = unsafe message.bytes
        var index = start
        while index <= message.count - 17 {
            let block: Block = unsafe bytes.unsafeLoadUnaligned(fromByteOffset: index, as: Block.self)
            let next: Block = unsafe bytes.unsafeLoadUnaligned(fromByteOffset: index + 1, as: Block.self)
            var found: Lanes = block .== Block(repeating: UInt8(ascii: "\\"))
            if !unicodeEscapes { found = found .& SuspectBytes.escapeLetters(in: next) }
            let quotes: Lanes = block .== Block(repeating: UInt8(ascii: "\""))
            found = found .| (quotes .& SuspectBytes.nameLetters(in: next))
            found = found .| (block .== Block(repeating: UInt8(ascii: "]")))
            found = found .| (block .== Block(repeating: UInt8(ascii: "<")))
            found = found .| (block .== Block(repeating: 0x7f))
            if percent { found = found .| (block .== Block(repeating: UInt8(ascii: "%"))) }
            if nonASCII { found = found .| SuspectBytes.leads(in: block) }
            let place = SuspectBytes.first(found)
            if place < 16 { return index + place }
            index += 16
        }
        while index < message.count, !isSuspect(message[index]) { index += 1 }
        return min(index, message.count)
    }

    /// Where the letter of an escape may stand that spells a control character: `\b`, `\f`, `\r`.
    @inline(__always)
    private static func escapeLetters(in block: Block) -> Lanes {
        var found: Lanes = block .== Block(repeating: UInt8(ascii: "b"))
        found = found .| (block .== Block(repeating: UInt8(ascii: "f")))
        return found .| (block .== Block(repeating: UInt8(ascii: "r")))
    }

    /// Where `src`, `resource`, `resource_link` and `url` may begin.
    @inline(__always)
    private static func nameLetters(in block: Block) -> Lanes {
        // `r` and `s` are neighbours: without the lowest bit, `s` is `r`.
        let even: Block = block & Block(repeating: 0xfe)
        let found: Lanes = even .== Block(repeating: UInt8(ascii: "r"))
        return found .| (block .== Block(repeating: UInt8(ascii: "u")))
    }

    /// Where a character begins of a row of the code chart that has characters which hide.
    @inline(__always)
    private static func leads(in block: Block) -> Lanes {
        // E0 to E3 with their last two bits gone; EF and above by a comparison that is one instruction as a maximum.
        let rows: Block = block & Block(repeating: 0xfc)
        let above: Block = pointwiseMax(block, Block(repeating: 0xef))
        var found: Lanes = rows .== Block(repeating: 0xe0)
        found = found .| (above .== block)
        found = found .| (block .== Block(repeating: 0xc2))
        found = found .| (block .== Block(repeating: 0xcd))
        return found .| (block .== Block(repeating: 0xd8))
    }

    private func isSuspect(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "\\"), UInt8(ascii: "\""), UInt8(ascii: "]"), UInt8(ascii: "<"), 0x7f: true
        case UInt8(ascii: "%"): percent
        case 0xc2, 0xcd, 0xd8, 0xe0...0xe3, 0xef...: true
        default: false
        }
    }

    /// The place of the first lane that is set; 16 where none is.
    @inline(__always)
    private static func first(_ lanes: Lanes) -> Int {
        let halves = unsafe unsafeBitCast(lanes, to: SIMD2<UInt64>.self)
        let (low, high) = (UInt64(littleEndian: halves[0]), UInt64(littleEndian: halves[1]))
        return low != 0 ? low.trailingZeroBitCount >> 3 : 8 + high.trailingZeroBitCount >> 3
    }
}
