/// A query of one question, as programs in a box send it.
package struct DNSQuery: Sendable, Hashable {
    package var id: UInt16
    package var question: DNSQuestion
    /// Where the question stands in the message, so that a reply repeats it to the letter's case.
    var questionRange: Range<Int>
    /// The flags that a reply repeats.
    var repeatedFlags: UInt16
    var options: Options?

    /// What the `OPT` record says (RFC 6891, section 6.1).
    struct Options: Sendable, Hashable {
        var version: UInt8
        var wantsSecurityRecords: Bool
    }

    static let repeatedFlags = DNSHeader.recursionDesired | DNSHeader.checkingDisabled | DNSHeader.operation

    /// Reads a whole message; nothing but a question and one `OPT` record may be in it.
    package static func read(_ message: Span<UInt8>) throws(DNSFault) -> DNSQuery {
        var cursor = ByteCursor(message)
        guard let header = DNSHeader(at: &cursor, of: message) else { throw .truncated }
        guard !header.isResponse else { throw .wrongDirection }
        guard header.questions == 1, header.answers == 0, header.authorities == 0, header.additional <= 1,
            !header.isTruncated
        else { throw .badCounts }
        let start = cursor.position
        // There is nothing before it that a pointer could lead to.
        let question = try DNSQuestion.read(at: &cursor, of: message, .refused)
        let range = start..<cursor.position
        let options = header.additional == 1 ? try Options.read(at: &cursor, of: message) : nil
        guard cursor.isAtEnd else { throw .trailingBytes }
        return DNSQuery(
            id: header.id, question: question, questionRange: range,
            repeatedFlags: header.flags & repeatedFlags, options: options)
    }

    /// The message that asks for one kind of record of a name, with recursion; over TCP behind its length.
    package static func message(id: UInt16, name: DNSName, type: DNSType, framed isFramed: Bool = false) -> [UInt8] {
        var bytes: [UInt8] = []
        // A name and four bytes more.
        if isFramed { bytes.append(bigEndian: UInt16(DNSHeader.length + name.wire.bytes.count + 4)) }
        DNSHeader(id: id, flags: DNSHeader.recursionDesired, questions: 1).append(to: &bytes)
        DNSQuestion(name: name.wire, type: type, classCode: DNSQuestion.internet).append(to: &bytes)
        return bytes
    }
}

extension DNSQuery.Options {
    /// The upper bits of the response code, the version, flags.
    private static let securityRecords: UInt32 = 0x8000

    static func read(at cursor: inout ByteCursor, of message: Span<UInt8>) throws(DNSFault) -> Self {
        guard let root = cursor.byte(of: message), let type = cursor.number16(of: message),
            cursor.number16(of: message) != nil, let fields = cursor.number32(of: message),
            cursor.part16(of: message) != nil
        else { throw .truncated }
        guard root == 0, type == DNSType.opt.rawValue else { throw .badOption }
        return Self(
            version: UInt8(truncatingIfNeeded: fields >> 16), wantsSecurityRecords: fields & securityRecords != 0)
    }

    /// Appends the record of a reply.
    func append(to bytes: inout [UInt8], code: DNSCode) {
        bytes.append(0)
        bytes.append(bigEndian: DNSType.opt.rawValue)
        bytes.append(bigEndian: DNSAnswer.payloadSize)
        // Version 0 is ours, whatever was asked for.
        let upperBits = UInt32(code.rawValue >> 4) << 24
        bytes.append(bigEndian: upperBits | (wantsSecurityRecords ? Self.securityRecords : 0))
        bytes.append(bigEndian: UInt16(0))
    }
}
