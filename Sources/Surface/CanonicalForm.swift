package import Wire

/// The one form of all definitions that mean the same.
///
/// The members of an object are in the order of their names' bytes, and a number has one spelling. An array keeps its order,
/// except where a schema's keyword takes a set (`required`, `enum`, a list of types). Texts count byte for byte: two
/// spellings of one letter in Unicode are two texts.
///
/// Source: JSON Schema 2020-12, which MCP refers to for both schemas of a tool.
package enum CanonicalForm {
    /// What a value is read as.
    private enum Role {
        /// Anything: its arrays have an order.
        case value
        /// A JSON schema: an object of keywords, or true or false.
        case schema
        /// An object whose members are schemas under names of the author's choice.
        case namedSchemas
        /// An array of schemas.
        case schemaList
        /// An array whose order means nothing.
        case set
        /// An object whose members are such arrays.
        case namedSets
    }

    /// The canonical form of a value, with the schemas of a tool's definition read as such.
    package static func of(definition: JSONNode) -> JSONNode {
        guard case .object(let members) = definition else { return form(definition, as: .value) }
        return sorted(members) { $0 == "inputSchema" || $0 == "outputSchema" ? .schema : .value }
    }

    private static func form(_ node: JSONNode, as role: Role) -> JSONNode {
        switch node {
        case .null, .bool, .string: return node
        case .number(let text): return .number(CanonicalNumber.spelling(of: text))
        case .array(let elements):
            let inner: Role = role == .schemaList ? .schema : .value
            let forms = elements.map { form($0, as: inner) }
            return .array(role == .set ? ordered(forms) : forms)
        case .object(let members):
            switch role {
            case .schema: return sorted(members, by: role(ofKeyword:))
            case .namedSchemas: return sorted(members) { _ in .schema }
            case .namedSets: return sorted(members) { _ in .set }
            case .value, .schemaList, .set: return sorted(members) { _ in .value }
            }
        }
    }

    private static func sorted(_ members: [JSONNode.Member], by role: (String) -> Role) -> JSONNode {
        let forms = members.map { JSONNode.Member($0.name, form($0.value, as: role($0.name))) }
        return .object(forms.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) })
    }

    /// The elements of a set, each once, in the order of their texts.
    private static func ordered(_ elements: [JSONNode]) -> [JSONNode] {
        let texts = elements.map { (text: $0.compactText, node: $0) }
            .sorted { $0.text.lexicographicallyPrecedes($1.text) }
        var result: [(text: [UInt8], node: JSONNode)] = []
        for element in texts where result.last?.text != element.text { result.append(element) }
        return result.map(\.node)
    }

    private static func role(ofKeyword keyword: String) -> Role {
        switch keyword {
        case "required", "enum", "type": .set
        case "dependentRequired": .namedSets
        case "properties", "patternProperties", "$defs", "definitions", "dependentSchemas": .namedSchemas
        case "allOf", "anyOf", "oneOf", "prefixItems": .schemaList
        case "additionalProperties", "unevaluatedProperties", "propertyNames", "items", "additionalItems",
            "unevaluatedItems", "contains", "not", "if", "then", "else", "contentSchema":
            .schema
        default: .value
        }
    }
}

extension JSONNode {
    /// The value as JSON without white space.
    var compactText: [UInt8] {
        var bytes: [UInt8] = []
        append(to: &bytes)
        return bytes
    }
}
