/// A pattern over the words of a text.
///
/// Written as a line: words stand next to each other in one sentence; `a|b` is either; `a_b` is `a` then `b` as one choice; `word?`
/// may be missing; `~3` is up to three words of any kind. A capital name is a list of ``Words``. A leading `^` asks that the
/// words before do not forbid the act (`never read …` is no order to read); `!` before a choice asks that it does not follow.
struct Phrase: Sendable {
    struct Element: Sendable {
        /// Each choice is one or more words in a row.
        var choices: [[Vocabulary.ID]]
        var isOptional: Bool
        var isForbidden: Bool
        /// How many words of any kind may stand before it.
        var gap: Int
    }

    let elements: [Element]
    let isOrder: Bool

    /// - Parameter vocabulary: Gains the words of the pattern.
    init(_ pattern: String, adding vocabulary: inout Vocabulary) {
        var elements: [Element] = []
        var gap = 0
        var line = Substring(pattern)
        isOrder = line.first == "^"
        if isOrder { line = line.dropFirst() }
        for token in line.split(separator: " ") {
            if token.first == "~" {
                gap = Int(token.dropFirst()) ?? 0
                continue
            }
            let isOptional = token.last == "?"
            let isForbidden = token.first == "!"
            var choices: [[Vocabulary.ID]] = []
            for choice in token.dropFirst(isForbidden ? 1 : 0).dropLast(isOptional ? 1 : 0).split(separator: "|") {
                let named = choice.first?.isUppercase == true ? Words.list(String(choice)) : choice
                for word in named.split(separator: "|") {
                    choices.append(word.split(separator: "_").map { vocabulary.add(String($0)) })
                }
            }
            elements.append(.init(choices: choices, isOptional: isOptional, isForbidden: isForbidden, gap: gap))
            gap = 0
        }
        self.elements = elements
    }

    /// The words with which the pattern can begin.
    var beginnings: Set<Vocabulary.ID> {
        var firsts: Set<Vocabulary.ID> = []
        for element in elements {
            firsts.formUnion(element.choices.compactMap(\.first))
            if !element.isOptional { break }
        }
        return firsts
    }

    /// Where the pattern ends that begins at a word; nil where it does not match there.
    func end(in text: KnownWords, from start: Int) -> Int? {
        if isOrder, text.isForbidden(before: start) { return nil }
        return end(in: text, element: 0, at: start, previous: nil)
    }

    private func end(in text: KnownWords, element index: Int, at position: Int, previous: Int?) -> Int? {
        guard index < elements.count else { return position }
        let element = elements[index]
        if element.isForbidden {
            for start in position...(position + element.gap) where match(element, in: text, at: start, previous) != nil
            {
                return nil
            }
            return end(in: text, element: index + 1, at: position, previous: previous)
        }
        for start in position...(position + element.gap) {
            guard start < text.ids.count else { break }
            for choice in element.choices where matches(choice, in: text, at: start, previous) {
                let next = start + choice.count
                if let end = end(in: text, element: index + 1, at: next, previous: next - 1) { return end }
            }
        }
        return element.isOptional ? end(in: text, element: index + 1, at: position, previous: previous) : nil
    }

    private func match(_ element: Element, in text: KnownWords, at start: Int, _ previous: Int?) -> [Vocabulary.ID]? {
        element.choices.first { matches($0, in: text, at: start, previous) }
    }

    private func matches(_ choice: [Vocabulary.ID], in text: KnownWords, at start: Int, _ previous: Int?) -> Bool {
        let end = start + choice.count
        guard end <= text.ids.count else { return false }
        // A pattern stays within a sentence.
        guard text.sentences[end - 1] == text.sentences[previous ?? start] else { return false }
        return text.ids[start..<end].elementsEqual(choice)
    }
}

/// The words that some pattern knows.
struct Vocabulary: Sendable {
    typealias ID = UInt16
    /// Every word that no pattern has.
    static let unknown: ID = 0

    private var ids: [String: ID] = [:]

    mutating func add(_ word: String) -> ID {
        if let id = ids[word] { return id }
        let id = ID(ids.count + 1)
        ids[word] = id
        return id
    }

    /// The number of a word, also where digits stand for its letters.
    func id(of word: String) -> ID {
        if let id = ids[word] { return id }
        guard let plain = Vocabulary.withoutDigits(word) else { return Vocabulary.unknown }
        return ids[plain] ?? Vocabulary.unknown
    }

    /// `1gn0re` as `ignore`; nil where there is no digit, or nothing else.
    private static func withoutDigits(_ word: String) -> String? {
        let bytes = Array(word.utf8)
        let digits = bytes.count { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard digits > 0, digits < bytes.count, bytes.count >= 3 else { return nil }
        let letters = Array("oizeasgtbg".utf8)
        let plain = bytes.map { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) ? letters[Int($0 - 0x30)] : $0 }
        return String(decoding: plain, as: UTF8.self)
    }
}

/// A text as numbers of words.
struct KnownWords {
    let ids: [Vocabulary.ID]
    let sentences: [Int]
    private let forbidding: Forbidding

    /// Words that turn an order round.
    struct Forbidding: Sendable {
        /// Such as `never` and `without`.
        var words: Set<Vocabulary.ID>
        /// Words behind one that turn it round again: `never fail to`, `without exception`, `no matter`.
        var undoing: Set<Vocabulary.ID>
    }

    init(_ text: FoldedText, in vocabulary: Vocabulary, forbidding: Forbidding) {
        ids = text.words.map { vocabulary.id(of: $0.text) }
        sentences = text.words.map(\.sentence)
        self.forbidding = forbidding
    }

    /// Whether one of the four words before, in the same sentence, says not to.
    func isForbidden(before position: Int) -> Bool {
        (max(0, position - 4)..<position).contains { word in
            sentences[word] == sentences[position] && forbidding.words.contains(ids[word])
                && !ids[word + 1..<position].contains { forbidding.undoing.contains($0) }
        }
    }
}
