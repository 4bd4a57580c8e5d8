/// Values that must not reach a client, and what is looked for because of them.
///
/// Its description never shows a value.
package struct KnownSecrets: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// A value by the name under which people know it.
    package struct Secret: Sendable {
        package var name: String
        package var value: [UInt8]

        package init(name: String, value: [UInt8]) {
            self.name = name
            self.value = value
        }
    }

    /// A shorter value is not looked for: every other text would have it.
    package static let shortest = 4
    /// A shorter piece of base64 is not looked for.
    static let shortestEncoded = 8

    /// The names of those that are too short to be looked for.
    package let tooShort: [String]
    private let names: [String]
    /// Which secret each needle is a spelling of.
    private let owners: [Int]
    /// Whether the needle is a piece of base64, whose outer characters are also the secret's.
    private let isEncoded: [Bool]
    /// The spellings in a string's characters.
    private let spellings: ByteNeedles
    /// Pieces of the spellings that stand in a message's bytes whichever way JSON writes the string.
    private let pieces: ByteNeedles
    /// Whether a spelling has no such piece, so that every message must be read.
    private let isElusive: Bool

    package init(_ secrets: [Secret] = []) {
        let searched = secrets.filter { $0.value.count >= KnownSecrets.shortest }
        tooShort = secrets.filter { $0.value.count < KnownSecrets.shortest }.map(\.name)
        names = searched.map(\.name)
        var needles: [[UInt8]] = []
        var owners: [Int] = []
        var isEncoded: [Bool] = []
        for (owner, secret) in searched.enumerated() {
            let encoded = SecretSpelling.base64(of: secret.value).filter { $0.count >= KnownSecrets.shortestEncoded }
            let plain = SecretSpelling.plain(of: secret.value)
            needles += plain + encoded
            owners += [Int](repeating: owner, count: plain.count + encoded.count)
            isEncoded += plain.map { _ in false } + encoded.map { _ in true }
        }
        self.owners = owners
        self.isEncoded = isEncoded
        spellings = ByteNeedles(needles)
        let pieces = needles.map(SecretSpelling.steadyPiece)
        isElusive = pieces.contains { $0.count < KnownSecrets.shortest }
        self.pieces = ByteNeedles(pieces.filter { $0.count >= KnownSecrets.shortest })
    }

    package var isEmpty: Bool { names.isEmpty }
    package var description: String { "\(names.count) secrets" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: [:]) }

    /// Whether a message may have a secret in it; false says that it has none, as long as it has neither a `\u` escape of an
    /// ASCII character nor a percent sign.
    ///
    /// Allocates nothing.
    func mayBe(in message: Span<UInt8>) -> Bool { isElusive || pieces.first(in: message) != nil }

    /// The text with every spelling of a secret replaced; nil where there is none.
    ///
    /// - Parameter found: Is told the name of each.
    func removed(from text: String, found: (String) -> Void) -> String? {
        guard !isEmpty else { return nil }
        var bytes = Array(text.utf8)
        var isChanged = false
        // What is left when one is gone may spell another, with the words in its place too.
        for round in 0... {
            let ranges = occurrences(in: bytes)
            guard let first = ranges.first else { break }
            isChanged = true
            guard round < 8 else { return String(decoding: replacement(for: first.owner), as: UTF8.self) }
            for (range, owner) in ranges.reversed() {
                found(names[owner])
                bytes.replaceSubrange(range, with: replacement(for: owner))
            }
        }
        return isChanged ? String(decoding: bytes, as: UTF8.self) : nil
    }

    /// What stands where a secret stood: words that hold no secret themselves.
    private func replacement(for owner: Int) -> [UInt8] {
        for words in ["[secret \(names[owner]) removed by trilatch]", "[removed]", "***"] {
            let bytes = Array(words.utf8)
            if spellings.first(in: bytes.span) == nil { return bytes }
        }
        return []
    }

    /// Where secrets stand, in order and without overlaps.
    private func occurrences(in bytes: [UInt8]) -> [(range: Range<Int>, owner: Int)] {
        var found = plainOccurrences(in: bytes)
        if let decoded = PercentDecoded(bytes) {
            found += plainOccurrences(in: decoded.bytes).map { (decoded.origin(of: $0.range), $0.owner) }
        }
        found.sort { $0.range.lowerBound < $1.range.lowerBound }
        var last = 0
        return found.filter { occurrence in
            defer { last = max(last, occurrence.range.upperBound) }
            return occurrence.range.lowerBound >= last
        }
    }

    private func plainOccurrences(in bytes: [UInt8]) -> [(range: Range<Int>, owner: Int)] {
        var found: [(range: Range<Int>, owner: Int)] = []
        var position = 0
        while let (start, needle) = spellings.first(in: bytes.span, from: position) {
            var range = start..<start + spellings.needles[needle].count
            if isEncoded[needle] { range = SecretSpelling.widened(range, in: bytes) }
            found.append((range, owners[needle]))
            position = max(range.upperBound, start + 1)
        }
        return found
    }
}
