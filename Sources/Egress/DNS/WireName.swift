/// A domain name of any bytes, as it stands on the wire: labels behind their lengths, the root's zero last.
///
/// ASCII letters are lower case, so that equal names are equal bytes (RFC 4343). At most 255 bytes.
package struct WireName: Sendable, Hashable {
    let bytes: [UInt8]

    static let longest = 255
    /// As many pointers are followed in one name; real ones have one or two.
    private static let mostPointers = 32

    /// Whether a name may go on elsewhere in its message (RFC 1035, section 4.1.4).
    enum Compression { case refused, followed }

    init(unchecked bytes: [UInt8]) { self.bytes = bytes }

    /// Reads the name at the cursor, which stands behind it then.
    ///
    /// A pointer leads to before the place where the labels at hand began, so that none leads in a circle.
    static func read(
        at cursor: inout ByteCursor, of message: Span<UInt8>, _ compression: Compression
    ) throws(DNSFault) -> WireName {
        var name: [UInt8] = []
        var reader = cursor
        var start = reader.position
        var pointers = 0
        while true {
            guard let length = reader.byte(of: message) else { throw .truncated }
            switch length {
            case 0:
                name.append(0)
                if pointers == 0 { cursor = reader }
                return WireName(unchecked: name)
            case 1...63:
                guard name.count + Int(length) + 2 <= longest else { throw .nameTooLong }
                guard let label = reader.part(Int(length)) else { throw .truncated }
                name.append(length)
                for index in label.rest { name.append(lowerCase(message[index])) }
            case 0xc0...0xff:
                guard compression == .followed else { throw .badPointer }
                guard let low = reader.byte(of: message) else { throw .truncated }
                if pointers == 0 { cursor = reader }
                pointers += 1
                let place = Int(length & 0x3f) << 8 | Int(low)
                guard place < start, pointers <= mostPointers else { throw .badPointer }
                reader.moveBack(to: place)
                start = place
            default: throw .badLabel
            }
        }
    }

    private static func lowerCase(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}
