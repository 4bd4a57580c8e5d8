/// Sixteen bytes, and for each the three before it, which is what tells whether they are UTF-8.
///
/// Of the bytes that follow the block nothing is said: a character may end there.
///
/// Source: The Unicode Standard 16.0, table 3-7.
struct UTF8Block {
    private typealias Lanes = ByteBlock.Lanes
    private typealias Bytes = SIMD16<UInt8>

    private let bytes: SIMD16<UInt8>
    /// The byte before each, the one before that, and the third.
    private let first: SIMD16<UInt8>
    private let second: SIMD16<UInt8>
    private let third: SIMD16<UInt8>

    @inline(__always)
    init(_ bytes: SIMD16<UInt8>, _ first: SIMD16<UInt8>, _ second: SIMD16<UInt8>, _ third: SIMD16<UInt8>) {
        self.bytes = bytes
        self.first = first
        self.second = second
        self.third = third
    }

    /// The bytes that cannot stand where they stand.
    @inline(__always)
    var wrong: SIMDMask<SIMD16<Int8>> {
        let misplaced: Lanes = isContinuation .^ mustContinue
        let either: Lanes = misplaced .| isNoLead
        return either .| isOutOfRange
    }

    @inline(__always)
    private var isContinuation: Lanes {
        // Below 0xC0 as signed numbers: 0x80 to 0xBF.
        let signed: SIMD16<Int8> = unsafe unsafeBitCast(bytes, to: SIMD16<Int8>.self)
        let end: SIMD16<Int8> = SIMD16<Int8>(repeating: -64)
        return signed .< end
    }

    /// Whether a byte before says that the character goes on.
    @inline(__always)
    private var mustContinue: Lanes {
        let ofTwo: Bytes = Bytes(repeating: 0xc0)
        let ofThree: Bytes = Bytes(repeating: 0xe0)
        let ofFour: Bytes = Bytes(repeating: 0xf0)
        let one: Lanes = first .>= ofTwo
        let two: Lanes = second .>= ofThree
        let three: Lanes = third .>= ofFour
        let either: Lanes = one .| two
        return either .| three
    }

    /// Bytes that begin nothing: overlong forms of two bytes, and what is beyond U+10FFFF.
    @inline(__always)
    private var isNoLead: Lanes {
        let allButLast: Bytes = Bytes(repeating: 0xfe)
        let overlong: Bytes = Bytes(repeating: 0xc0)
        let beyond: Bytes = Bytes(repeating: 0xf5)
        let masked: Bytes = bytes & allButLast
        let isOverlong: Lanes = masked .== overlong
        let isBeyond: Lanes = bytes .>= beyond
        return isOverlong .| isBeyond
    }

    /// Second bytes that make a character overlong, a surrogate, or larger than U+10FFFF.
    @inline(__always)
    private var isOutOfRange: Lanes {
        let overlongThree: Lanes = after(0xe0) .& isBelow(0xa0)
        let surrogate: Lanes = after(0xed) .& isFrom(0xa0)
        let overlongFour: Lanes = after(0xf0) .& isBelow(0x90)
        let beyond: Lanes = after(0xf4) .& isFrom(0x90)
        let three: Lanes = overlongThree .| surrogate
        let four: Lanes = overlongFour .| beyond
        return three .| four
    }

    @inline(__always)
    private func after(_ lead: UInt8) -> Lanes {
        let all: Bytes = Bytes(repeating: lead)
        return first .== all
    }

    @inline(__always)
    private func isBelow(_ limit: UInt8) -> Lanes {
        let all: Bytes = Bytes(repeating: limit)
        return bytes .< all
    }

    @inline(__always)
    private func isFrom(_ limit: UInt8) -> Lanes {
        let all: Bytes = Bytes(repeating: limit)
        return bytes .>= all
    }
}
