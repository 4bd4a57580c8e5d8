/// A JSON value on its way to standard output.
///
/// Members keep their order.
enum JSONText {
    case object([(name: String, value: JSONText)])
    case array([JSONText])
    case string(String)
    case number(Int)
    case boolean(Bool)
    case null

    /// The members that have a value.
    static func members(_ members: KeyValuePairs<String, JSONText?>) -> JSONText {
        .object(members.compactMap { member in member.value.map { (member.key, $0) } })
    }

    static func strings(_ strings: some Sequence<String>) -> JSONText { .array(strings.map(JSONText.string)) }

    /// The value with two spaces for each level, and without a line break at the end.
    var text: String { rendered(indentation: "\n") }

    /// The value on one line.
    var line: String { rendered(indentation: nil) }

    private func rendered(indentation: String?) -> String {
        let inner = indentation.map { $0 + "  " }
        func enclosed(_ open: String, _ items: [String], _ close: String) -> String {
            if items.isEmpty { return open + close }
            guard let inner, let indentation else { return open + items.joined(separator: ",") + close }
            return open + inner + items.joined(separator: "," + inner) + indentation + close
        }
        switch self {
        case .object(let members):
            let colon = inner == nil ? ":" : ": "
            return enclosed(
                "{", members.map { JSONText.quoted($0.name) + colon + $0.value.rendered(indentation: inner) }, "}")
        case .array(let values): return enclosed("[", values.map { $0.rendered(indentation: inner) }, "]")
        case .string(let string): return JSONText.quoted(string)
        case .number(let number): return String(number)
        case .boolean(let boolean): return boolean ? "true" : "false"
        case .null: return "null"
        }
    }

    /// A JSON string; control characters and the two line separators that end a line in JavaScript are escaped.
    private static func quoted(_ string: String) -> String {
        var result = "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case "\u{0}"..."\u{1f}", "\u{7f}"..."\u{9f}", "\u{2028}", "\u{2029}":
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
