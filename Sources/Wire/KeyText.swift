/// The characters of a key, its escapes undone.
struct KeyText {
    private let text: TextBytes
    private let start: Int
    let count: Int

    @inline(__always)
    init(_ text: TextBytes, _ range: Range<Int>) {
        self.text = text
        start = range.lowerBound
        count = range.count
    }

    @inline(__always)
    func equals(_ name: StaticString) -> Bool {
        guard count == name.utf8CodeUnitCount else { return false }
        for place in 0..<count {
            guard unsafe text[start + place] == name.utf8Start[place] else { return false }
        }
        return true
    }

    @inline(__always)
    func equals(_ other: KeyText) -> Bool {
        guard count == other.count else { return false }
        for place in 0..<count where text[start + place] != other.text[other.start + place] { return false }
        return true
    }

    /// A number that equal keys share, and that nobody can foresee who does not know the seed.
    ///
    /// Folded multiplication as in wyhash: 16 bytes a round, each with a secret that is made when the program starts, so
    /// that a hostile text cannot choose keys that meet.
    @inline(__always)
    func hash(_ seed: HashSeed) -> UInt32 {
        var state = seed.first ^ UInt64(truncatingIfNeeded: count)
        var low: UInt64 = 0
        var high: UInt64 = 0
        if count >= 8 {
            var index = start
            let end = start + count
            while end - index > 16 {
                state = Self.fold(text.word(at: index) ^ state, text.word(at: index + 8) ^ seed.second)
                index += 16
            }
            // The last 16 bytes, of which some may have been seen; or all, twice in the middle.
            let last = end - 8
            low = text.word(at: max(start, end - 16))
            high = text.word(at: last)
        } else if count >= 4 {
            low = UInt64(text.halfWord(at: start))
            high = UInt64(text.halfWord(at: start + count - 4))
        } else if count > 0 {
            low = UInt64(text[start]) | UInt64(text[start + count >> 1]) << 8
            high = UInt64(text[start + count - 1])
        }
        let folded = Self.fold(low ^ state, high ^ seed.second)
        return UInt32(truncatingIfNeeded: folded ^ folded >> 32)
    }

    @inline(__always)
    private static func fold(_ one: UInt64, _ other: UInt64) -> UInt64 {
        let product = one.multipliedFullWidth(by: other)
        return product.high ^ product.low
    }
}

/// What hashes of keys begin with.
struct HashSeed: Sendable {
    let first: UInt64
    let second: UInt64

    /// Made once for the process, from the kernel's random numbers.
    static let process = HashSeed(first: .random(in: 0 ... .max), second: .random(in: 0 ... .max))
}
