internal import Wire

/// Finds where two schemas differ, and says it in terms of the properties that they describe.
struct SchemaComparison {
    private(set) var changes: [FieldChange] = []
    /// What a property is called, such as `parameter`.
    private let noun: String
    /// What the whole is called, such as `input schema`.
    private let root: String

    init(_ old: JSONNode, _ new: JSONNode, noun: String, root: String) {
        self.noun = noun
        self.root = root
        compare(old, new, "")
    }

    private func subject(_ path: String) -> String { path.isEmpty ? root : "\(noun) \(path)" }

    private mutating func compare(_ old: JSONNode, _ new: JSONNode, _ path: String) {
        guard case .object(let before) = old, case .object(let after) = new else {
            changes += FieldComparison.changes(old, new, subject(path), "")
            return
        }
        let (one, other) = (MemberIndex(old), MemberIndex(new))
        for keyword in SchemaComparison.keywordOrder(FieldComparison.names(before, after)) {
            compare(keyword, one[keyword], other[keyword], in: (old, new), path)
        }
    }

    private mutating func compare(
        _ keyword: String, _ before: JSONNode?, _ after: JSONNode?, in schemas: (old: JSONNode, new: JSONNode),
        _ path: String
    ) {
        if before == nil || after == nil, (before ?? after)?.isEmptyContainer == true {
            changes += FieldComparison.changes(before, after, subject(path), keyword)
            return
        }
        switch (keyword, before, after) {
        case ("properties", nil, .object?), ("properties", .object?, nil), ("properties", .object?, .object?):
            compareProperties(schemas.old, schemas.new, path)
        case ("required", nil, .array?), ("required", .array?, nil), ("required", .array?, .array?):
            compareRequired(schemas.old, schemas.new, path)
        case ("enum", .array(let before)?, .array(let after)?):
            compareSet(before, after, path, "values")
        case ("type", .array(let before)?, .array(let after)?):
            compareSet(before, after, path, "types")
        case ("items", .object?, .object?), ("additionalProperties", .object?, .object?), ("not", .object?, .object?),
            ("contains", .object?, .object?):
            guard let before, let after else { return }
            compare(before, after, keyword == "items" ? "\(path)[]" : join(path, keyword))
        case ("$defs", .object(let inner)?, .object(let others)?),
            ("definitions", .object(let inner)?, .object(let others)?),
            ("patternProperties", .object(let inner)?, .object(let others)?):
            let (one, other) = (MemberIndex(before), MemberIndex(after))
            for name in FieldComparison.names(inner, others) {
                compareOptional(one[name], other[name], join(path, "\(keyword).\(name)"))
            }
        case ("anyOf", .array(let inner)?, .array(let others)?), ("oneOf", .array(let inner)?, .array(let others)?),
            ("allOf", .array(let inner)?, .array(let others)?),
            ("prefixItems", .array(let inner)?, .array(let others)?):
            for index in 0..<max(inner.count, others.count) {
                compareOptional(
                    index < inner.count ? inner[index] : nil, index < others.count ? others[index] : nil,
                    join(path, "\(keyword)[\(index)]"))
            }
        default: changes += FieldComparison.changes(before, after, subject(path), keyword)
        }
    }

    private mutating func compareOptional(_ old: JSONNode?, _ new: JSONNode?, _ path: String) {
        if let old, let new { return compare(old, new, path) }
        changes += FieldComparison.changes(old, new, subject(path), "")
    }

    private mutating func compareProperties(_ old: JSONNode, _ new: JSONNode, _ path: String) {
        let (before, after) = (members(old, "properties"), members(new, "properties"))
        let (one, other) = (MemberIndex(old["properties"]), MemberIndex(new["properties"]))
        let (required, others) = (Set(elements(old, "required")), Set(elements(new, "required")))
        for name in FieldComparison.names(before, after) {
            let inner = join(path, name)
            switch (one[name], other[name]) {
            case (let before?, let after?): compare(before, after, inner)
            case (nil, let after?):
                changes.append(
                    FieldChange(
                        subject(inner), "", .property(added: true, after, required: others.contains(.string(name)))))
            case (let before?, nil):
                changes.append(
                    FieldChange(
                        subject(inner), "", .property(added: false, before, required: required.contains(.string(name))))
                )
            case (nil, nil): break
            }
        }
    }

    private mutating func compareRequired(_ old: JSONNode, _ new: JSONNode, _ path: String) {
        let (before, after) = (elements(old, "required"), elements(new, "required"))
        let (one, other) = (MemberIndex(old["properties"]), MemberIndex(new["properties"]))
        var (added, removed): ([JSONNode], [JSONNode]) = ([], [])
        for node in SchemaComparison.difference(after, before) {
            // A new property says itself whether it must be given.
            if let name = node.text, other[name] != nil {
                guard one[name] != nil else { continue }
                changes.append(FieldChange(subject(join(path, name)), "", .becameRequired))
            } else {
                added.append(node)
            }
        }
        for node in SchemaComparison.difference(before, after) {
            if let name = node.text, one[name] != nil {
                guard other[name] != nil else { continue }
                changes.append(FieldChange(subject(join(path, name)), "", .becameOptional))
            } else {
                removed.append(node)
            }
        }
        if !added.isEmpty || !removed.isEmpty {
            changes.append(FieldChange(subject(path), "required", .members(added: added, removed: removed)))
        }
    }

    private mutating func compareSet(_ old: [JSONNode], _ new: [JSONNode], _ path: String, _ field: String) {
        let (added, removed) = (SchemaComparison.difference(new, old), SchemaComparison.difference(old, new))
        guard !added.isEmpty || !removed.isEmpty else { return }
        changes.append(FieldChange(subject(path), field, .members(added: added, removed: removed)))
    }

    private func members(_ schema: JSONNode, _ keyword: String) -> [JSONNode.Member] {
        if case .object(let members)? = schema[keyword] { members } else { [] }
    }

    private func elements(_ schema: JSONNode, _ keyword: String) -> [JSONNode] {
        if case .array(let elements)? = schema[keyword] { elements } else { [] }
    }

    private func join(_ path: String, _ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }

    /// What of a set is not in another.
    private static func difference(_ elements: [JSONNode], _ others: [JSONNode]) -> [JSONNode] {
        let known = Set(others)
        return elements.filter { !known.contains($0) }
    }

    private static func keywordOrder(_ names: [String]) -> [String] {
        let first = ["title", "description", "type", "properties", "required"]
        return first.filter { names.containsText($0) } + names.filter { !first.containsText($0) }
    }
}

extension JSONNode {
    fileprivate var isEmptyContainer: Bool {
        switch self {
        case .array(let elements): elements.isEmpty
        case .object(let members): members.isEmpty
        case .null, .bool, .number, .string: false
        }
    }
}
