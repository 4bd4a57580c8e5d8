package import Wire

extension ClaimedText {
    /// Every text of a definition that a model or a client may read: a tool's, a prompt's, a resource's, a template's.
    ///
    /// Members of no known name, the names of members, and `_meta` too; numbers and words are no texts.
    ///
    /// - Parameters:
    ///   - definition: The whole definition, as the server gave it.
    ///   - owner: How messages name it: `tool "add"`.
    package static func texts(of definition: JSONNode, named owner: String) -> [ClaimedText] {
        var texts: [ClaimedText] = []
        collect(definition, at: "", of: owner, role: .description, into: &texts)
        return texts
    }

    /// - Precondition: The tree is no deeper than the scanner allows.
    private static func collect(
        _ node: JSONNode, at pointer: String, of owner: String, role kind: Role, into texts: inout [ClaimedText]
    ) {
        switch node {
        case .null, .bool, .number: break
        case .string(let text):
            guard !text.isEmpty else { break }
            texts.append(.init(place: pointer.isEmpty ? owner : "\(owner) \(pointer)", role: kind, text: text))
        case .array(let elements):
            for (index, element) in elements.enumerated() {
                collect(element, at: "\(pointer)/\(index)", of: owner, role: kind, into: &texts)
            }
        case .object(let members):
            for member in members {
                let place = "\(pointer)/\(ShownText.pointerToken(member.name))"
                if !isKeyword(member.name) {
                    texts.append(.init(place: "\(owner) \(place)", role: .schemaText, text: member.name))
                }
                let role = self.role(of: member.name, isTop: pointer.isEmpty)
                collect(member.value, at: place, of: owner, role: role, into: &texts)
            }
        }
    }

    private static func role(of name: String, isTop: Bool) -> Role {
        switch name {
        case "name": isTop ? .name : .schemaText
        case "title": .title
        case "description", "text", "instructions": .description
        case "uri", "uriTemplate", "src", "websiteUrl", "$schema", "$id", "$ref": .uri
        default: .schemaText
        }
    }

    /// Whether a member's name is the protocol's or a schema's own.
    private static func isKeyword(_ name: String) -> Bool {
        switch name {
        case "name", "title", "description", "inputSchema", "outputSchema", "annotations", "icons", "_meta", "type",
            "properties", "required", "items", "default", "enum", "anyOf", "oneOf", "allOf", "additionalProperties",
            "$schema", "$defs", "$ref", "format", "minimum", "maximum", "const", "examples", "uri", "uriTemplate",
            "mimeType", "arguments", "src", "sizes", "role", "content", "text", "messages", "execution", "readOnlyHint",
            "destructiveHint", "idempotentHint", "openWorldHint", "pattern", "minLength", "maxLength", "minItems",
            "maxItems", "exclusiveMinimum", "exclusiveMaximum":
            true
        default: false
        }
    }
}
