/// A value of a configuration, with the bytes that it stands in.
struct ConfigurationNode: Sendable {
    indirect enum Content: Sendable {
        case object(ConfigurationObject)
        case array([ConfigurationNode])
        case string(String)
        /// A number, a date, a boolean or null: nothing that a server's entry is judged by.
        case other
    }

    /// The bytes of the value, quotes and brackets included; for a table of TOML, those of its first header or key.
    let range: Range<Int>
    let content: Content

    var object: ConfigurationObject? { if case .object(let object) = content { object } else { nil } }

    var elements: [ConfigurationNode]? { if case .array(let elements) = content { elements } else { nil } }

    var string: String? { if case .string(let string) = content { string } else { nil } }

    /// The texts of an array that holds nothing else.
    var strings: [String]? {
        guard let elements else { return nil }
        let strings = elements.compactMap(\.string)
        return strings.count == elements.count ? strings : nil
    }
}

/// The members of an object or a table, in the order in which they stand.
struct ConfigurationObject: Sendable {
    private(set) var members: [ConfigurationMember] = []
    /// The place of each key among the members.
    ///
    /// Bytes and not text: text is equal that is written in two ways, and keys are not.
    private var index: [[UInt8]: Int] = [:]
    /// Whether it is a table of TOML with a line for each member, as against one between braces.
    let isLines: Bool

    init(isLines: Bool = false) { self.isLines = isLines }

    subscript(key: String) -> ConfigurationMember? { index[Array(key.utf8)].map { members[$0] } }

    /// Adds a member; false where its key is there already.
    mutating func append(_ member: ConfigurationMember) -> Bool {
        guard index.updateValue(members.count, forKey: Array(member.key.utf8)) == nil else { return false }
        members.append(member)
        return true
    }
}

/// A key and its value.
struct ConfigurationMember: Sendable {
    /// Decoded, without quotes.
    let key: String
    /// The bytes of the key as it is written; in TOML of the whole dotted key.
    let keyRange: Range<Int>
    /// The bytes of the last part of a dotted key; elsewhere the same as `keyRange`.
    let lastPartRange: Range<Int>
    let value: ConfigurationNode
}
