/// The bytes of one text, read without a second check of every index.
///
/// It does not outlive the call that has the text's span.
///
// Safe because: whoever reads at an index has compared it with `count` just before, one byte for `subscript`, 8 for
// `word` and 16 for `block`; nothing of the text decides an index. A debug build asserts it, and the fuzz targets run
// under the address sanitizer over texts in memory of exactly their size.
@safe
struct TextBytes {
    private let base: UnsafePointer<UInt8>
    let count: Int

    init(_ base: UnsafePointer<UInt8>, count: Int) {
        unsafe self.base = base
        self.count = count
    }

    @inline(__always)
    subscript(index: Int) -> UInt8 {
        assert(index >= 0 && index < count)
        return unsafe base[index]
    }

    /// A copy of a range.
    func copy(_ range: Range<Int>) -> [UInt8] {
        precondition(range.lowerBound >= 0 && range.upperBound <= count, "a range of this text")
        return unsafe Array(UnsafeBufferPointer(start: base + range.lowerBound, count: range.count))
    }

    /// The characters of a range, as they are written.
    func string(_ range: Range<Int>) -> String { String(decoding: copy(range), as: UTF8.self) }

    /// 8 bytes, the first of them the lowest.
    @inline(__always)
    func word(at index: Int) -> UInt64 {
        assert(index >= 0 && index <= count - 8)
        return unsafe UInt64(
            littleEndian: UnsafeRawPointer(base + index).loadUnaligned(as: UInt64.self))
    }

    /// 4 bytes, the first of them the lowest.
    @inline(__always)
    func halfWord(at index: Int) -> UInt32 {
        assert(index >= 0 && index <= count - 4)
        return unsafe UInt32(
            littleEndian: UnsafeRawPointer(base + index).loadUnaligned(as: UInt32.self))
    }

    /// 16 bytes.
    @inline(__always)
    func block(at index: Int) -> SIMD16<UInt8> {
        assert(index >= 0 && index <= count - 16)
        return unsafe UnsafeRawPointer(base + index).loadUnaligned(as: SIMD16<UInt8>.self)
    }

    /// The first index from `start` on that is no white space; `count` where there is none.
    @inline(__always)
    func skippingSpace(from start: Int) -> Int {
        var index = start
        while index < count, self[index] <= 0x20, Self.isSpace(self[index]) { index += 1 }
        return index
    }

    @inline(__always)
    static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 }
}
