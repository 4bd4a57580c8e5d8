import Refusals

/// A piece of a YAML document, with the place where it starts.
///
/// There is nothing here but text, lists and keys: anchors, aliases and tags never get this far.
struct YAMLNode {
    var content: Content
    var location: SourceLocation

    enum Content {
        case scalar(Scalar)
        case sequence([YAMLNode])
        case mapping([Entry])
    }

    struct Entry {
        var key: String
        var location: SourceLocation
        var value: YAMLNode
    }

    struct Scalar: Equatable {
        var text: String
        var style: Style
        /// Whether it goes over more than one line of the file.
        var isMultiline: Bool

        enum Style {
            /// Without quotes on a line.
            case plain
            case quoted
            /// After `|` or `>`.
            case block
        }
    }

    /// Whether nothing was written where a value could stand.
    var isAbsent: Bool {
        if case .scalar(let scalar) = content { scalar.style == .plain && scalar.text.isEmpty } else { false }
    }

    /// What it is, for messages.
    ///
    /// The text itself may be a secret and is not in it.
    var kind: String {
        switch content {
        case .scalar(let scalar):
            switch PlainMeaning(scalar) {
            case .nothing: "nothing"
            case .boolean: "true or false"
            case .word: "a word that some readers of YAML take for true or false"
            case .number: "a number"
            case .text: "text"
            }
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }
}

/// What a scalar could mean to one version of YAML or another.
///
/// The profile language reads `true` and `false` and plain decimal numbers, each where one is expected. Everything else
/// that some parser takes for more than text (`no`, `~`, `0777`, `1:30`, `2001-01-01`) must be quoted to be text.
enum PlainMeaning {
    /// An empty scalar, `~` or `null`.
    case nothing
    case boolean(Bool)
    /// A word that YAML 1.1 takes for a boolean, or another spelling of `true` and `false`.
    case word
    case number
    case text

    init(_ scalar: YAMLNode.Scalar) {
        guard scalar.style == .plain else {
            self = .text
            return
        }
        switch scalar.text {
        case "", "~", "null", "Null", "NULL": self = .nothing
        case "true": self = .boolean(true)
        case "false": self = .boolean(false)
        default:
            switch scalar.text.lowercased() {
            case "y", "yes", "n", "no", "on", "off", "true", "false", "=", "<<": self = .word
            default: self = PlainMeaning.looksNumeric(scalar.text) ? .number : .text
            }
        }
    }

    /// Whether some version of YAML reads a number, a time or a date.
    private static func looksNumeric(_ text: String) -> Bool {
        let lowered = text.lowercased()
        var rest = lowered[...]
        if let sign = rest.first, sign == "+" || sign == "-" { rest.removeFirst() }
        if rest == ".inf" || rest == ".nan" { return true }
        guard let first = rest.utf8.first(where: { $0 != UInt8(ascii: ".") }),
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first)
        else { return false }
        if rest.hasPrefix("0x") { return rest.dropFirst(2).allSatisfy { $0.isHexDigit || $0 == "_" } }
        if rest.hasPrefix("0o") || rest.hasPrefix("0b") {
            return rest.dropFirst(2).allSatisfy { $0.isNumber || $0 == "_" }
        }
        let bytes = rest.utf8
        let isDigitsAnd = { (others: String) in
            bytes.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || others.utf8.contains($0) }
        }
        // Decimals with an exponent; sexagesimals; dates. More than one dot, as in an address, is no number.
        if isDigitsAnd("_.e+-") { return bytes.count(where: { $0 == UInt8(ascii: ".") }) <= 1 }
        return isDigitsAnd(":_.") && !rest.contains("::")
    }
}
