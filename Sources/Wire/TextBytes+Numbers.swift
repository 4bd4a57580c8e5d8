/// Numbers and words of a text.
///
/// Source: RFC 8259, sections 3 and 6.
extension TextBytes {
    /// The index after the number that begins at `start`.
    ///
    /// - Throws: what is wrong with it; one that no double holds is refused, because some readers fail at it, and some
    ///   take it for an infinity that they cannot write again.
    @inline(__always)
    func endOfNumber(from start: Int, longest: Int) throws(JSONFault) -> Int {
        var index = start
        if self[index] == UInt8(ascii: "-") { index += 1 }
        if index < count, self[index] == UInt8(ascii: "0") {
            index += 1
        } else {
            index = try endOfDigits(from: index)
        }
        guard index < count else { return try checkedNumber(start, index, longest, hasExponent: false) }
        var hasExponent = false
        if self[index] == UInt8(ascii: ".") { index = try endOfDigits(from: index + 1) }
        if index < count, self[index] | 0x20 == UInt8(ascii: "e") {
            hasExponent = true
            index += 1
            if index < count, self[index] == UInt8(ascii: "+") || self[index] == UInt8(ascii: "-") { index += 1 }
            index = try endOfDigits(from: index)
        }
        return try checkedNumber(start, index, longest, hasExponent: hasExponent)
    }

    /// The index after one or more digits.
    @inline(__always)
    private func endOfDigits(from start: Int) throws(JSONFault) -> Int {
        var index = start
        while index < count, self[index] &- UInt8(ascii: "0") < 10 { index += 1 }
        guard index > start else {
            throw index < count ? JSONFault(.syntax, at: index) : JSONFault(.truncated, at: index)
        }
        return index
    }

    @inline(__always)
    private func checkedNumber(
        _ start: Int, _ end: Int, _ longest: Int, hasExponent: Bool
    ) throws(JSONFault) -> Int {
        guard end - start <= longest else { throw JSONFault(.numberTooLong, at: start) }
        // Without an exponent it takes 309 digits to be out of range.
        if hasExponent || end - start > 308 { try requireFinite(start, end) }
        return end
    }

    @inline(never)
    private func requireFinite(_ start: Int, _ end: Int) throws(JSONFault) {
        guard let value = Double(string(start..<end)), value.isFinite else {
            throw JSONFault(.numberOutOfRange, at: start)
        }
    }

    /// The index after a word that is expected at `start`.
    @inline(__always)
    func endOfWord(_ word: StaticString, from start: Int) throws(JSONFault) -> Int {
        for place in 0..<word.utf8CodeUnitCount {
            guard start + place < count else { throw JSONFault(.truncated, at: count) }
            guard unsafe self[start + place] == word.utf8Start[place] else {
                throw JSONFault(.syntax, at: start + place)
            }
        }
        return start + word.utf8CodeUnitCount
    }
}
