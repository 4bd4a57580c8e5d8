/// What one key of a mapping holds and means.
package struct KeyReference: Sendable {
    package let key: String
    package let value: ValueShape
    /// What it means, in Markdown: no full stop, no `|`, no line break.
    package let meaning: String
    /// Whether the mapping is refused without it.
    package let isRequired: Bool

    init(_ key: String, _ value: ValueShape, _ meaning: String, isRequired: Bool = false) {
        self.key = key
        self.value = value
        self.meaning = meaning
        self.isRequired = isRequired
    }

    /// The meaning without the links, which lead somewhere on one page only.
    var plainMeaning: String { meaning.replacing(#/\[([^\]]*)\]\(#[^)]*\)/#) { String($0.output.1) } }
}

/// A key that a mapping must have because of what it says at another.
struct KeyRule {
    /// What is said at the key.
    enum Statement {
        /// Anything.
        case something
        /// A list with something in it.
        case entries
        /// Just this word.
        case word(String)
        case `true`

        var schema: SchemaValue {
            switch self {
            case .something: .boolean(true)
            case .entries: .object([("minItems", .number("1"))])
            case .word(let word): .object([("const", .string(word))])
            case .true: .object([("const", .boolean(true))])
            }
        }
    }

    var key: String
    var statement: Statement
    var needs: String
    var saying: Statement

    init(_ key: String, _ statement: Statement, needs: String, saying: Statement = .something) {
        self.key = key
        self.statement = statement
        self.needs = needs
        self.saying = saying
    }

    var schema: SchemaValue {
        func states(_ key: String, _ statement: Statement) -> SchemaValue {
            .object([
                ("required", .array([.string(key)])), ("properties", .object([(key, statement.schema)])),
            ])
        }
        return .object([("if", states(key, statement)), ("then", states(needs, saying))])
    }
}
