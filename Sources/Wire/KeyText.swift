/// The characters of a key, its escapes undone.
struct KeyText {
    private let text: TextBytes
    private let start: Int
    let count: Int
    /// The first 8 characters, the first of them lowest, and zeros after the last: for comparing and hashing without a loop.
    private let head: UInt64

    @inline(__always)
    init(_ text: TextBytes, _ range: Range<Int>) {
        self.text = text
        start = range.lowerBound
        count = range.upperBound &- range.lowerBound
        head = Self.word(of: text, at: start, count)
    }

    /// The next 8 characters in the same way.
    @inline(__always)
    private var tail: UInt64 { count > 8 ? Self.word(of: text, at: start &+ 8, count &- 8) : 0 }

    @inline(__always)
    private static func word(of text: TextBytes, at start: Int, _ count: Int) -> UInt64 {
        guard start <= text.count &- 8 else { return bytewise(text, start, count) }
        // A shift by 64 or more leaves nothing.
        return text.word(at: start) & ~(UInt64.max << UInt64(truncatingIfNeeded: 8 &* count))
    }

    /// The same where the text ends.
    @inline(never)
    private static func bytewise(_ text: TextBytes, _ start: Int, _ count: Int) -> UInt64 {
        (0..<min(count, 8)).reduce(0) { $0 | UInt64(text[start + $1]) << UInt64(8 * $1) }
    }

    /// Calls `body` with the characters of a key that has escapes.
    static func withPlain<Result>(_ range: Range<Int>, of text: TextBytes, _ body: (KeyText) -> Result) -> Result {
        let plain = JSONText.plain(text.copy(range))
        return unsafe plain.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return body(KeyText(text, 0..<0)) }
            return body(unsafe KeyText(TextBytes(base, count: buffer.count), 0..<buffer.count))
        }
    }

    /// Whether the key is this one.
    @inline(__always)
    func equals(_ name: StaticString) -> Bool {
        guard head == Self.word(of: name, from: 0), count == name.utf8CodeUnitCount,
            tail == Self.word(of: name, from: 8)
        else { return false }
        var place = 16
        while place < count {
            guard unsafe text[start &+ place] == name.utf8Start[place] else { return false }
            place &+= 1
        }
        return true
    }

    /// Up to 8 characters of a name; the compiler makes a number of it.
    @inline(__always)
    private static func word(of name: StaticString, from start: Int) -> UInt64 {
        var word: UInt64 = 0
        var place = start
        while place < name.utf8CodeUnitCount, place < start &+ 8 {
            word |= unsafe UInt64(name.utf8Start[place]) &<< UInt64(truncatingIfNeeded: 8 &* (place &- start))
            place &+= 1
        }
        return word
    }

    func equals(_ other: KeyText) -> Bool {
        guard count == other.count, head == other.head, tail == other.tail else { return false }
        var place = 16
        while place < count {
            guard text[start &+ place] == other.text[other.start &+ place] else { return false }
            place &+= 1
        }
        return true
    }

    /// A number that equal keys share, and that nobody can foresee who does not know the seed.
    ///
    /// Multiplication folded as in wyhash, with a secret in both factors, so that a hostile text cannot choose keys that
    /// meet.
    @inline(__always)
    func hash(_ seed: HashSeed) -> UInt32 {
        let state = seed.first ^ UInt64(truncatingIfNeeded: count)
        let folded = count <= 16 ? Self.fold(head ^ state, tail ^ seed.second) : longHash(state, seed)
        return UInt32(truncatingIfNeeded: folded ^ folded &>> 32)
    }

    @inline(never)
    private func longHash(_ state: UInt64, _ seed: HashSeed) -> UInt64 {
        var state = Self.fold(head ^ state, tail ^ seed.second)
        var place = 16
        while place < count {
            // The last 16 characters come whole, some of them for the second time.
            let next = start &+ min(place, count &- 16)
            state = Self.fold(text.word(at: next) ^ state, text.word(at: next &+ 8) ^ seed.second)
            place &+= 16
        }
        return state
    }

    @inline(__always)
    private static func fold(_ one: UInt64, _ other: UInt64) -> UInt64 {
        let product = one.multipliedFullWidth(by: other)
        return product.high ^ product.low
    }
}

/// The secret that hashes of keys begin with.
struct HashSeed: Sendable {
    let first: UInt64
    let second: UInt64

    /// Made once for the process.
    static let process = HashSeed(first: .random(in: 0 ... .max), second: .random(in: 0 ... .max))
}
