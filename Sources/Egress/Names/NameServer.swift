/// The name server of a box: it knows the granted names, and asks nobody.
///
/// Any resolver that a program has by heart is this one. What it says is decided by the table alone, so that no name outside
/// the grants ever leaves.
package struct NameServer: Sendable {
    package var table: NameTable

    package init(table: NameTable) { self.table = table }

    /// Answers one message: appends the reply, and says what was asked; nil where the answer is silence.
    ///
    /// Silence is for what could be a reply itself, and for less than a header: two servers would answer each other for ever.
    /// The same over UDP and TCP, since no reply is longer than 512 bytes; over TCP its length stands before it.
    ///
    /// Source: RFC 1035, section 4; RFC 6891; RFC 8482 for why all records of a name are none.
    package mutating func answer(_ message: Span<UInt8>, into reply: inout [UInt8]) -> Lookup? {
        var cursor = ByteCursor(message)
        guard let header = DNSHeader(at: &cursor, of: message), !header.isResponse else { return nil }
        guard header.operationCode == 0 else {
            DNSAnswer(.notImplemented).append(to: &reply, for: header)
            return Lookup(name: nil, type: DNSType(rawValue: 0), verdict: .notSupported)
        }
        do throws(DNSFault) {
            let query = try DNSQuery.read(message)
            let (answer, verdict) = judge(query)
            answer.append(to: &reply, for: query, in: message)
            return Lookup(name: DNSName(query.question.name), type: query.question.type, verdict: verdict)
        } catch {
            DNSAnswer(.formatError).append(to: &reply, for: header)
            return Lookup(name: nil, type: DNSType(rawValue: 0), verdict: .malformed)
        }
    }

    private mutating func judge(_ query: DNSQuery) -> (DNSAnswer, Lookup.Verdict) {
        guard query.options.map(\.version) ?? 0 == 0 else { return (DNSAnswer(.badVersion), .notSupported) }
        guard query.question.classCode == DNSQuestion.internet else { return (DNSAnswer(.refused), .notSupported) }
        guard let name = DNSName(query.question.name) else { return (DNSAnswer(.noSuchName), .notGranted) }
        switch table.standing(of: name) {
        case .notGranted: return (DNSAnswer(.noSuchName), .notGranted)
        case .poolExhausted: return (DNSAnswer(.serverFailure), .poolExhausted)
        case .granted(let addresses), .unknown(let addresses):
            let verdict: Lookup.Verdict = table.isUnknown(name) ? .unknown : .answered
            switch query.question.type {
            case .a: return (DNSAnswer(.noError, addresses.v4), verdict)
            case .aaaa: return (DNSAnswer(.noError, addresses.v6), verdict)
            // Of HTTPS records a program would learn addresses and keys that are not the broker's.
            default: return (DNSAnswer(.noError), .noRecords)
            }
        }
    }

    /// Answers one message that came over TCP: the reply is appended behind its length.
    package mutating func answer(streamed message: Span<UInt8>, into reply: inout [UInt8]) -> Lookup? {
        let start = reply.count
        reply.append(bigEndian: UInt16(0))
        guard let lookup = answer(message, into: &reply) else {
            reply.removeLast(reply.count - start)
            return nil
        }
        let count = UInt16(truncatingIfNeeded: reply.count - start - 2)
        reply[start] = UInt8(truncatingIfNeeded: count >> 8)
        reply[start + 1] = UInt8(truncatingIfNeeded: count)
        return lookup
    }
}
