/// Judges what a server claims by every rule.
package struct PoisonReview: Sendable {
    /// Names among which the judged ones must not be mistaken.
    package var names: NameNeighbourhood

    package init(names: NameNeighbourhood = .init()) { self.names = names }

    /// The longest text whose words are read, in bytes of UTF-8; a longer one is read so far, and held for its length.
    package static let longestText = 64 << 10

    /// What is wrong with the texts of one thing: at most one finding of a rule at a place, in the order of the texts.
    package func findings(in texts: [ClaimedText]) -> [PoisonFinding] {
        texts.flatMap(findings(in:))
    }

    private func findings(in text: ClaimedText) -> [PoisonFinding] {
        var found: [PoisonFinding] = []
        func add(_ rule: PoisonRule, _ range: Range<String.Index>) {
            guard !found.contains(where: { $0.rule == rule }) else { return }
            let excerpt = ShownText.excerpt(of: text.text, around: range, lookalikes: rule.isAboutLetters)
            found.append(.init(rule: rule, place: text.place, excerpt: excerpt))
        }
        for (rule, position) in hazards(of: text.text) { add(rule, position..<text.text.endIndex) }
        if text.role == .name || text.role == .title {
            for rule in nameFindings(text) { add(rule, text.text.startIndex..<text.text.endIndex) }
        }
        let read = beginning(of: text.text)
        if read.endIndex < text.text.endIndex { add(.excessiveLength, text.text.startIndex..<text.text.startIndex) }
        if text.role != .uri, let run = EncodedRun.first(in: read) { add(.encodedText, run) }
        let folded = FoldedText(read)
        if text.role != .name,
            let word = folded.words.first(where: { NameShape.imitatesLatin(String(text.text[$0.range])) })
        {
            add(.mixedAlphabet, word.range)
        }
        for sign in PhraseBook.standard.findings(in: folded, adding: otherSigns(in: folded, text.role)) {
            let words = folded.words[sign.words]
            guard let first = words.first, let last = words.last else { continue }
            add(sign.rule, first.range.lowerBound..<max(first.range.upperBound, last.range.upperBound))
        }
        return found
    }

    /// As much of a text as words are looked for in.
    private func beginning(of text: String) -> Substring {
        guard text.utf8.count > PoisonReview.longestText else { return text[...] }
        let end = text.utf8.index(text.startIndex, offsetBy: PoisonReview.longestText)
        return text[..<text.unicodeScalars.index(before: text.unicodeScalars.index(after: end))]
    }

    private func hazards(of text: String) -> [(PoisonRule, String.Index)] {
        var found: [(PoisonRule, String.Index)] = []
        var rest = text.unicodeScalars[...]
        // The first of each kind is enough; a long text of hazards is not read for more than a few.
        for _ in 0..<8 {
            guard let (position, hazard) = CharacterHazard.first(in: rest) else { break }
            found.append((hazard.rule, position))
            rest = text.unicodeScalars[text.unicodeScalars.index(after: position)...]
        }
        return found
    }
}

extension CharacterHazard {
    var rule: PoisonRule {
        switch self {
        case .control: .controlCharacters
        case .invisible: .invisibleCharacters
        case .direction: .directionControls
        case .tag: .tagCharacters
        case .variation: .variationSelectors
        }
    }
}
