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

    /// Whether this byte stands at an index, which may be the end.
    @inline(__always)
    func has(_ byte: UInt8, at index: Int) -> Bool { index < count && self[index] == byte }

    /// Checks that this byte stands at an index.
    @inline(__always)
    func require(_ byte: UInt8, at index: Int) throws(JSONFault) {
        guard has(byte, at: index) else {
            throw index < count ? JSONFault(.syntax, at: index) : JSONFault(.truncated, at: count)
        }
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

    /// 2 bytes, the first of them the lower.
    @inline(__always)
    func pair(at index: Int) -> UInt16 {
        assert(index >= 0 && index <= count - 2)
        return unsafe UInt16(
            littleEndian: UnsafeRawPointer(base + index).loadUnaligned(as: UInt16.self))
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
        start < count && self[start] <= 0x20 ? skippingMoreSpace(from: start) : start
    }

    @inline(never)
    private func skippingMoreSpace(from start: Int) -> Int {
        var index = start
        while index < count, Self.isSpace(self[index]) { index &+= 1 }
        return index
    }

    @inline(__always)
    static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09
    }
}
