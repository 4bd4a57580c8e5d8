/// An address of the Internet protocols that a server named.
package struct NetworkEndpoint: Sendable, Hashable {
    package enum Act: Sendable, Hashable { case connect, listen }

    package var act: Act
    /// As text, an IPv6 address without brackets.
    package var address: String
    package var port: UInt16

    /// Where name servers answer.
    package static let resolverPort: UInt16 = 53

    private static let internet: UInt16 = 2
    private static let internet6: UInt16 = 10

    /// Reads a `struct sockaddr`; nil for another family, or what is too short.
    package init?(_ act: Act, socketAddress bytes: [UInt8]) {
        guard bytes.count >= 8 else { return nil }
        let family = UInt16(bytes[0]) | UInt16(bytes[1]) << 8
        switch family {
        case NetworkEndpoint.internet:
            address = bytes[4..<8].map(String.init).joined(separator: ".")
        case NetworkEndpoint.internet6 where bytes.count >= 24:
            address = NetworkEndpoint.text(of: Array(bytes[8..<24]))
        default: return nil
        }
        self.act = act
        port = UInt16(bytes[2]) << 8 | UInt16(bytes[3])
    }

    /// Whether it is the box's own loopback, or any address of the box.
    package var isLocal: Bool {
        address.hasPrefix("127.") || address == "0.0.0.0" || address == "::1" || address == "::"
            || address.hasPrefix("::ffff:127.")
    }

    /// Source: RFC 5952.
    private static func text(of bytes: [UInt8]) -> String {
        if bytes.starts(with: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff]) {
            return "::ffff:" + bytes[12...].map(String.init).joined(separator: ".")
        }
        let groups = stride(from: 0, to: 16, by: 2).map { UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]) }
        // The first of the longest runs of two zero groups or more.
        var longest = 0..<0
        var start = 0
        for index in 0...groups.count where index == groups.count || groups[index] != 0 {
            if index - start > max(longest.count, 1) { longest = start..<index }
            start = index + 1
        }
        func hexadecimal(_ part: ArraySlice<UInt16>) -> String {
            part.map { String($0, radix: 16) }.joined(separator: ":")
        }
        if longest.isEmpty { return hexadecimal(groups[...]) }
        return hexadecimal(groups[..<longest.lowerBound]) + "::" + hexadecimal(groups[longest.upperBound...])
    }
}
