/// Sixteen bytes of a string, looked at together.
///
/// Every operand has its type written out: only then the compiler picks the operators that are one instruction each, of
/// the baseline of every processor; the generic ones are loops.
struct ByteBlock {
    typealias Lanes = SIMDMask<SIMD16<Int8>>

    private let bytes: SIMD16<UInt8>

    @inline(__always)
    init(_ bytes: SIMD16<UInt8>) { self.bytes = bytes }

    /// The place of the first byte that ends plain text; 16 where there is none.
    ///
    /// That is a quotation mark, a backslash, a control character, or a byte beyond ASCII.
    @inline(__always)
    var firstSpecial: Int { Self.first(special) }

    @inline(__always)
    private var special: Lanes {
        // As signed numbers the bytes beyond ASCII are below zero, so that one comparison finds them and the control
        // characters.
        let signed: SIMD16<Int8> = unsafe unsafeBitCast(bytes, to: SIMD16<Int8>.self)
        let space: SIMD16<Int8> = SIMD16<Int8>(repeating: 0x20)
        let quote: SIMD16<UInt8> = SIMD16<UInt8>(repeating: UInt8(ascii: "\""))
        let backslash: SIMD16<UInt8> = SIMD16<UInt8>(repeating: UInt8(ascii: "\\"))
        let isOutside: Lanes = signed .< space
        let isQuote: Lanes = bytes .== quote
        let isBackslash: Lanes = bytes .== backslash
        let either: Lanes = isQuote .| isBackslash
        return either .| isOutside
    }

    @inline(__always)
    private static func first(_ lanes: Lanes) -> Int {
        let halves = unsafe unsafeBitCast(lanes, to: SIMD2<UInt64>.self)
        let (low, high) = (UInt64(littleEndian: halves[0]), UInt64(littleEndian: halves[1]))
        return low != 0 ? low.trailingZeroBitCount >> 3 : 8 + high.trailingZeroBitCount >> 3
    }
}
