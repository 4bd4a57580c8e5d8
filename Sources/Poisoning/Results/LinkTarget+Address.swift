/// Addresses that stand where a client expects nothing else.
extension LinkTarget {
    /// The same where nothing but an address may stand: `hxxps://…`, `x-ftp://…`.
    var defangedAddress: [UInt8] {
        let text = defanged
        guard let bracket = text.firstIndex(of: UInt8(ascii: "[")), text[bracket...].starts(with: "[:]".utf8),
            text[..<bracket].allSatisfy(\.isOfScheme)
        else { return text }
        return Array("x-".utf8) + text[..<bracket] + [UInt8(ascii: ":")] + text[(bracket + 3)...]
    }

    /// A text as an address may be spelled: what has no place in one as a percent sign and two digits.
    ///
    /// Brackets stay around the address of a host.
    ///
    /// - Source: RFC 3986, section 2 and 3.2.2.
    static func spelled(_ text: String) -> String {
        let bytes = Array(text.utf8)
        let host = literalHost(in: bytes)
        var spelled: [UInt8] = []
        for (index, byte) in bytes.enumerated() {
            let isKept =
                byte.isOfScheme || "_~:/?#@!$&'()*,;=".utf8.contains(byte) || host.contains(index)
                || (byte == UInt8(ascii: "%")
                    && bytes[index...].dropFirst().prefix(2).count(where: \.isHexadecimal) == 2)
            spelled += isKept ? [byte] : [UInt8(ascii: "%"), digit(byte >> 4), digit(byte & 15)]
        }
        return String(decoding: spelled, as: UTF8.self)
    }

    /// Where an address of a host stands in its brackets; empty where none does.
    private static func literalHost(in bytes: [UInt8]) -> Range<Int> {
        let scheme = bytes.prefix(while: \.isOfScheme)
        let rest = bytes[scheme.endIndex...]
        guard !scheme.isEmpty, rest.starts(with: "://".utf8) else { return 0..<0 }
        let authority = rest.dropFirst(3).prefix { !"/?#".utf8.contains($0) }
        guard let open = authority.firstIndex(of: UInt8(ascii: "[")),
            authority[..<open].isEmpty || authority[..<open].last == UInt8(ascii: "@"),
            let close = authority[open...].firstIndex(of: UInt8(ascii: "]")),
            authority[(open + 1)..<close].allSatisfy({
                $0.isHexadecimal || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ".")
            }),
            close > open + 1
        else { return 0..<0 }
        return open..<close + 1
    }
}

extension UInt8 {
    fileprivate var isHexadecimal: Bool { PercentDecoded.digit(self) != nil }
}
