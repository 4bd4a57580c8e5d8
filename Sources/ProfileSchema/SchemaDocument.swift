import PolicyYAML

/// The JSON Schema of the profile language, for editors.
///
/// It refuses no profile that the reader takes. Much that the reader refuses it lets pass: what depends on a parent, on
/// the host, or on how a word is spelt in YAML. Source: JSON Schema draft 7, which editors know best.
package enum SchemaDocument {
    /// The whole document, with a line break at its end.
    package static var text: String {
        let definitions = ProfileMapping.allCases.map { ($0.rawValue, schema(of: $0)) }
        let document = SchemaValue.object([
            ("$schema", "http://json-schema.org/draft-07/schema#"),
            ("title", "A profile of Trilatch"),
            ("$ref", .string("#/definitions/\(ProfileMapping.profile.rawValue)")),
            ("definitions", .object(definitions)),
        ])
        return document.text + "\n"
    }

    private static func schema(of mapping: ProfileMapping) -> SchemaValue {
        let reference = mapping.reference
        let required = reference.filter(\.isRequired).map { SchemaValue.string($0.key) }
        let rules = mapping.rules.map(\.schema)
        var members: [(String, SchemaValue)] = [
            ("type", "object"),
            ("additionalProperties", .boolean(false)),
            ("properties", .object(reference.map { ($0.key, described($0)) })),
        ]
        if !required.isEmpty { members.append(("required", .array(required))) }
        if !mapping.alternatives.isEmpty {
            let alternatives = mapping.alternatives.map { SchemaValue.object([("required", .array([.string($0)]))]) }
            members.append(("oneOf", .array(alternatives)))
        }
        if !rules.isEmpty { members.append(("allOf", .array(rules))) }
        return .object(members)
    }

    /// The schema of a value with its meaning; draft 7 ignores what stands beside a reference, so that goes into a list.
    private static func described(_ key: KeyReference) -> SchemaValue {
        let description: (String, SchemaValue) = ("description", .string(key.plainMeaning))
        switch key.value.schema {
        case .object(let members) where !members.contains { $0.0 == "$ref" }: return .object([description] + members)
        case let reference: return .object([description, ("allOf", .array([reference]))])
        }
    }
}
