/// The first twelve bytes of a message (RFC 1035, section 4.1.1).
struct DNSHeader {
    var id: UInt16
    var flags: UInt16
    var questions: UInt16
    var answers: UInt16 = 0
    var authorities: UInt16 = 0
    var additional: UInt16 = 0

    static let length = 12

    static let response: UInt16 = 0x8000
    static let truncated: UInt16 = 0x0200
    static let recursionDesired: UInt16 = 0x0100
    static let recursionAvailable: UInt16 = 0x0080
    static let checkingDisabled: UInt16 = 0x0010
    static let operation: UInt16 = 0x7800

    var isResponse: Bool { flags & Self.response != 0 }
    var isTruncated: Bool { flags & Self.truncated != 0 }
    /// 0 is a query as usual.
    var operationCode: UInt16 { (flags & Self.operation) >> 11 }
    var responseCode: UInt16 { flags & 0x000f }

    init(id: UInt16, flags: UInt16, questions: UInt16) {
        self.id = id
        self.flags = flags
        self.questions = questions
    }

    /// Reads the header at the cursor; nil where a message is shorter than one.
    init?(at cursor: inout ByteCursor, of message: Span<UInt8>) {
        guard var part = cursor.part(Self.length), let id = part.number16(of: message),
            let flags = part.number16(of: message), let questions = part.number16(of: message),
            let answers = part.number16(of: message), let authorities = part.number16(of: message),
            let additional = part.number16(of: message)
        else { return nil }
        self.id = id
        self.flags = flags
        self.questions = questions
        self.answers = answers
        self.authorities = authorities
        self.additional = additional
    }

    func append(to bytes: inout [UInt8]) {
        for number in [id, flags, questions, answers, authorities, additional] { bytes.append(bigEndian: number) }
    }
}

extension [UInt8] {
    mutating func append(bigEndian number: UInt16) {
        append(UInt8(truncatingIfNeeded: number >> 8))
        append(UInt8(truncatingIfNeeded: number))
    }

    mutating func append(bigEndian number: UInt32) {
        append(bigEndian: UInt16(truncatingIfNeeded: number >> 16))
        append(bigEndian: UInt16(truncatingIfNeeded: number))
    }
}
