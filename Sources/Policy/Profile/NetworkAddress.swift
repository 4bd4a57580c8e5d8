/// An IPv4 or IPv6 address, as bytes in network order.
package enum NetworkAddress: Sendable, Hashable, CustomStringConvertible {
    /// Four bytes.
    case version4([UInt8])
    /// Sixteen bytes.
    case version6([UInt8])

    /// Reads an address in its ordinary spelling: four decimal numbers without leading zeroes, or RFC 4291 groups
    /// without a zone and without a dotted tail; nil for anything else.
    package init?(_ text: String) {
        if let bytes = NetworkAddress.parseVersion4(text) {
            self = .version4(bytes)
        } else if let bytes = NetworkAddress.parseVersion6(text) {
            self = .version6(bytes)
        } else {
            return nil
        }
    }

    /// Whether the address is one of the public internet: no private, link-local, loopback, shared, multicast,
    /// documentation or transition range (RFC 6890 and the IANA special-purpose registries).
    package var isPublic: Bool {
        switch self {
        case .version4(let bytes):
            switch (bytes[0], bytes[1], bytes[2]) {
            case (0, _, _), (10, _, _), (127, _, _), (169, 254, _), (192, 168, _), (192, 0, 0), (192, 0, 2),
                (192, 88, 99), (198, 18...19, _), (198, 51, 100), (203, 0, 113), (224...255, _, _),
                (100, 64...127, _), (172, 16...31, _):
                return false
            default: return true
            }
        case .version6(let bytes):
            // Only 2000::/3 is public, and of it not 2001::/23 (protocols), 2001:db8::/32, 2002::/16 (6to4), 3fff::/20.
            guard bytes[0] & 0xe0 == 0x20 else { return false }
            switch (bytes[0], bytes[1], bytes[2], bytes[3]) {
            case (0x20, 0x01, 0...1, _), (0x20, 0x01, 0x0d, 0xb8), (0x20, 0x02, _, _), (0x3f, 0xff, 0...0x0f, _):
                return false
            default: return true
            }
        }
    }

    package var description: String {
        switch self {
        case .version4(let bytes): bytes.map { String($0) }.joined(separator: ".")
        case .version6(let bytes):
            stride(from: 0, to: 16, by: 2).map { index in
                String(UInt16(bytes[index]) << 8 | UInt16(bytes[index + 1]), radix: 16)
            }.joined(separator: ":")
        }
    }

    private static func parseVersion4(_ text: String) -> [UInt8]? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var bytes: [UInt8] = []
        for part in parts {
            guard let byte = UInt8(part), String(byte) == part else { return nil }
            bytes.append(byte)
        }
        return bytes
    }

    private static func parseVersion6(_ text: String) -> [UInt8]? {
        guard text.utf8.count <= 39, text.contains(":"), !text.contains(":::") else { return nil }
        let gap = text.firstRange(of: "::")
        var head: [UInt8] = []
        var tail: [UInt8] = []
        if let gap {
            guard let first = groups(text[..<gap.lowerBound]), let second = groups(text[gap.upperBound...]),
                first.count + second.count <= 14
            else { return nil }
            (head, tail) = (first, second)
        } else {
            guard let all = groups(text[...]), all.count == 16 else { return nil }
            head = all
        }
        return head + [UInt8](repeating: 0, count: 16 - head.count - tail.count) + tail
    }

    /// The bytes of hexadecimal groups between colons; empty text has none.
    private static func groups(_ text: Substring) -> [UInt8]? {
        guard !text.isEmpty else { return [] }
        var bytes: [UInt8] = []
        for part in text.split(separator: ":", omittingEmptySubsequences: false) {
            guard (1...4).contains(part.utf8.count), part.utf8.allSatisfy({ isHexadecimal($0) }),
                let group = UInt16(part, radix: 16)
            else { return nil }
            bytes.append(UInt8(group >> 8))
            bytes.append(UInt8(group & 0xff))
        }
        return bytes
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
            || (UInt8(ascii: "A")...UInt8(ascii: "F")).contains(byte)
    }
}
