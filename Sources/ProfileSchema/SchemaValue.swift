import PolicyYAML
import Wire

/// A piece of a JSON Schema.
///
/// Members keep their order.
enum SchemaValue: ExpressibleByStringLiteral {
    case object([(String, SchemaValue)])
    case array([SchemaValue])
    case string(String)
    /// A number as it is written.
    case number(String)
    case boolean(Bool)

    init(stringLiteral text: String) { self = .string(text) }

    /// Text that a regular expression of ECMA 262 finds something in.
    static func pattern(_ expression: String) -> SchemaValue {
        .object([("type", "string"), ("pattern", .string(expression))])
    }

    /// The schema of a mapping, wherever it is used.
    static func reference(to mapping: ProfileMapping) -> SchemaValue {
        .object([("$ref", .string("#/definitions/\(mapping.rawValue)"))])
    }

    /// The schema of the first of these mappings whose first key is there, so that an editor complains about that one and
    /// not about all of them.
    static func firstPresent(_ mappings: [ProfileMapping]) -> SchemaValue {
        let keys = mappings.compactMap(\.keys.first)
        let alternatives = keys.map { SchemaValue.object([("required", .array([.string($0)]))]) }
        let rules = zip(alternatives, mappings).map { present, mapping in
            SchemaValue.object([("if", present), ("then", .reference(to: mapping))])
        }
        return .object([("type", "object"), ("oneOf", .array(alternatives)), ("allOf", .array(rules))])
    }

    /// The value with two spaces for each level.
    var text: String { rendered(indentation: "\n") }

    private func rendered(indentation: String) -> String {
        let inner = indentation + "  "
        func enclosed(_ open: String, _ items: [String], _ close: String) -> String {
            items.isEmpty ? open + close : open + inner + items.joined(separator: "," + inner) + indentation + close
        }
        switch self {
        case .object(let members):
            return enclosed(
                "{", members.map { SchemaValue.quoted($0.0) + ": " + $0.1.rendered(indentation: inner) }, "}")
        case .array(let items): return enclosed("[", items.map { $0.rendered(indentation: inner) }, "]")
        case .string(let text): return SchemaValue.quoted(text)
        case .number(let digits): return digits
        case .boolean(let value): return value ? "true" : "false"
        }
    }

    private static func quoted(_ text: String) -> String {
        var bytes: [UInt8] = []
        JSONText.append(text, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}
