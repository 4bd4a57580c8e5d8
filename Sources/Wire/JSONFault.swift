/// Why a text is not JSON as this module takes it, and where.
///
/// Source: RFC 8259; what it leaves open is decided in `docs/wire.md`.
package struct JSONFault: Error, Sendable, Hashable {
    /// What is wrong.
    package enum Kind: Sendable, Hashable, CaseIterable {
        /// Nothing, or white space only.
        case empty
        case byteOrderMark
        /// The text ends where more must follow.
        case truncated
        /// Something follows the value.
        case trailingData
        /// A byte stands where the grammar has no place for it.
        case syntax
        case invalidEscape
        case controlCharacter
        case invalidUTF8
        /// One half of a surrogate pair, escaped.
        case loneSurrogate
        case duplicateKey
        case tooDeep
        case tooManyMembers
        case keyTooLong
        case numberTooLong
        /// A number that is infinite for whoever reads numbers as IEEE 754 doubles.
        case numberOutOfRange
        /// More bytes than offsets count.
        case tooLong
    }

    package var kind: Kind
    /// The byte of the text at which this is decided, from 0; the text's length where it ends too early.
    package var offset: Int

    package init(_ kind: Kind, at offset: Int) {
        self.kind = kind
        self.offset = offset
    }
}

extension JSONFault: CustomStringConvertible {
    package var description: String { "\(kind.reason) at byte \(offset)" }
}

extension JSONFault.Kind {
    /// What is wrong, in a few words that follow “it has” or stand alone; nothing of the text is in them.
    package var reason: String {
        switch self {
        case .empty: "no value"
        case .byteOrderMark: "a byte order mark"
        case .truncated: "an end before the value's end"
        case .trailingData: "something after the value"
        case .syntax: "a character that JSON does not allow there"
        case .invalidEscape: "an escape that JSON does not have"
        case .controlCharacter: "a control character in a string"
        case .invalidUTF8: "bytes that are not UTF-8"
        case .loneSurrogate: "half a surrogate pair"
        case .duplicateKey: "a key that its object has already"
        case .tooDeep: "too many objects and arrays inside each other"
        case .tooManyMembers: "too many members"
        case .keyTooLong: "a key that is too long"
        case .numberTooLong: "a number that is too long"
        case .numberOutOfRange: "a number that is too large"
        case .tooLong: "too many bytes"
        }
    }
}
