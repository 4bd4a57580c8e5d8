/// The name in a question to a name server.
///
/// Source: RFC 1035, section 4.
package enum NameQuestion {
    private static let headerLength = 12
    private static let longestName = 253
    private static let longestLabel = 63

    /// Reads a query with one question and no answers; nil for all other bytes.
    ///
    /// Only names of letters, digits, `-` and `_` count: nothing else is a host's name, and what is shown to a person and
    /// written into a profile must not be the server's own text.
    package static func name(in message: [UInt8]) -> String? {
        guard message.count > headerLength else { return nil }
        func field(_ offset: Int) -> UInt16 { UInt16(message[offset]) << 8 | UInt16(message[offset + 1]) }
        // Not an answer, and an ordinary query.
        guard field(2) & 0xF800 == 0, field(4) == 1, field(6) == 0, field(8) == 0, field(10) <= 1 else { return nil }
        var labels: [String] = []
        var position = headerLength
        while position < message.count {
            let length = Int(message[position])
            position += 1
            if length == 0 { break }
            guard length <= longestLabel, position + length <= message.count else { return nil }
            let label = message[position..<(position + length)]
            guard label.allSatisfy(isOfName) else { return nil }
            labels.append(String(decoding: label, as: UTF8.self).lowercased())
            position += length
        }
        // Type and class: of the Internet.
        guard position + 4 <= message.count, message[position - 1] == 0, field(position + 2) == 1 else { return nil }
        let name = labels.joined(separator: ".")
        return name.isEmpty || name.utf8.count > longestName ? nil : name
    }

    private static func isOfName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
