/// Reads the client hello at the start of a connection while its bytes arrive, in any pieces.
///
/// It keeps a copy of the hello and nothing of what follows; whoever feeds it keeps the bytes that go on to the server. It
/// judges the same bytes that a server puts together, so it is as strict as the strictest about records.
package struct ClientHelloReader: Sendable {
    package enum Outcome: Sendable, Hashable {
        case needsMore
        case hello(ClientHello)
        case notTLS(PlainStart)
        case fault(HelloFault)
    }

    /// No hello is longer, its own header included.
    ///
    /// Real ones have some hundred bytes; keys that resist quantum computers and encrypted hellos make them thousands.
    package static let longest = 32 << 10

    /// What was found; it changes no more once it is not `needsMore`.
    package private(set) var outcome = Outcome.needsMore
    /// Bytes of a record's header.
    private var header: [UInt8] = []
    /// How many bytes of the record at hand are to come.
    private var recordRest = 0
    private var message: [UInt8] = []

    private static let recordHeaderLength = 5
    private static let messageHeaderLength = 4
    /// What a record may carry (RFC 8446, section 5.1).
    private static let longestRecord = 1 << 14

    package init() {}

    /// Takes the next bytes.
    package mutating func feed(_ bytes: Span<UInt8>) -> Outcome {
        var index = 0
        while index < bytes.count, outcome == .needsMore {
            if recordRest == 0 {
                header.append(bytes[index])
                index += 1
                judgeHeader()
            } else {
                let count = min(recordRest, bytes.count - index)
                for place in index..<index + count { message.append(bytes[place]) }
                recordRest -= count
                index += count
                judgeMessage()
            }
        }
        return outcome
    }

    /// Judges a record's header as far as it is here.
    private mutating func judgeHeader() {
        let isFirst = message.isEmpty
        guard header[0] == 22 else {
            // An SSL 2 hello shows itself by its third byte: a length with the high bit set, then the message's type.
            if isFirst, header[0] & 0x80 != 0 {
                guard header.count >= 3 else { return }
                return stop(.notTLS(header[2] == 1 ? .sslVersion2 : .other))
            }
            let isRecord = (20...24).contains(header[0])
            guard isFirst else { return stop(.fault(.badRecord)) }
            return stop(.notTLS(isRecord ? .otherRecord : .other))
        }
        guard header.count >= 2 else { return }
        guard header[1] == 3 else { return stop(isFirst ? .notTLS(.other) : .fault(.badRecord)) }
        guard header.count == Self.recordHeaderLength else { return }
        let length = Int(header[3]) << 8 | Int(header[4])
        guard (1...Self.longestRecord).contains(length) else { return stop(.fault(.badRecord)) }
        recordRest = length
        header.removeAll(keepingCapacity: true)
    }

    /// Judges the message as far as it is here.
    private mutating func judgeMessage() {
        guard message[0] == 1 else { return stop(.fault(.wrongMessage)) }
        guard message.count >= Self.messageHeaderLength else { return }
        let length = Self.messageHeaderLength + (Int(message[1]) << 16 | Int(message[2]) << 8 | Int(message[3]))
        guard length <= Self.longest else { return stop(.fault(.tooLong)) }
        guard message.count >= length else { return }
        // Nothing may follow until the server has spoken, neither here nor in the rest of the record.
        guard message.count == length, recordRest == 0 else { return stop(.fault(.trailingBytes)) }
        do throws(HelloFault) {
            stop(.hello(try ClientHello.read(message.span, from: Self.messageHeaderLength)))
        } catch {
            stop(.fault(error))
        }
    }

    private mutating func stop(_ outcome: Outcome) {
        self.outcome = outcome
        header = []
        message = []
    }
}
