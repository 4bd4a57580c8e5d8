package import Addresses

/// Which hosts a grant names.
package enum HostPattern: Sendable, Hashable, CustomStringConvertible {
    /// One DNS name, in lower case, without a dot at the end.
    case name(String)
    /// Every name that ends in `.` and this suffix.
    case below(String)
    /// One address, written as itself.
    case address(IPAddress)

    /// Reads a host of a profile: `api.example.org`, `*.example.org`, `192.0.2.1` or `2001:db8::1`; nil for anything else.
    package init?(_ text: String) {
        if let address = IPAddress(text) {
            // `::ffff:192.0.2.1` says one address and looks like another.
            guard address.bitCount == 32 || !text.contains(".") else { return nil }
            self = .address(address)
        } else if text.hasPrefix("*.") {
            let suffix = String(text.dropFirst(2))
            // Below a public suffix such as `com` there is no one host.
            guard HostPattern.isName(suffix), suffix.contains(".") else { return nil }
            self = .below(suffix)
        } else {
            guard HostPattern.isName(text) else { return nil }
            self = .name(text)
        }
    }

    package var description: String {
        switch self {
        case .name(let name): name
        case .below(let suffix): "*.\(suffix)"
        case .address(let address): address.description
        }
    }

    /// Whether this can only be reached in a private range or on this machine, as far as its text tells.
    package var isPrivate: Bool {
        switch self {
        case .name(let name), .below(let name):
            let labels = name.split(separator: ".")
            let last = labels.last ?? ""
            return labels.count == 1
                || ["localhost", "local", "internal", "lan", "intranet", "home", "corp"].contains(last)
                || name.hasSuffix(".home.arpa") || name == "home.arpa"
        case .address(let address): return SpecialPurpose(of: address) != nil
        }
    }

    /// Whether this is a DNS name in lower case; its last label is not a number, which some resolvers read as an address.
    private static func isName(_ text: String) -> Bool {
        guard !text.isEmpty, text.utf8.count <= 253 else { return false }
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        guard let last = labels.last, last.utf8.contains(where: isLetter) else { return false }
        return !last.hasPrefix("0x")
            && labels.allSatisfy { label in
                (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
                    && label.utf8.allSatisfy {
                        isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_")
                    }
            }
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) }
    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
