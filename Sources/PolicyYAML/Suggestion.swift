/// The word that a person probably meant.
enum Suggestion {
    /// The candidate that is nearest to a word, where one is near: at most a third of its letters differ.
    ///
    /// `_` and `-` count as the same, and so do small and capital letters, because that is how keys get mistyped.
    static func nearest(to word: String, among candidates: some Sequence<String>) -> String? {
        guard word.utf8.count <= 64 else { return nil }
        let typed = folded(word)
        var best: (candidate: String, distance: Int)?
        for candidate in candidates.sorted() {
            let distance = distance(typed, folded(candidate))
            if distance <= max(1, max(typed.count, candidate.utf8.count) / 3), distance < best?.distance ?? .max {
                best = (candidate, distance)
            }
        }
        return best?.candidate
    }

    /// `did you mean …`, with the words that there are; the hint for an unknown word.
    static func hint(for word: String, among candidates: some Collection<String>) -> String {
        let all = candidates.sorted().map { "`\($0)`" }.joined(separator: ", ")
        guard let nearest = nearest(to: word, among: candidates) else { return "there are \(all)" }
        return "did you mean `\(nearest)`? There are \(all)"
    }

    private static func folded(_ word: String) -> [UInt8] {
        word.lowercased().utf8.map { $0 == UInt8(ascii: "_") ? UInt8(ascii: "-") : $0 }
    }

    /// The edit distance with neighbours swapped as one edit (optimal string alignment).
    private static func distance(_ first: [UInt8], _ second: [UInt8]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...second.count)
        for (row, letter) in first.enumerated() {
            var current = [row + 1]
            for (column, other) in second.enumerated() {
                var cost = min(last[column + 1] + 1, current[column] + 1, last[column] + (letter == other ? 0 : 1))
                if row > 0, column > 0, letter == second[column - 1], first[row - 1] == other {
                    cost = min(cost, beforeLast[column - 1] + 1)
                }
                current.append(cost)
            }
            (beforeLast, last) = (last, current)
        }
        return last[second.count]
    }
}
