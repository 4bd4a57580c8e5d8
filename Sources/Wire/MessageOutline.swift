/// Where the parts of a message stand that tell what it is.
///
/// A value of plain numbers: it keeps nothing of the text, and holds for that very text only.
package struct MessageOutline: BitwiseCopyable, Sendable {
    /// What a text is.
    package enum Kind: BitwiseCopyable, Sendable {
        case object
        /// A batch, in MCP only in revision 2025-03-26; `JSONRange.forEachElement` gives its messages.
        case array
        /// A string, a number or a word: no message.
        case other

        init(firstByte: UInt8) {
            switch firstByte {
            case UInt8(ascii: "{"): self = .object
            case UInt8(ascii: "["): self = .array
            default: self = .other
            }
        }
    }

    package private(set) var kind = Kind.other
    /// The value without the white space around it.
    package private(set) var value = JSONRange(0..<0)
    /// Whether any string or key has characters beyond ASCII.
    package private(set) var hasNonASCII = false
    /// Whether any string or key has a backslash.
    package private(set) var hasEscapes = false
    /// Whether any string or key has a `\u` escape, which can spell any character.
    ///
    /// Without one, and without characters beyond ASCII, nothing in the text can act on a terminal or hide from an eye:
    /// what is left of the unprintable is backspace, tab, line and form feed, carriage return and delete.
    package private(set) var hasUnicodeEscapes = false

    private var places: InlineArray<48, JSONRange>

    package init() { places = InlineArray(repeating: JSONRange(0..<0)) }

    /// Forgets everything.
    @inline(__always)
    mutating func clear() { self = MessageOutline() }

    /// Where the value of a member stands; nil where the message has no such member.
    package internal(set) subscript(member: MessageMember) -> JSONRange? {
        get {
            let place = places[Int(member.rawValue)]
            return place.count == 0 ? nil : place
        }
        set { places[Int(member.rawValue)] = newValue ?? JSONRange(0..<0) }
    }

    /// Notes what the whole text is.
    mutating func finish(_ kind: Kind, _ value: JSONRange, _ marks: StringMarks) {
        self.kind = kind
        self.value = value
        hasNonASCII = marks.contains(.nonASCII)
        hasEscapes = marks.contains(.escape)
        hasUnicodeEscapes = marks.contains(.unicodeEscape)
    }
}
