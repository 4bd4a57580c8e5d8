internal import Addresses

/// What the name server of a box replies: a code, and at most one address.
///
/// So it always fits the 512 bytes that a reader without EDNS takes, and nothing is ever truncated.
struct DNSAnswer {
    var code: DNSCode
    var address: IPAddress?

    /// How long a program may keep an address.
    ///
    /// It never changes in the life of a box; short, so that what outlives a box has forgotten it.
    static let secondsToLive: UInt32 = 60
    /// What we say that we take over UDP: no query is longer.
    static let payloadSize: UInt16 = 1232

    init(_ code: DNSCode, _ address: IPAddress? = nil) {
        self.code = code
        self.address = address
    }

    /// Appends the reply to a query that was read from this message.
    func append(to bytes: inout [UInt8], for query: DNSQuery, in message: Span<UInt8>) {
        var header = header(id: query.id, repeatedFlags: query.repeatedFlags, questions: 1)
        header.answers = address == nil ? 0 : 1
        header.additional = query.options == nil ? 0 : 1
        header.append(to: &bytes)
        for index in query.questionRange { bytes.append(message[index]) }
        if let address { append(address, to: &bytes) }
        query.options?.append(to: &bytes, code: code)
    }

    /// Appends the reply to what has a header and is no query that could be read.
    func append(to bytes: inout [UInt8], for header: DNSHeader) {
        self.header(id: header.id, repeatedFlags: header.flags & DNSQuery.repeatedFlags, questions: 0)
            .append(to: &bytes)
    }

    private func header(id: UInt16, repeatedFlags: UInt16, questions: UInt16) -> DNSHeader {
        let flags = DNSHeader.response | DNSHeader.recursionAvailable | repeatedFlags | code.rawValue & 0x000f
        return DNSHeader(id: id, flags: flags, questions: questions)
    }

    private func append(_ address: IPAddress, to bytes: inout [UInt8]) {
        // The name: where the question has it.
        bytes.append(bigEndian: 0xc000 | UInt16(DNSHeader.length))
        let type: DNSType =
            switch address {
            case .v4: .a
            case .v6: .aaaa
            }
        bytes.append(bigEndian: type.rawValue)
        bytes.append(bigEndian: DNSQuestion.internet)
        bytes.append(bigEndian: Self.secondsToLive)
        let data = address.bytes
        bytes.append(bigEndian: UInt16(truncatingIfNeeded: data.count))
        bytes += data
    }
}
