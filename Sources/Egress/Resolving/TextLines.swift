/// Cuts a configuration file into lines, and those into words.
///
/// Words stand between spaces and tabs; what follows a `#` or `;` is a comment. Longer lines than any of use are passed over.
struct TextLines {
    private var position = 0

    /// More words than a line of use has; what follows them is not looked at.
    static let mostWords = 64
    private static let longestLine = 4096

    /// The words of the next line, as ranges of the bytes; nil at the end.
    mutating func next(of bytes: Span<UInt8>) -> [Range<Int>]? {
        guard position < bytes.count else { return nil }
        let start = position
        var words: [Range<Int>] = []
        var wordStart: Int?
        var isComment = false
        while position < bytes.count, bytes[position] != UInt8(ascii: "\n") {
            let byte = bytes[position]
            isComment = isComment || byte == UInt8(ascii: "#") || byte == UInt8(ascii: ";")
            let isSpace = isComment || byte == 0x20 || byte == 0x09 || byte == 0x0d
            if isSpace, let first = wordStart {
                if words.count < Self.mostWords { words.append(first..<position) }
                wordStart = nil
            } else if !isSpace, wordStart == nil {
                wordStart = position
            }
            position += 1
        }
        if let first = wordStart, words.count < Self.mostWords { words.append(first..<position) }
        let length = position - start
        position += 1
        return length <= Self.longestLine ? words : []
    }

    /// Whether a word is this text.
    static func equals(_ word: Range<Int>, _ text: StaticString, in bytes: Span<UInt8>) -> Bool {
        hasPrefix(word, text, in: bytes) && word.count == text.utf8CodeUnitCount
    }

    static func hasPrefix(_ word: Range<Int>, _ text: StaticString, in bytes: Span<UInt8>) -> Bool {
        guard word.count >= text.utf8CodeUnitCount else { return false }
        return (0..<text.utf8CodeUnitCount).allSatisfy { unsafe bytes[word.lowerBound + $0] == text.utf8Start[$0] }
    }
}
