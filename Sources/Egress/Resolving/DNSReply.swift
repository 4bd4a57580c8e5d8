internal import Addresses

/// What a server outside says to one question.
enum DNSReply: Sendable, Hashable {
    /// At least one, in the server's order, and for how many seconds they may be kept.
    case addresses([IPAddress], secondsToLive: UInt32)
    /// The name exists, and has no address of this kind.
    case noAddresses
    case noSuchName
    /// The server does not, or cannot, answer.
    case refused
    /// The whole reply takes TCP.
    case truncated

    static let mostAddresses = 32
    /// As many aliases behind each other are followed.
    static let mostAliases = 12

    /// Reads the reply to a question; nil for a message that is not it, from whomever.
    ///
    /// Aliases are followed inside the message only. They lead to addresses, and to no other right: the name that is
    /// granted stays the one that was asked for.
    ///
    /// - Throws: `DNSFault`, for a reply to the question that cannot be read.
    static func read(
        _ message: Span<UInt8>, id: UInt16, question: DNSQuestion
    ) throws(DNSFault) -> DNSReply? {
        var cursor = ByteCursor(message)
        guard let header = DNSHeader(at: &cursor, of: message), header.isResponse, header.id == id,
            header.operationCode == 0
        else { return nil }
        // Some servers that refuse repeat no question.
        if header.questions == 0, header.responseCode != 0, header.responseCode != DNSCode.noSuchName.rawValue {
            return .refused
        }
        guard header.questions == 1, isQuestion(question, at: &cursor, of: message) else { return nil }
        guard !header.isTruncated else { return .truncated }
        switch header.responseCode {
        case DNSCode.noError.rawValue: break
        case DNSCode.noSuchName.rawValue: return .noSuchName
        default: return .refused
        }
        var records = Records(type: question.type)
        for _ in 0..<header.answers { try records.read(at: &cursor, of: message) }
        return try records.addresses(of: question.name)
    }

    private static func isQuestion(
        _ question: DNSQuestion, at cursor: inout ByteCursor, of message: Span<UInt8>
    ) -> Bool {
        do throws(DNSFault) {
            return try DNSQuestion.read(at: &cursor, of: message, .refused) == question
        } catch {
            return false
        }
    }
}

extension DNSReply {
    /// The records of an answer that matter.
    private struct Records {
        let type: DNSType
        private var aliases: [WireName: (target: WireName, secondsToLive: UInt32)] = [:]
        private var addresses: [WireName: [(address: IPAddress, secondsToLive: UInt32)]] = [:]

        init(type: DNSType) { self.type = type }

        mutating func read(at cursor: inout ByteCursor, of message: Span<UInt8>) throws(DNSFault) {
            let owner = try WireName.read(at: &cursor, of: message, .followed)
            guard let type = cursor.number16(of: message), let classCode = cursor.number16(of: message),
                let seconds = cursor.number32(of: message), let data = cursor.part16(of: message)
            else { throw .truncated }
            guard classCode == DNSQuestion.internet else { return }
            // A lifetime with the high bit set is none (RFC 2181, section 8).
            let secondsToLive = seconds >> 31 == 0 ? seconds : 0
            switch DNSType(rawValue: type) {
            case .cname:
                var data = data
                let target = try WireName.read(at: &data, of: message, .followed)
                guard data.isAtEnd, aliases[owner].map({ $0.target == target }) ?? true else { throw .badRecord }
                aliases[owner] = (target, secondsToLive)
            case self.type:
                guard let address = IPAddress(bytes: message.extracting(data.rest)),
                    (address.bitCount == 32) == (self.type == .a)
                else { throw .badRecord }
                if addresses[owner, default: []].count < mostAddresses {
                    addresses[owner, default: []].append((address, secondsToLive))
                }
            default: break
            }
        }

        /// Follows the aliases of a name to its addresses.
        func addresses(of name: WireName) throws(DNSFault) -> DNSReply {
            var name = name
            var secondsToLive = UInt32.max
            for _ in 0...mostAliases {
                if let found = addresses[name] {
                    secondsToLive = found.reduce(secondsToLive) { min($0, $1.secondsToLive) }
                    return .addresses(found.map(\.address), secondsToLive: secondsToLive)
                }
                guard let alias = aliases[name] else { return .noAddresses }
                name = alias.target
                secondsToLive = min(secondsToLive, alias.secondsToLive)
            }
            throw .tooManyAliases
        }
    }
}
