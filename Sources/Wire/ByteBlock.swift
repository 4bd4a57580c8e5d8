/// Sixteen bytes of a string, looked at together.
///
/// Every operand has its type written out: only then the compiler picks the operators that are one instruction each, of
/// the baseline of every processor; the generic ones are loops.
struct ByteBlock {
    typealias Lanes = SIMDMask<SIMD16<Int8>>

    private let bytes: SIMD16<UInt8>

    @inline(__always)
    init(_ bytes: SIMD16<UInt8>) { self.bytes = bytes }

    /// The bytes that end plain text: a quotation mark, a backslash, a control character, a byte beyond ASCII.
    @inline(__always)
    var special: Lanes {
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

    /// The same without the bytes beyond ASCII.
    @inline(__always)
    var stop: Lanes {
        let space: SIMD16<UInt8> = SIMD16<UInt8>(repeating: 0x20)
        let quote: SIMD16<UInt8> = SIMD16<UInt8>(repeating: UInt8(ascii: "\""))
        let backslash: SIMD16<UInt8> = SIMD16<UInt8>(repeating: UInt8(ascii: "\\"))
        let isControl: Lanes = bytes .< space
        let isQuote: Lanes = bytes .== quote
        let isBackslash: Lanes = bytes .== backslash
        let either: Lanes = isQuote .| isBackslash
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

    /// The same for 64 bytes: a bit for each.
    @inline(__always)
    static func specials(_ first: ByteBlock, _ second: ByteBlock, _ third: ByteBlock, _ fourth: ByteBlock) -> UInt64 {
        let (one, two, three, four) = (first.special, second.special, third.special, fourth.special)
        let early: Lanes = one .| two
        let late: Lanes = three .| four
        guard any(early .| late) else { return 0 }
        // Each lane keeps the bit of its place among eight. Then neighbours are put together until eight are one byte.
        let earlyBits: SIMD16<UInt8> = joined(marked(one), marked(two))
        let lateBits: SIMD16<UInt8> = joined(marked(three), marked(four))
        let bits: SIMD16<UInt8> = joined(earlyBits, lateBits)
        return UInt64(littleEndian: unsafe unsafeBitCast(joined(bits, bits).lowHalf, to: UInt64.self))
    }

    @inline(__always)
    private static func marked(_ lanes: Lanes) -> SIMD16<UInt8> {
        let bits: SIMD16<UInt8> = SIMD16<UInt8>(1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128)
        let all: SIMD16<UInt8> = unsafe unsafeBitCast(lanes, to: SIMD16<UInt8>.self)
        return all & bits
    }

    /// The union of each two neighbours of one and then of the other.
    @inline(__always)
    private static func joined(_ one: SIMD16<UInt8>, _ other: SIMD16<UInt8>) -> SIMD16<UInt8> {
        SIMD16(lowHalf: joined(one), highHalf: joined(other))
    }

    @inline(__always)
    private static func joined(_ bytes: SIMD16<UInt8>) -> SIMD8<UInt8> {
        let pairs: SIMD8<UInt16> = unsafe unsafeBitCast(bytes, to: SIMD8<UInt16>.self)
        let eight: SIMD8<UInt16> = SIMD8<UInt16>(repeating: 8)
        let seconds: SIMD8<UInt16> = pairs &>> eight
        let both: SIMD8<UInt16> = pairs | seconds
        return SIMD8<UInt8>(truncatingIfNeeded: both)
    }

    /// Whether any lane is set.
    @inline(__always)
    static func any(_ lanes: Lanes) -> Bool { unsafe unsafeBitCast(lanes, to: UInt128.self) != 0 }

    /// The first lane that is set, 16 where none is; for where it is as likely as not in the first half.
    @inline(__always)
    static func first(_ lanes: Lanes) -> Int {
        // Four bits of each lane fit into one word: of a pair of lanes the middle byte has four of either.
        let pairs: SIMD8<UInt16> = unsafe unsafeBitCast(lanes, to: SIMD8<UInt16>.self)
        let four: SIMD8<UInt16> = SIMD8<UInt16>(repeating: 4)
        let middles: SIMD8<UInt16> = pairs &>> four
        let bits: SIMD8<UInt8> = SIMD8<UInt8>(truncatingIfNeeded: middles)
        return UInt64(littleEndian: unsafe unsafeBitCast(bits, to: UInt64.self)).trailingZeroBitCount &>> 2
    }

    /// The same for where it is probably in the first half: a branch there, and the result sooner.
    @inline(__always)
    static func firstEarly(_ lanes: Lanes) -> Int {
        let halves = unsafe unsafeBitCast(lanes, to: SIMD2<UInt64>.self)
        let low = UInt64(littleEndian: halves[0])
        if low != 0 { return low.trailingZeroBitCount &>> 3 }
        return UInt64(littleEndian: halves[1]).trailingZeroBitCount &>> 3 &+ 8
    }
}
