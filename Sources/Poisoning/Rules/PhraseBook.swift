/// The patterns of ``PhraseTable``, read once, when the first text is judged.
struct PhraseBook: Sendable {
    private struct Entry: Sendable {
        var rule: PoisonRule
        var phrase: Phrase
        var isAlone: Bool
        /// The number of the pattern; two signs must be of two.
        var number: Int
    }

    /// Words in a text between which two weak signs count as one finding.
    static let reach = 40

    static let standard = PhraseBook(PhraseTable.all)

    private let vocabulary: Vocabulary
    private let forbidding: KnownWords.Forbidding
    private let entries: [Vocabulary.ID: [Entry]]

    private init(_ tables: [PhraseTable]) {
        var vocabulary = Vocabulary()
        var entries: [Vocabulary.ID: [Entry]] = [:]
        var number = 0
        for table in tables {
            for (patterns, isAlone) in [(table.alone, true), (table.together, false)] {
                for pattern in patterns {
                    number += 1
                    let phrase = Phrase(pattern, adding: &vocabulary)
                    let entry = Entry(rule: table.rule, phrase: phrase, isAlone: isAlone, number: number)
                    for word in phrase.beginnings { entries[word, default: []].append(entry) }
                }
            }
        }
        let words = ["not", "never", "dont", "cannot", "avoid", "without", "no"]
        let undoing = [
            "fail", "forget", "hesitate", "omit", "neglect", "miss", "refuse", "only", "just", "merely", "matter",
            "exception",
            "delay", "later", "hesitation", "doubt", "longer",
        ]
        forbidding = .init(
            words: Set(words.map { vocabulary.add($0) }), undoing: Set(undoing.map { vocabulary.add($0) }))
        self.vocabulary = vocabulary
        self.entries = entries
    }

    /// A place of a text that a pattern matches.
    struct Sign {
        var rule: PoisonRule
        /// Numbers of words.
        var words: Range<Int>
        var isAlone: Bool
        var number: Int
    }

    /// What counts of a text: signs that are findings alone, and weak ones that stand close to another.
    func findings(in text: FoldedText, adding others: [Sign] = []) -> [Sign] {
        let signs = (self.signs(in: text) + others).sorted { $0.words.lowerBound < $1.words.lowerBound }
        return signs.filter { sign in
            sign.isAlone
                || signs.contains { other in
                    other.number != sign.number && !other.words.overlaps(sign.words)
                        && abs(other.words.lowerBound - sign.words.lowerBound) <= PhraseBook.reach
                }
        }
    }

    private func signs(in text: FoldedText) -> [Sign] {
        let known = KnownWords(text, in: vocabulary, forbidding: forbidding)
        var signs: [Sign] = []
        for position in known.ids.indices {
            for entry in entries[known.ids[position]] ?? [] {
                guard let end = entry.phrase.end(in: known, from: position) else { continue }
                signs.append(
                    .init(rule: entry.rule, words: position..<end, isAlone: entry.isAlone, number: entry.number))
            }
        }
        return signs
    }
}
