package import Wire

/// One field of a definition that is not what it was.
package struct FieldChange: Sendable, Equatable {
    /// What the field belongs to, such as `parameter path`; empty for the item itself.
    ///
    /// Like `field` it holds names of the server's choice, and must be made visible.
    package var subject: String
    /// The field, such as `description` or `annotations.readOnlyHint`; empty where the subject itself came or went.
    package var field: String
    package var change: Change

    package enum Change: Sendable, Equatable {
        case added(JSONNode)
        case removed(JSONNode)
        case replaced(JSONNode, by: JSONNode)
        case rewritten(String, to: String)
        /// Members of a set, such as the values that a parameter may have.
        case members(added: [JSONNode], removed: [JSONNode])
        /// A property that came or went, and whether it must be given.
        case property(added: Bool, JSONNode, required: Bool)
        case becameRequired
        case becameOptional
    }

    package init(_ subject: String, _ field: String, _ change: Change) {
        self.subject = subject
        self.field = field
        self.change = change
    }
}

/// Finds the fields in which two definitions differ, both in their canonical form.
///
/// Whatever differs is found: what has no rule of its own is compared member by member, down to the values.
struct FieldComparison {
    private(set) var changes: [FieldChange] = []

    init(_ old: JSONNode, _ new: JSONNode) {
        guard case .object(let before) = old, case .object(let after) = new else {
            compare(old, new, "", "text")
            return
        }
        let (one, other) = (MemberIndex(old), MemberIndex(new))
        for name in FieldComparison.fieldOrder(before, after) {
            switch (name, one[name], other[name]) {
            case ("inputSchema", let before?, let after?):
                add(SchemaComparison(before, after, noun: "parameter", root: "input schema").changes)
            case ("outputSchema", let before?, let after?):
                add(SchemaComparison(before, after, noun: "result", root: "output schema").changes)
            case ("arguments", .array(let before)?, .array(let after)?):
                compareNamed(before, after, noun: "argument")
            case (_, let before, let after): compare(before, after, "", name)
            }
        }
    }

    private init() {}

    /// Compares values of no special meaning.
    static func changes(
        _ old: JSONNode?, _ new: JSONNode?, _ subject: String, _ field: String
    ) -> [FieldChange] {
        var comparison = FieldComparison()
        comparison.compare(old, new, subject, field)
        return comparison.changes
    }

    private mutating func add(_ found: [FieldChange]) { changes += found }

    private mutating func compare(_ old: JSONNode?, _ new: JSONNode?, _ subject: String, _ field: String) {
        switch (old, new) {
        case (nil, nil): return
        case (nil, let new?): changes.append(FieldChange(subject, field, .added(new)))
        case (let old?, nil): changes.append(FieldChange(subject, field, .removed(old)))
        case (let old?, let new?):
            guard old != new else { return }
            switch (old, new) {
            case (.string(let before), .string(let after)):
                changes.append(FieldChange(subject, field, .rewritten(before, to: after)))
            case (.object(let before), .object(let after)):
                let (one, other) = (MemberIndex(old), MemberIndex(new))
                for name in FieldComparison.names(before, after) {
                    compare(one[name], other[name], subject, field.isEmpty ? name : "\(field).\(name)")
                }
            case (.array(let before), .array(let after)) where before.count == after.count:
                for (index, pair) in zip(before, after).enumerated() {
                    compare(pair.0, pair.1, subject, "\(field)[\(index)]")
                }
            default: changes.append(FieldChange(subject, field, .replaced(old, by: new)))
            }
        }
    }

    /// Compares lists whose elements have names, as a prompt's arguments have; others element by element.
    private mutating func compareNamed(_ old: [JSONNode], _ new: [JSONNode], noun: String) {
        let (before, after) = (old.compactMap { $0["name"]?.text }, new.compactMap { $0["name"]?.text })
        let (one, other) = (MemberIndex(Array(zip(before, old))), MemberIndex(Array(zip(after, new))))
        // Each has a name, and one of its own.
        guard one.count == old.count, other.count == new.count else {
            return compare(.array(old), .array(new), "", "\(noun)s")
        }
        let common = before.filter { other[$0] != nil }
        if !common.elementsEqual(after.filter { one[$0] != nil }, by: { $0.utf8.elementsEqual($1.utf8) }) {
            changes.append(
                FieldChange(
                    "", "order of \(noun)s",
                    .replaced(.array(before.map { .string($0) }), by: .array(after.map { .string($0) }))))
        }
        for (name, element) in zip(before, old) {
            compare(element, other[name], "\(noun) \(name)", "")
        }
        for (name, element) in zip(after, new) where one[name] == nil {
            changes.append(FieldChange("\(noun) \(name)", "", .added(element)))
        }
    }

    /// The names of both, each once, in the order of their bytes.
    static func names(_ old: [JSONNode.Member], _ new: [JSONNode.Member]) -> [String] {
        var known: Set<[UInt8]> = []
        return (old + new).map(\.name).filter { known.insert(Array($0.utf8)).inserted }
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// The names of a definition's members, those first that a person should see first.
    private static func fieldOrder(_ old: [JSONNode.Member], _ new: [JSONNode.Member]) -> [String] {
        let first = ["name", "title", "description", "annotations", "arguments", "inputSchema", "outputSchema"]
        let names = names(old, new)
        return first.filter { names.containsText($0) } + names.filter { !first.containsText($0) }
    }
}

extension [String] {
    /// Whether a text is among these, compared by bytes.
    func containsText(_ text: String) -> Bool { contains { $0.utf8.elementsEqual(text.utf8) } }
}
