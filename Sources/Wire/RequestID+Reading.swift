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

extension RequestID {
    /// Whether every reader takes it for the same, and the schemas of MCP for an id.
    package var isUsable: Bool {
        switch self {
        case .integer(let value): value.magnitude < 1 << 53
        case .string: true
        case .number: false
        }
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
            return safeInteger(in: text).map { .usable(.integer($0)) } ?? .unusable
        default: return .unusable
        }
    }

    /// A number that is written as an integer of at most 2⁵³ − 1 either way; nil for any other.
    ///
    /// Allocates nothing.
    private func safeInteger(in text: Span<UInt8>) -> Int64? {
        let isNegative = text[lowerBound] == UInt8(ascii: "-")
        let digits = (isNegative ? lowerBound + 1 : lowerBound)..<upperBound
        // Those of 2⁵³.
        guard digits.count <= 16 else { return nil }
        var value: Int64 = 0
        for index in digits {
            let digit = text[index] &- UInt8(ascii: "0")
            guard digit < 10 else { return nil }
            value = value * 10 + Int64(digit)
        }
        guard value < 1 << 53 else { return nil }
        return isNegative ? -value : value
    }
}
