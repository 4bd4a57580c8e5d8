/// Numbers and words of a text.
///
/// Source: RFC 8259, sections 3 and 6.
extension TextBytes {
    /// The index after a number with less than eight digits before and after the point and no exponent; 0 for any other.
    ///
    /// - Precondition: 32 bytes are there.
    @inline(__always)
    func endOfShortNumber(from start: Int) -> Int {
        let integer = start &+ (self[start] == UInt8(ascii: "-") ? 1 : 0)
        let others = Self.others(word(at: integer))
        // Where eight digits follow each other, the first other byte seems to be in the ninth place.
        var end = integer &+ others.trailingZeroBitCount &>> 3
        guard others != 0, end > integer, self[integer] != UInt8(ascii: "0") || end == integer &+ 1 else { return 0 }
        if self[end] == UInt8(ascii: ".") {
            let others = Self.others(word(at: end &+ 1))
            let length = others.trailingZeroBitCount &>> 3
            guard others != 0, length > 0 else { return 0 }
            end &+= 1 &+ length
        }
        return self[end] | 0x20 != UInt8(ascii: "e") ? end : 0
    }

    /// The index after the number that begins at `start`.
    ///
    /// - Throws: what is wrong with it; one that no double holds is refused, because some readers fail at it, and some
    ///   take it for an infinity that they cannot write again.
    @inline(never)
    func endOfNumber(from start: Int, longest: Int) throws(JSONFault) -> Int {
        var index = start
        if self[index] == UInt8(ascii: "-") { index &+= 1 }
        let integer = index
        index = endOfDigits(from: index)
        guard index > integer, self[integer] != UInt8(ascii: "0") || index == integer &+ 1 else {
            // A zero stands alone.
            throw unexpected(at: index > integer ? integer &+ 1 : index)
        }
        guard index < count else { return try checkedNumber(start, index, longest, hasExponent: false) }
        if self[index] == UInt8(ascii: ".") { index = try endOfSomeDigits(from: index &+ 1) }
        var hasExponent = false
        if index < count, self[index] | 0x20 == UInt8(ascii: "e") {
            hasExponent = true
            index &+= 1
            if index < count, self[index] == UInt8(ascii: "+") || self[index] == UInt8(ascii: "-") { index &+= 1 }
            index = try endOfSomeDigits(from: index)
        }
        return try checkedNumber(start, index, longest, hasExponent: hasExponent)
    }

    @inline(__always)
    private func endOfSomeDigits(from start: Int) throws(JSONFault) -> Int {
        let end = endOfDigits(from: start)
        guard end > start else { throw unexpected(at: end) }
        return end
    }

    /// The index after the digits, if any, that begin at `start`.
    @inline(__always)
    private func endOfDigits(from start: Int) -> Int {
        var index = start
        while index <= count &- 8 {
            let others = Self.others(word(at: index))
            if others != 0 { return index &+ others.trailingZeroBitCount &>> 3 }
            index &+= 8
        }
        while index < count, self[index] &- UInt8(ascii: "0") < 10 { index &+= 1 }
        return index
    }

    /// Marks the first of 8 bytes that is no digit by its highest bit; what is marked after it says nothing.
    @inline(__always)
    private static func others(_ word: UInt64) -> UInt64 {
        // Digits become 0 to 9, to which 0x76 can be added without reaching the highest bit. A byte whose sum reaches into
        // the next one is no digit itself.
        let digits = word ^ 0x3030_3030_3030_3030
        return (digits &+ 0x7676_7676_7676_7676 | digits) & 0x8080_8080_8080_8080
    }

    private func unexpected(at index: Int) -> JSONFault {
        index < count ? JSONFault(.syntax, at: index) : JSONFault(.truncated, at: count)
    }

    @inline(__always)
    private func checkedNumber(
        _ start: Int, _ end: Int, _ longest: Int, hasExponent: Bool
    ) throws(JSONFault) -> Int {
        guard end &- start <= longest else { throw JSONFault(.numberTooLong, at: start) }
        // Without an exponent it takes 309 digits to be out of range.
        if hasExponent || end &- start > 308 { try requireFinite(start, end) }
        return end
    }

    @inline(never)
    private func requireFinite(_ start: Int, _ end: Int) throws(JSONFault) {
        guard let value = Double(string(start..<end)), value.isFinite else {
            throw JSONFault(.numberOutOfRange, at: start)
        }
    }

    /// The length of the word at an index, 0 where there is none.
    ///
    /// - Precondition: 8 bytes are there.
    @inline(__always)
    func lengthOfWord(at start: Int) -> Int {
        let word = word(at: start)
        // `true`, `null`, `false`, their first letters lowest.
        if word & 0xffff_ffff == 0x6575_7274 || word & 0xffff_ffff == 0x6c6c_756e { return 4 }
        return word & 0xff_ffff_ffff == 0x65_736c_6166 ? 5 : 0
    }

    /// The index after the word that must begin at `start`.
    func endOfWord(from start: Int) throws(JSONFault) -> Int {
        let word: StaticString
        switch self[start] {
        case UInt8(ascii: "t"): word = "true"
        case UInt8(ascii: "f"): word = "false"
        case UInt8(ascii: "n"): word = "null"
        default: throw JSONFault(.syntax, at: start)
        }
        for place in 0..<word.utf8CodeUnitCount {
            try require(unsafe word.utf8Start[place], at: start + place)
        }
        return start + word.utf8CodeUnitCount
    }
}
