import FuzzProperties
import Wire

/// Reads a message a second time by building its whole value, and compares.
///
/// The scanner is lenient, this reader is strict: what is JSON by RFC 8259 both must read alike. What is none, the
/// scanner may take for anything, but always for the same thing.
enum SecondReader {
    /// What the scanner makes of a line at once, which is what it must make of it in pieces.
    static func scan(_ line: [UInt8]) -> ScannedMessage {
        var scanner = EnvelopeScanner()
        scanner.consume(line.span)
        let message = scanner.finish()
        var reader = StrictJSON(line)
        if let value = reader.text() { require(message == envelope(of: value), "two readers find the same message") }
        return message
    }

    private static func envelope(of value: StrictJSON.Value) -> ScannedMessage {
        switch value {
        case .object(let members): return .single(envelope(of: members))
        case .array(let items):
            var batch: [Envelope] = []
            for item in items {
                guard case .object(let members) = item else { return .unreadable }
                batch.append(envelope(of: members))
            }
            return .batch(Array(batch.prefix(EnvelopeScanner.longestBatch)))
        default: return .unreadable
        }
    }

    private static func envelope(of members: [StrictJSON.Member]) -> Envelope {
        var envelope = Envelope()
        for member in members {
            switch member.name {
            case "id": envelope.id = id(member)
            case "method": envelope.hasMethod = true
            case "result": envelope.hasResult = true
            case "error": envelope.hasError = true
            default: break
            }
        }
        return envelope
    }

    private static func id(_ member: StrictJSON.Member) -> RequestID? {
        switch member.value {
        case .string(let text?) where member.writtenLength - 2 <= RequestID.longest: return .string(text)
        case .number(let text) where member.writtenLength <= RequestID.longest:
            return Int64(text).map(RequestID.integer) ?? .number(text)
        default: return nil
        }
    }
}
