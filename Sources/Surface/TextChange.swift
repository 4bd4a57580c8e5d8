/// Two versions of a text, side by side where they differ.
package struct TextChange: Sendable, Equatable {
    /// Lines that were replaced by others; either may be none.
    package struct Passage: Sendable, Equatable {
        package var old: [String]
        package var new: [String]
    }

    package let passages: [Passage]
    package let wordsAdded: Int
    package let wordsRemoved: Int

    /// A longer text is compared as one passage: finding the smallest difference would take long.
    private static let comparedLines = 1000
    private static let comparedWords = 2000

    /// Compares two texts line by line.
    package init(from old: String, to new: String) {
        let before = TextChange.pieces(old) { $0 == "\n" }, after = TextChange.pieces(new) { $0 == "\n" }
        passages = TextChange.passages(before, after, limit: TextChange.comparedLines)
        let words = TextChange.passages(
            TextChange.words(old), TextChange.words(new), limit: TextChange.comparedWords)
        wordsAdded = words.reduce(0) { $0 + $1.new.count }
        wordsRemoved = words.reduce(0) { $0 + $1.old.count }
    }

    /// A text's words, each with the white space that follows it.
    package static func words(_ text: String) -> [String] {
        var words: [String] = []
        var word = String.UnicodeScalarView()
        var endsInSpace = false
        for scalar in text.unicodeScalars {
            let isSpace = scalar.properties.isWhitespace
            if endsInSpace, !isSpace {
                words.append(String(word))
                word = String.UnicodeScalarView()
            }
            word.append(scalar)
            endsInSpace = isSpace
        }
        if !word.isEmpty { words.append(String(word)) }
        return words
    }

    private static func pieces(_ text: String, at isEnd: (Unicode.Scalar) -> Bool) -> [String] {
        text.unicodeScalars.split(omittingEmptySubsequences: false, whereSeparator: isEnd).map { String($0) }
    }

    /// The smallest difference, as runs of what was removed and what came in its place.
    private static func passages(_ old: [String], _ new: [String], limit: Int) -> [Passage] {
        // Strings are equal that are written in two ways; bytes are not.
        let before = old.map { Array($0.utf8) }, after = new.map { Array($0.utf8) }
        let start = zip(before, after).prefix { $0 == $1 }.count
        let rest = min(before.count, after.count) - start
        let end = zip(before.reversed(), after.reversed()).prefix(rest).prefix { $0 == $1 }.count
        let (oldRange, newRange) = (start..<(before.count - end), start..<(after.count - end))
        guard !oldRange.isEmpty || !newRange.isEmpty else { return [] }
        guard oldRange.count <= limit, newRange.count <= limit else {
            return [Passage(old: Array(old[oldRange]), new: Array(new[newRange]))]
        }
        let difference = Array(after[newRange]).difference(from: Array(before[oldRange]))
        let removed = Set(difference.removals.map { $0.offset + start })
        let inserted = Set(difference.insertions.map { $0.offset + start })
        var result: [Passage] = []
        var (i, j, isOpen) = (start, start, false)
        while i < oldRange.upperBound || j < newRange.upperBound {
            let (takesOld, takesNew) = (removed.contains(i), inserted.contains(j))
            if takesOld || takesNew {
                if !isOpen { result.append(Passage(old: [], new: [])) }
                if takesOld { result[result.count - 1].old.append(old[i]) }
                if takesNew { result[result.count - 1].new.append(new[j]) }
            }
            isOpen = takesOld || takesNew
            i += takesOld || !isOpen ? 1 : 0
            j += takesNew || !isOpen ? 1 : 0
        }
        return result
    }
}

extension CollectionDifference.Change {
    fileprivate var offset: Int {
        switch self {
        case .insert(let offset, _, _), .remove(let offset, _, _): offset
        }
    }
}
