/// An address of the Internet protocols, or of a Unix socket, that a server named.
package struct NetworkEndpoint: Sendable, Hashable {
    package enum Act: Sendable, Hashable { case connect, listen }

    package var act: Act
    /// As text, an IPv6 address without brackets; of a Unix socket the path, or `@` and the abstract name.
    package var address: String
    /// Nil for a Unix socket.
    package var port: UInt16?

    /// Where name servers answer.
    package static let resolverPort: UInt16 = 53

    private static let unix: UInt16 = 1
    private static let internet: UInt16 = 2
    private static let internet6: UInt16 = 10

    /// Reads a `struct sockaddr`; nil for another family, or what is too short.
    package init?(_ act: Act, socketAddress bytes: [UInt8]) {
        guard bytes.count > 2 else { return nil }
        let family = UInt16(bytes[0]) | UInt16(bytes[1]) << 8
        self.act = act
        if family == NetworkEndpoint.unix {
            // A name that begins with a zero is an abstract one, of whatever bytes; a path ends at the first (unix(7)).
            let name = bytes[2...]
            address =
                name.first == 0
                ? "@" + String(decoding: name.dropFirst(), as: UTF8.self)
                : String(decoding: name.prefix { $0 != 0 }, as: UTF8.self)
            port = nil
            return
        }
        guard bytes.count >= 8 else { return nil }
        switch family {
        case NetworkEndpoint.internet:
            address = bytes[4..<8].map(String.init).joined(separator: ".")
        case NetworkEndpoint.internet6 where bytes.count >= 24:
            address = NetworkEndpoint.text(of: Array(bytes[8..<24]))
        default: return nil
        }
        port = UInt16(bytes[2]) << 8 | UInt16(bytes[3])
    }

    /// Whether it is the box's own loopback, any address of the box, or a Unix socket that the server makes itself.
    package var isLocal: Bool {
        if port == nil { return act == .listen }
        return address.hasPrefix("127.") || address == "0.0.0.0" || address == "::1" || address == "::"
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
