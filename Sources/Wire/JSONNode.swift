/// The tree of a JSON text, for the few places that need one.
///
/// Members keep their order and numbers their spelling. Two trees are equal when they are so written, escapes and white
/// space aside: strings by their bytes and not by what Unicode holds to be the same, because no reader of JSON does.
package indirect enum JSONNode: Sendable {
    case null
    case bool(Bool)
    /// As it was written.
    case number(String)
    case string(String)
    case array([JSONNode])
    case object([Member])

    /// A name and its value.
    package struct Member: Sendable, Hashable {
        package var name: String
        package var value: JSONNode

        package init(_ name: String, _ value: JSONNode) {
            self.name = name
            self.value = value
        }

        package static func == (one: Member, other: Member) -> Bool {
            JSONNode.isSame(one.name, other.name) && one.value == other.value
        }

        package func hash(into hasher: inout Hasher) {
            JSONNode.hash(name, into: &hasher)
            value.hash(into: &hasher)
        }
    }

    /// The string, if it is one.
    package var text: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// The value of an object's member; nil where it has none, and for what is no object.
    package subscript(name: String) -> JSONNode? {
        guard case .object(let members) = self else { return nil }
        return members.first { Self.isSame($0.name, name) }?.value
    }

    static func isSame(_ one: String, _ other: String) -> Bool { one.utf8.elementsEqual(other.utf8) }

    fileprivate static func hash(_ text: String, into hasher: inout Hasher) {
        for byte in text.utf8 { hasher.combine(byte) }
        // No UTF-8 has this byte, so that two strings are not one of both.
        hasher.combine(0xff as UInt8)
    }
}

extension JSONNode: Hashable {
    package static func == (one: JSONNode, other: JSONNode) -> Bool {
        switch (one, other) {
        case (.null, .null): true
        case (.bool(let one), .bool(let other)): one == other
        case (.number(let one), .number(let other)): one == other
        case (.string(let one), .string(let other)): isSame(one, other)
        case (.array(let one), .array(let other)): one == other
        case (.object(let one), .object(let other)): one == other
        default: false
        }
    }

    package func hash(into hasher: inout Hasher) {
        switch self {
        case .null: hasher.combine(0)
        case .bool(let value): hasher.combine(value ? 2 : 1)
        case .number(let number):
            hasher.combine(3)
            hasher.combine(number)
        case .string(let text):
            hasher.combine(4)
            Self.hash(text, into: &hasher)
        case .array(let elements):
            hasher.combine(5)
            hasher.combine(elements)
        case .object(let members):
            hasher.combine(6)
            hasher.combine(members)
        }
    }
}
