package import Policy
package import PolicyYAML

/// What may stand at a key of the profile language.
package indirect enum ValueShape: Sendable {
    case boolean
    /// The number 1, the version of the language.
    case version
    /// Text on one line, for people or for the server.
    case text
    /// A text that goes over several lines if it must.
    case sentence
    /// The name of a profile or of a credential.
    case name
    /// The name of an environment variable.
    case variable
    case host
    /// An absolute path with variables.
    case path
    /// A path or a pattern below the entry.
    case relativePath
    /// The name of a header of an HTTP request.
    case headerName
    /// The name of a parameter of a query.
    case parameterName
    /// Names of headers or parameters, with a text each.
    case conditions
    /// The name of a file, without a folder.
    case fileName
    /// The path of an HTTP request.
    case requestPath
    /// The first address of a range and its length, or one address.
    case addressRange
    /// A pattern for names, in which a `*` stands for any text.
    case namePattern
    /// A JSON pointer.
    case pointer
    /// Text, a whole number, `true` or `false`.
    case plain
    case size(ClosedRange<ByteCount>)
    case integer(ClosedRange<UInt32>)
    case processors(ClosedRange<ProcessorShare>)
    case words([String])
    case list(of: ValueShape, isEverEmpty: Bool = true)
    case mapping(ProfileMapping)
    /// One of the mappings, which differ in the first key of each.
    case entry([ProfileMapping])
    /// Names of environment variables, with a value each.
    case variables(ValueShape)
    case either([ValueShape])
}

extension ValueShape {
    /// The shape for people, as a cell of a table in Markdown.
    var words: String {
        switch self {
        case .boolean: "`true` or `false`"
        case .version: "`1`"
        case .text: "text"
        case .sentence: "a sentence"
        case .name, .variable, .headerName, .parameterName, .fileName: "a name"
        case .conditions: "names, with text each"
        case .host: "a host"
        case .path: "a path"
        case .relativePath: "a path below the entry"
        case .requestPath: "a request's path"
        case .addressRange: "an address or a range"
        case .namePattern: "a name, with `*` for any text"
        case .pointer: "a JSON pointer"
        case .plain: "text, a whole number, `true` or `false`"
        case .size(let range): "\(range.lowerBound) to \(range.upperBound)"
        case .integer(let range): "\(range.lowerBound) to \(range.upperBound)"
        case .processors(let range): "\(range.lowerBound) to \(range.upperBound)"
        case .words(let words): words.map { "`\($0)`" }.joined(separator: ", ")
        case .list(.entry, _): "a list of entries"
        case .list(.mapping(.request), _): "a list of requests"
        case .list(.mapping(.rule), _): "a list of rules"
        case .list(.mapping(.secret), _): "a list of secrets"
        case .list(let item, _): "a list: \(item.words)"
        case .mapping(let mapping): mapping.keys.count > 2 ? "a mapping" : mapping.example
        case .entry: "an entry"
        case .variables(let value): "names, with \(value.words) each"
        case .either(let shapes): shapes.map(\.words).joined(separator: ", or ")
        }
    }

    /// The schema of such a value.
    var schema: SchemaValue {
        switch self {
        case .boolean: .object([("type", "boolean")])
        case .version: .object([("const", .number("1"))])
        case .text: .object([("type", "string")])
        case .sentence: .object([("type", "string"), ("minLength", .number("1"))])
        case .name: .pattern("^[a-z0-9-]{1,64}$")
        case .variable: .pattern("^[A-Za-z_][A-Za-z0-9_]{0,255}$")
        case .host: .pattern("^[a-z0-9.:*_-]+$")
        case .path: .pattern("^(/|~/|\\$\\{[a-z][a-z0-9-]*\\})")
        case .relativePath: .pattern("^[^/](.*[^/])?$")
        case .headerName: .pattern("^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}$")
        case .parameterName: .pattern("^[!-~]{1,128}$")
        case .conditions:
            .object([
                ("type", "object"), ("propertyNames", ValueShape.parameterName.schema),
                ("additionalProperties", .pattern("^[^*]*\\*?$")),
            ])
        case .fileName: .pattern("^[^/]{1,255}$")
        case .requestPath: .pattern("^/[^?#%;*\\\\\" ]*\\*?$")
        case .addressRange: .pattern("^[0-9a-fA-F.:]+(/[0-9]{1,3})?$")
        case .namePattern: .pattern("^[^*]*(\\*[^*]+)*\\*?$")
        case .pointer: .pattern("^(/([^~/]|~[01])*)+$")
        case .plain: .object([("type", .array(["string", "integer", "boolean"]))])
        case .size: .pattern("^(0|[1-9][0-9]*)(B|KiB|MiB|GiB)$")
        case .integer(let range):
            .object([
                ("type", "integer"), ("minimum", .number("\(range.lowerBound)")),
                ("maximum", .number("\(range.upperBound)")),
            ])
        case .processors(let range):
            .object([
                ("type", "number"), ("minimum", .number("\(range.lowerBound)")),
                ("maximum", .number("\(range.upperBound)")),
            ])
        case .words(let words): .object([("enum", .array(words.map(SchemaValue.string)))])
        case .list(let item, let isEverEmpty):
            .object(
                [("type", "array"), ("items", item.schema)] + (isEverEmpty ? [] : [("minItems", .number("1"))]))
        case .mapping(let mapping): .reference(to: mapping)
        case .entry(let mappings): .firstPresent(mappings)
        case .variables(let value):
            .object([
                ("type", "object"), ("propertyNames", ValueShape.variable.schema),
                ("additionalProperties", value.schema),
            ])
        case .either(let shapes): .object([("anyOf", .array(shapes.map(\.schema)))])
        }
    }
}

extension ProfileMapping {
    /// How a small mapping is written.
    fileprivate var example: String { "`{ \(keys.map { "\($0): …" }.joined(separator: ", ")) }`" }
}
