internal import Wire

/// How much of a difference is shown.
package enum DiffDetail: Sendable, Equatable {
    /// All of it: whoever is to approve sees every character.
    case whole
    /// Up to so many lines of up to 160 characters; what is left out is counted.
    case lines(Int)
}

extension SurfaceDiff {
    /// The difference as lines for a person, without a line break at the end; empty where there is none.
    package func text(_ detail: DiffDetail = .whole) -> String {
        DiffText.bounded(changes.flatMap { $0.lines(detail) }, detail)
    }
}

extension ItemChange {
    /// The change as lines for a person, the first of which names the item.
    package func lines(_ detail: DiffDetail = .whole) -> [String] {
        let title: String
        switch kind {
        case .added: title = "\(identity): added"
        case .removed: title = "\(identity): removed"
        case .changed: title = "\(identity): changed"
        case .renamed(let old):
            title = "\(identity): renamed, was \(VisibleText.of(old, limit: 80))"
        }
        // What came or went whole need not say so of each field.
        let shown =
            kind == .added || kind == .removed
            ? fields.flatMap { $0.valueLines(detail) } : fields.flatMap { $0.lines(detail) }
        return [title] + shown.map { "  \($0)" }
    }

    /// What changed, in one line of at most some 300 characters.
    package var summary: String {
        let shown = fields.prefix(4).map(\.summary).joined(separator: "; ")
        let rest = fields.count > 4 ? "; and \(fields.count - 4) more" : ""
        switch kind {
        case .added: return "\(identity) is new"
        case .removed: return "\(identity) is gone"
        case .changed: return "\(identity) changed: \(shown)\(rest)"
        case .renamed(let old):
            return "\(identity) was \(VisibleText.of(old, limit: 40))\(shown.isEmpty ? "" : ": ")\(shown)\(rest)"
        }
    }
}

extension FieldChange {
    /// The field as a person may see it.
    ///
    /// Names are texts of the server's too, which a model reads.
    private func place(_ detail: DiffDetail) -> String {
        let parts = [subject, field].filter { !$0.isEmpty }
        return VisibleText.of(parts.joined(separator: ": "), limit: detail == .whole ? .max : 120)
    }

    /// The value that came or went, as lines for a person.
    fileprivate func valueLines(_ detail: DiffDetail) -> [String] {
        switch change {
        case .added(let value): DiffText.block(place(detail), value, "+", detail)
        case .removed(let value): DiffText.block(place(detail), value, "-", detail)
        default: lines(detail)
        }
    }

    /// The change as lines for a person.
    package func lines(_ detail: DiffDetail) -> [String] {
        func text(_ value: JSONNode) -> String { DiffText.text(value, detail) }
        let place = place(detail)
        switch change {
        case .added(let value): return DiffText.block("\(place): added", value, "+", detail)
        case .removed(let value): return DiffText.block("\(place): removed", value, "-", detail)
        case .replaced(let old, let new): return ["\(place): \(text(old)) → \(text(new))"]
        case .rewritten(let old, let new):
            if old.utf8.count + new.utf8.count <= 60, !(old + new).utf8.contains(UInt8(ascii: "\n")) {
                return ["\(place): \(text(.string(old))) → \(text(.string(new)))"]
            }
            return ["\(place):"]
                + TextChange(from: old, to: new).passages.flatMap { DiffText.lines($0, detail) }.map { "  \($0)" }
        case .members(let added, let removed):
            let words = added.map { "+ \(text($0))" } + removed.map { "- \(text($0))" }
            return ["\(place): \(words.joined(separator: ", "))"]
        case .property(true, let schema, let required):
            return DiffText.block("\(place): added, \(required ? "required" : "optional")", schema, "+", detail)
        case .property(false, let schema, let required):
            return DiffText.block("\(place): removed, was \(required ? "required" : "optional")", schema, "-", detail)
        case .becameRequired: return ["\(place): optional → required"]
        case .becameOptional: return ["\(place): required → optional"]
        }
    }

    /// The change in a few words.
    fileprivate var summary: String {
        let place = VisibleText.of([subject, field].filter { !$0.isEmpty }.joined(separator: " "), limit: 60)
        func text(_ value: JSONNode) -> String { DiffText.text(value, .lines(1), width: 24) }
        switch change {
        case .added: return "\(place) added"
        case .removed: return "\(place) removed"
        case .replaced(let old, let new): return "\(place) \(text(old)) → \(text(new))"
        case .rewritten(let old, let new):
            let words = TextChange(from: old, to: new)
            return "\(place) rewritten (+\(words.wordsAdded) −\(words.wordsRemoved) words)"
        case .members(let added, let removed): return "\(place) (+\(added.count) −\(removed.count))"
        case .property(true, _, let required): return "\(place) added\(required ? ", required" : "")"
        case .property(false, _, _): return "\(place) removed"
        case .becameRequired: return "\(place) optional → required"
        case .becameOptional: return "\(place) required → optional"
        }
    }
}

/// Lines of a difference.
private enum DiffText {
    private static let width = 160

    static func bounded(_ lines: [String], _ detail: DiffDetail) -> String {
        guard case .lines(let limit) = detail, lines.count > limit else { return lines.joined(separator: "\n") }
        return (lines.prefix(limit) + ["… and \(lines.count - limit) lines more"]).joined(separator: "\n")
    }

    /// A value on one line.
    static func text(_ value: JSONNode, _ detail: DiffDetail, width: Int = width) -> String {
        VisibleText.of(String(decoding: value.compactText, as: UTF8.self), limit: detail == .whole ? .max : width)
    }

    /// A line, and a value below it: a text line by line, anything else on one line.
    static func block(_ head: String, _ value: JSONNode, _ mark: String, _ detail: DiffDetail) -> [String] {
        guard let string = value.text, string.utf8.contains(UInt8(ascii: "\n")) else {
            return ["\(head): \(text(value, detail))"]
        }
        let lines = string.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
        return ["\(head):"] + lines.map { "  \(mark) \(shown(String($0), detail))" }
    }

    /// A passage: what was there, and what is there now; of two long lines with the same words around what differs, less.
    static func lines(_ passage: TextChange.Passage, _ detail: DiffDetail) -> [String] {
        guard passage.old.count == 1, passage.new.count == 1 else {
            return passage.old.map { "- \(shown($0, detail))" } + passage.new.map { "+ \(shown($0, detail))" }
        }
        let before = TextChange.words(passage.old[0]), after = TextChange.words(passage.new[0])
        let start = zip(before, after).prefix { $0.0.utf8.elementsEqual($0.1.utf8) }.count
        let rest = min(before.count, after.count) - start
        let end = zip(before.reversed(), after.reversed()).prefix(rest)
            .prefix { $0.0.utf8.elementsEqual($0.1.utf8) }.count
        // Some words around it say where it stands.
        let context = 6
        let head = max(0, start - context), tail = max(0, end - context)
        func cut(_ words: [String]) -> String {
            let middle = words[head..<(words.count - tail)].joined()
            return (head > 0 ? "… " : "") + shown(middle, detail) + (tail > 0 ? "…" : "")
        }
        return ["- \(cut(before))", "+ \(cut(after))"]
    }

    private static func shown(_ text: String, _ detail: DiffDetail) -> String {
        VisibleText.of(text, limit: detail == .whole ? .max : width)
    }
}
