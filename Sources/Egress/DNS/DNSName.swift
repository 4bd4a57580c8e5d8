/// A host's name as a grant writes it: labels of letters, digits, `-` and `_`, in lower case, without a dot at the end.
///
/// No name can be taken for an address: the last label has a letter and is no hexadecimal number. At most 253 characters.
/// Source: RFC 952, RFC 1123 section 2.1; `_` because hosts have it.
package struct DNSName: Sendable, Hashable {
    let wire: WireName

    /// Takes a name of the wire; nil where it is no host's.
    package init?(_ wire: WireName) {
        guard Self.isHostName(wire.bytes) else { return nil }
        self.wire = wire
    }

    /// Reads `api.example.org`, of any case; nil for anything else, a dot at the end included.
    package init?(text: Span<UInt8>) {
        guard (1...253).contains(text.count) else { return nil }
        var bytes: [UInt8] = [0]
        var length = 0
        for index in text.indices {
            let byte = text[index]
            if byte == UInt8(ascii: ".") {
                bytes[length] = UInt8(truncatingIfNeeded: bytes.count - length - 1)
                length = bytes.count
                bytes.append(0)
            } else {
                bytes.append((UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte)
            }
            guard bytes.count - length - 1 <= 63 else { return nil }
        }
        bytes[length] = UInt8(truncatingIfNeeded: bytes.count - length - 1)
        // A dot at the end has made an empty label.
        guard bytes[length] != 0 else { return nil }
        bytes.append(0)
        self.init(WireName(unchecked: bytes))
    }

    /// Reads a name.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        self.init(text: bytes.span)
    }

    /// Whether this name ends in `.` and the other.
    package func isBelow(_ other: DNSName) -> Bool {
        let bytes = wire.bytes
        let rest = other.wire.bytes
        var index = 0
        // Label by label, since a label's text may hold the bytes of a name.
        while bytes.count - index > rest.count { index += Int(bytes[index]) + 1 }
        return index > 0 && bytes[index...].elementsEqual(rest)
    }

    /// Whether it can be a name of the internet's: it has two labels or more, and the last one is none that is set aside.
    ///
    /// Source: the registry of special-use domain names (RFC 6761), and ICANN's resolution on `internal`.
    package var isOfTheInternet: Bool {
        var labels: [ArraySlice<UInt8>] = []
        var index = 0
        while wire.bytes[index] != 0 {
            labels.append(wire.bytes[(index + 1)...].prefix(Int(wire.bytes[index])))
            index += Int(wire.bytes[index]) + 1
        }
        guard labels.count > 1, let last = labels.last else { return false }
        return !DNSName.setAside.contains { last.elementsEqual($0.utf8) }
    }

    private static let setAside = [
        "alt", "arpa", "example", "internal", "invalid", "local", "localhost", "onion", "test",
    ]

    private static func isHostName(_ bytes: [UInt8]) -> Bool {
        guard bytes.count > 2, bytes.count <= WireName.longest else { return false }
        var index = 0
        var isNumber = true
        while bytes[index] != 0 {
            let label = bytes[(index + 1)...].prefix(Int(bytes[index]))
            guard label.count == Int(bytes[index]), label.allSatisfy(isAllowed), label.first != UInt8(ascii: "-"),
                label.last != UInt8(ascii: "-")
            else { return false }
            isNumber = !label.contains(where: isLetter) || label.starts(with: "0x".utf8)
            index += label.count + 1
            guard index < bytes.count else { return false }
        }
        return !isNumber && index == bytes.count - 1
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        isLetter(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
            || byte == UInt8(ascii: "_")
    }
}

extension DNSName: CustomStringConvertible {
    package var description: String {
        var text: [UInt8] = []
        var index = 0
        while wire.bytes[index] != 0 {
            let length = Int(wire.bytes[index])
            if index > 0 { text.append(UInt8(ascii: ".")) }
            text += wire.bytes[(index + 1)...].prefix(length)
            index += length + 1
        }
        return String(decoding: text, as: UTF8.self)
    }
}
