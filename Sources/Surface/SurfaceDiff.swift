internal import Wire

/// What is different between two surfaces, item by item.
package struct SurfaceDiff: Sendable {
    /// In the order of kinds and names.
    package var changes: [ItemChange]

    package var isEmpty: Bool { changes.isEmpty }

    package init(_ changes: [ItemChange]) { self.changes = changes }

    /// Compares two surfaces.
    ///
    /// Of items with one identity the last counts.
    package init(from old: [SurfaceItem], to new: [SurfaceItem]) {
        let before = Dictionary(old.map { ($0.identity, $0) }) { $1 }
        let after = Dictionary(new.map { ($0.identity, $0) }) { $1 }
        var changes = before.keys.sorted().compactMap { identity -> ItemChange? in
            guard let old = before[identity], let new = after[identity], old.digest != new.digest else { return nil }
            return ItemChange(from: old, to: new)
        }
        let removed = before.values.filter { after[$0.identity] == nil }.sorted { $0.identity < $1.identity }
        let added = after.values.filter { before[$0.identity] == nil }.sorted { $0.identity < $1.identity }
        changes += Renames.pair(removed, added)
        self.changes = changes.sorted { $0.identity < $1.identity }
    }
}

/// One item that is not what it was.
package struct ItemChange: Sendable {
    package enum Kind: Sendable, Equatable {
        case added
        case removed
        case changed
        /// The same definition, or nearly, under another name.
        case renamed(from: String)
    }

    package let kind: Kind
    /// The new identity, or for what was removed the old one.
    package let identity: SurfaceItem.Identity
    /// What changed; for an added or removed item its whole definition, field by field.
    package let fields: [FieldChange]

    /// An item that is there in both, or that has another name now.
    package init(from old: SurfaceItem, to new: SurfaceItem) {
        kind = old.identity == new.identity ? .changed : .renamed(from: old.name)
        identity = new.identity
        fields = FieldComparison(old.definition, new.definition).changes
    }

    package init(added item: SurfaceItem) {
        kind = .added
        identity = item.identity
        fields = ItemChange.fields(of: item) { .added($0) }
    }

    package init(removed item: SurfaceItem) {
        kind = .removed
        identity = item.identity
        fields = ItemChange.fields(of: item) { .removed($0) }
    }

    private static func fields(of item: SurfaceItem, _ change: (JSONNode) -> FieldChange.Change) -> [FieldChange] {
        guard case .object(let members) = item.definition else {
            return [FieldChange("", "text", change(item.definition))]
        }
        // The title has it, where it is the item's name and is shown whole there.
        let isTold = (item.kind == .tool || item.kind == .prompt) && item.identity.isShownWhole
        return members.filter { !isTold || $0.name != "name" }.map { FieldChange("", $0.name, change($0.value)) }
    }
}

/// Finds which of the new items are old ones under another name.
private enum Renames {
    /// Beyond so many of either, only equal definitions are paired: comparing each with each would take long.
    private static let compared = 64

    static func pair(_ removed: [SurfaceItem], _ added: [SurfaceItem]) -> [ItemChange] {
        let old = removed.map(Features.init), new = added.map(Features.init)
        var partner: [Int: Int] = [:]
        var taken: Set<Int> = []
        for (index, features) in new.enumerated() {
            let match = old.indices.first { !taken.contains($0) && old[$0].isEqual(features) }
            guard let match else { continue }
            partner[index] = match
            taken.insert(match)
        }
        if removed.count <= compared, added.count <= compared {
            for (index, features) in new.enumerated() where partner[index] == nil {
                let candidates = old.indices.filter { !taken.contains($0) && old[$0].likeness(features) >= 0.75 }
                guard let best = candidates.max(by: { old[$0].likeness(features) < old[$1].likeness(features) }) else {
                    continue
                }
                partner[index] = best
                taken.insert(best)
            }
        }
        return added.enumerated().map { index, item in
            partner[index].map { ItemChange(from: removed[$0], to: item) } ?? ItemChange(added: item)
        } + removed.enumerated().filter { !taken.contains($0.offset) }.map { ItemChange(removed: $0.element) }
    }

    /// What of an item does not depend on its name.
    private struct Features {
        let kind: SurfaceItem.Kind
        let body: JSONNode
        let words: Set<Substring>

        init(_ item: SurfaceItem) {
            kind = item.kind
            guard case .object(let members) = item.definition else {
                body = item.definition
                words = []
                return
            }
            let key = item.kind == .template ? "uriTemplate" : "name"
            body = JSONNode.object(members.filter { $0.name != key })
            words = Set(String(decoding: body.compactText, as: UTF8.self).split { !$0.isLetter && !$0.isNumber })
        }

        /// An empty definition is like any other, and tells nothing.
        func isEqual(_ other: Features) -> Bool { kind == other.kind && body == other.body && words.count > 2 }

        /// How many of the words of both they have in common: from 0 to 1.
        func likeness(_ other: Features) -> Double {
            guard kind == other.kind, words.count > 8 else { return 0 }
            let common = words.intersection(other.words).count
            return Double(common) / Double(words.count + other.words.count - common)
        }
    }
}
