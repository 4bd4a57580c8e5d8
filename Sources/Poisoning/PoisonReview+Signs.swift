extension PoisonReview {
    /// Signs that are no patterns of words: marks, and the names of other servers' tools.
    func otherSigns(in text: FoldedText, _ role: ClaimedText.Role) -> [PhraseBook.Sign] {
        guard !text.words.isEmpty else { return [] }
        var signs: [PhraseBook.Sign] = []
        func add(_ rule: PoisonRule, at origin: String.Index, isAlone: Bool, number: Int) {
            let word = text.words.firstIndex { $0.range.upperBound > origin } ?? text.words.count - 1
            signs.append(.init(rule: rule, words: word..<word + 1, isAlone: isAlone, number: number))
        }
        var start = 0
        while let (position, number) = Mark.needles.first(in: text.plain.span, from: start) {
            let mark = Mark.all[number]
            add(mark.rule, at: text.origins[position], isAlone: mark.isAlone, number: -1 - number)
            start = position + 1
        }
        if let tag = Mark.shoutedTag(in: text.original) {
            add(.addressesModel, at: tag, isAlone: false, number: -3000)
        }
        let letters = text.letters
        if let (position, number) = Mark.runNeedles.first(in: letters.bytes.span) {
            let mark = Mark.runs[number]
            add(mark.rule, at: letters.origins[position], isAlone: mark.isAlone, number: -1000)
        }
        for other in names.others where role != .name && isMentioned(other, in: text) {
            guard let found = text.plain.firstName(other.name.lowercased()) else { continue }
            add(.steersOtherTools, at: text.origins[found], isAlone: true, number: -2000)
        }
        return signs
    }

    /// Whether a text speaks of another server's tool: by a name of several words that is none of this server's.
    private func isMentioned(_ other: NameNeighbourhood.Other, in text: FoldedText) -> Bool {
        let isCompound = other.name.contains { $0 == "_" || $0 == "-" || $0 == "." }
        return isCompound && other.name.utf8.count >= 6 && !names.own.contains(other.name)
    }

    /// What is wrong with a name among its neighbours.
    func nameFindings(_ text: ClaimedText) -> [PoisonRule] {
        let name = text.text
        if NameShape.imitatesLatin(name) { return [.misleadingName] }
        guard text.role == .name else { return [] }
        let shape = NameShape(name).skeleton
        // A twin that imitates is refused itself; two that are honest in their letters are for a person to tell apart.
        for own in names.own
        where own != name && !NameShape.imitatesLatin(own) && NameShape(own).skeleton == shape {
            return [.similarName]
        }
        for other in names.others {
            let theirs = NameShape(other.name).skeleton
            if other.name == name || theirs == shape || NameShape.isOneStep(theirs, shape)
                || NameShape.isRelease(shape, of: theirs)
            {
                return [.similarName]
            }
        }
        return []
    }
}

extension [UInt8] {
    /// The index of the first place where a name stands as a whole.
    fileprivate func firstName(_ name: String) -> Int? {
        let needle = Array(name.utf8)
        guard let first = needle.first, count >= needle.count else { return nil }
        return indices.dropLast(needle.count - 1).first {
            self[$0] == first && self[$0..<$0 + needle.count].elementsEqual(needle)
                && !($0 > 0 && self[$0 - 1].isOfName)
                && !($0 + needle.count < count && self[$0 + needle.count].isOfName)
        }
    }
}

extension UInt8 {
    fileprivate var isOfName: Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self)
            || self == UInt8(ascii: "_") || self == UInt8(ascii: "-")
    }
}
