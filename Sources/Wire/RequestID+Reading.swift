/// What stands as the id of a message.
package enum MessageID: Sendable, Hashable {
    /// There is none: a notification.
    case absent
    /// `null`: a response to what its sender could not read.
    case null
    case usable(RequestID)
    /// What both ends may not read alike: a number that is not written as an integer of at most 2⁵³ − 1 either way, a
    /// string that is too long, or no string or number at all.
    case unusable
}

extension MessageOutline {
    /// The id of the message in the text that this is of.
    ///
    /// Readers that keep numbers as doubles take integers beyond 2⁵³ − 1 for neighbours, and would answer another request.
    package func id(in text: Span<UInt8>) -> MessageID {
        guard let range = self[.id] else { return .absent }
        return range.messageID(in: text)
    }
}

extension JSONRange {
    /// The same for another value that names a request, such as the `requestId` of a cancellation.
    package func messageID(in text: Span<UInt8>) -> MessageID {
        guard count <= RequestID.longest + 2 else { return .unusable }
        switch kind(in: text) {
        case .null: return .null
        case .string: return string(in: text).map { .usable(.string($0)) } ?? .unusable
        case .number:
            guard let value = Int64(source(in: text)), value.magnitude < 1 << 53 else { return .unusable }
            return .usable(.integer(value))
        default: return .unusable
        }
    }
}
