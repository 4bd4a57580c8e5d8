/// Why bytes are no DNS message as this module takes one.
package enum DNSFault: Error, Sendable, Hashable, CaseIterable {
    /// It ends where more must follow.
    case truncated
    /// Something follows the last record.
    case trailingBytes
    /// A pointer where none is taken, or one that does not lead backwards.
    case badPointer
    /// A label of a kind that does not exist.
    case badLabel
    /// More than 255 bytes.
    case nameTooLong
    /// Other sections than there may be.
    case badCounts
    /// A query where a reply is due, or the other way round.
    case wrongDirection
    /// The one additional record is no `OPT` of the root (RFC 6891).
    case badOption
    /// A record's data does not fit its type.
    case badRecord
    /// More aliases behind each other than are followed.
    case tooManyAliases
}
