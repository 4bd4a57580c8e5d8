extension ClientHello {
    /// More extensions than any client has.
    private static let mostExtensions = 128
    private static let mostProtocols = 64

    private enum Extension {
        static let serverName: UInt16 = 0
        static let protocols: UInt16 = 16
        /// Its number in RFC 9849, and the one that its first draft had.
        static let encryptedHello: Set<UInt16> = [0xfe0d, 0xffce]
    }

    /// Reads the body of a hello, from an index to the end of the bytes.
    static func read(_ bytes: Span<UInt8>, from start: Int) throws(HelloFault) -> ClientHello {
        var cursor = ByteCursor(bytes)
        // Version, random.
        guard cursor.part(start) != nil, let version = cursor.number16(of: bytes), cursor.part(32) != nil,
            let session = cursor.part8(of: bytes), let suites = cursor.part16(of: bytes),
            let compressions = cursor.part8(of: bytes)
        else { throw .truncated }
        guard version >> 8 == 3, session.rest.count <= 32, suites.rest.count >= 2, suites.rest.count % 2 == 0,
            !compressions.isAtEnd
        else { throw .badField }
        var hello = ClientHello(serverName: nil)
        // Before TLS 1.2 a hello might end here.
        guard !cursor.isAtEnd else { return hello }
        guard var extensions = cursor.part16(of: bytes) else { throw .truncated }
        guard cursor.isAtEnd else { throw .trailingBytes }
        var seen: [UInt16] = []
        while !extensions.isAtEnd {
            guard let type = extensions.number16(of: bytes), let data = extensions.part16(of: bytes) else {
                throw .truncated
            }
            // One server would take the first, another the last.
            guard !seen.contains(type) else { throw .duplicateExtension }
            guard seen.count < mostExtensions else { throw .badField }
            seen.append(type)
            switch type {
            case Extension.serverName: hello.serverName = try readServerName(data, of: bytes)
            case Extension.protocols: hello.protocols = try readProtocols(data, of: bytes)
            case let other:
                hello.hasEncryptedHello = hello.hasEncryptedHello || Extension.encryptedHello.contains(other)
            }
        }
        return hello
    }

    /// One entry of the kind that there is, host name, and nothing else.
    private static func readServerName(
        _ data: ByteCursor, of bytes: Span<UInt8>
    ) throws(HelloFault) -> DNSName {
        var data = data
        guard var list = data.part16(of: bytes), data.isAtEnd, list.byte(of: bytes) == 0,
            let text = list.part16(of: bytes), list.isAtEnd, let name = DNSName(text: bytes.extracting(text.rest))
        else { throw .badServerName }
        return name
    }

    private static func readProtocols(
        _ data: ByteCursor, of bytes: Span<UInt8>
    ) throws(HelloFault) -> [[UInt8]] {
        var data = data
        guard var list = data.part16(of: bytes), data.isAtEnd, !list.isAtEnd else { throw .badField }
        var protocols: [[UInt8]] = []
        while !list.isAtEnd {
            guard let name = list.part8(of: bytes), !name.isAtEnd, protocols.count < mostProtocols else {
                throw .badField
            }
            protocols.append(name.rest.map { bytes[$0] })
        }
        return protocols
    }
}
