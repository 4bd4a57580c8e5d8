/// What a query asks: a name, and which records of it.
package struct DNSQuestion: Sendable, Hashable {
    package var name: WireName
    package var type: DNSType
    /// 1 is the internet.
    var classCode: UInt16

    static let internet: UInt16 = 1

    /// Reads the question at the cursor.
    static func read(
        at cursor: inout ByteCursor, of message: Span<UInt8>, _ compression: WireName.Compression
    ) throws(DNSFault) -> DNSQuestion {
        let name = try WireName.read(at: &cursor, of: message, compression)
        guard let type = cursor.number16(of: message), let classCode = cursor.number16(of: message) else {
            throw .truncated
        }
        return DNSQuestion(name: name, type: DNSType(rawValue: type), classCode: classCode)
    }

    func append(to bytes: inout [UInt8]) {
        bytes += name.bytes
        bytes.append(bigEndian: type.rawValue)
        bytes.append(bigEndian: classCode)
    }
}

/// A kind of record, by its number (IANA, “Resource Record (RR) TYPEs”).
package struct DNSType: RawRepresentable, Sendable, Hashable {
    package var rawValue: UInt16

    package init(rawValue: UInt16) { self.rawValue = rawValue }

    package static let a = DNSType(rawValue: 1)
    package static let cname = DNSType(rawValue: 5)
    package static let aaaa = DNSType(rawValue: 28)
    package static let opt = DNSType(rawValue: 41)
    package static let svcb = DNSType(rawValue: 64)
    package static let https = DNSType(rawValue: 65)
}

/// What a reply says of itself (IANA, “DNS RCODEs”).
enum DNSCode: UInt16, Sendable {
    case noError = 0
    case formatError = 1
    case serverFailure = 2
    case noSuchName = 3
    case notImplemented = 4
    case refused = 5
    /// Its upper bits stand in the `OPT` record.
    case badVersion = 16
}
