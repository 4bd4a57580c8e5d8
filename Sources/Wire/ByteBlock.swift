#if arch(x86_64)
    internal import _Builtin_intrinsics.intel.sse2
#endif

/// Sixteen bytes of a string, looked at together.
///
/// Every operand has its type written out: only then the compiler picks the operators that are one instruction each, of
/// the baseline of every processor; the generic ones are loops.
struct ByteBlock {
    typealias Lanes = SIMDMask<SIMD16<Int8>>

    private let bytes: SIMD16<UInt8>

    @inline(__always)
    init(_ bytes: SIMD16<UInt8>) { self.bytes = bytes }

    /// The bytes that end plain text: quotation marks, and what is unusual.
    @inline(__always)
    var special: Lanes {
        let unusual: Lanes = self.unusual
        return quote .| unusual
    }

    /// Backslashes, control characters, and bytes beyond ASCII.
    @inline(__always)
    var unusual: Lanes {
        // As signed numbers the bytes beyond ASCII are below zero, so that one comparison finds them and the control
        // characters.
        let signed: SIMD16<Int8> = unsafe unsafeBitCast(bytes, to: SIMD16<Int8>.self)
        let space: SIMD16<Int8> = SIMD16<Int8>(repeating: 0x20)
        let isOutside: Lanes = signed .< space
        return backslash .| isOutside
    }

    @inline(__always)
    var quote: Lanes {
        let quote: SIMD16<UInt8> = SIMD16<UInt8>(repeating: UInt8(ascii: "\""))
        return bytes .== quote
    }

    /// The bytes that end plain text but for a backslash, and also spaces and exclamation marks, which few keys have.
    ///
    /// One comparison, because the next step waits for it.
    @inline(__always)
    var endOfKey: Lanes {
        let signed: SIMD16<Int8> = unsafe unsafeBitCast(bytes, to: SIMD16<Int8>.self)
        let afterQuote: SIMD16<Int8> = SIMD16<Int8>(repeating: 0x23)
        return signed .< afterQuote
    }

    @inline(__always)
    var backslash: Lanes {
        let backslash: SIMD16<UInt8> = SIMD16<UInt8>(repeating: UInt8(ascii: "\\"))
        return bytes .== backslash
    }

    /// The bytes that end plain text without those beyond ASCII.
    @inline(__always)
    var stop: Lanes {
        let space: SIMD16<UInt8> = SIMD16<UInt8>(repeating: 0x20)
        let isControl: Lanes = bytes .< space
        let either: Lanes = quote .| backslash
        return either .| isControl
    }

    /// How many bytes from the first on are white space.
    @inline(__always)
    var countOfSpaces: Int {
        let space: SIMD16<UInt8> = SIMD16<UInt8>(repeating: 0x20)
        let tab: SIMD16<UInt8> = SIMD16<UInt8>(repeating: 0x09)
        let lineFeed: SIMD16<UInt8> = SIMD16<UInt8>(repeating: 0x0a)
        let carriageReturn: SIMD16<UInt8> = SIMD16<UInt8>(repeating: 0x0d)
        let isNoSpace: Lanes = bytes .!= space
        let isNoTab: Lanes = bytes .!= tab
        let isNoLineFeed: Lanes = bytes .!= lineFeed
        let isNoCarriageReturn: Lanes = bytes .!= carriageReturn
        let isNoBlank: Lanes = isNoSpace .& isNoTab
        let isNoLineEnd: Lanes = isNoLineFeed .& isNoCarriageReturn
        return Self.first(isNoBlank .& isNoLineEnd)
    }

    /// Whether any lane is set.
    @inline(__always)
    static func any(_ lanes: Lanes) -> Bool { unsafe unsafeBitCast(lanes, to: UInt128.self) != 0 }

    /// A bit for each lane, the first one lowest.
    ///
    /// One instruction where the processor has it, which the compiler finds for no other spelling.
    @inline(__always)
    static func bits(_ lanes: Lanes) -> UInt64 {
        #if arch(x86_64)
            return unsafe UInt64(UInt32(bitPattern: _mm_movemask_epi8(unsafeBitCast(lanes, to: SIMD2<Int64>.self))))
        #else
            return multipliedBits(lanes)
        #endif
    }

    /// The same for every processor.
    @inline(__always)
    private static func multipliedBits(_ lanes: Lanes) -> UInt64 {
        let halves: SIMD2<UInt64> = unsafe unsafeBitCast(lanes, to: SIMD2<UInt64>.self)
        return bits(UInt64(littleEndian: halves[0])) | bits(UInt64(littleEndian: halves[1])) &<< 8
    }

    @inline(__always)
    private static func bits(_ lanes: UInt64) -> UInt64 {
        // Each of the eight keeps the bit of its place, and the product's highest byte is the sum of them all.
        ((lanes & 0x8040_2010_0804_0201) &* 0x0101_0101_0101_0101) &>> 56
    }

    /// The first lane that is set; 16 where none is.
    @inline(__always)
    static func first(_ lanes: Lanes) -> Int { (bits(lanes) | 1 &<< 16).trailingZeroBitCount }

    /// The same for where it is probably in the first half: a branch there, and the result sooner.
    @inline(__always)
    static func firstEarly(_ lanes: Lanes) -> Int {
        let halves: SIMD2<UInt64> = unsafe unsafeBitCast(lanes, to: SIMD2<UInt64>.self)
        let low = UInt64(littleEndian: halves[0])
        if low != 0 { return low.trailingZeroBitCount &>> 3 }
        return UInt64(littleEndian: halves[1]).trailingZeroBitCount &>> 3 &+ 8
    }
}
