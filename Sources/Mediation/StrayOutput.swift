internal import Refusals

/// Lines of a server that are no messages, as many servers print their logs to standard output.
///
/// They are not forwarded; a person sees them where standard error goes. Too many are a flood.
struct StrayOutput {
    /// The most bytes of stray lines, of a whole run.
    static let limitBytes: UInt64 = 4 << 20
    /// The longest part of one line that is shown, in bytes.
    static let shownBytes = 500

    private(set) var lines: UInt64 = 0
    private(set) var bytes: UInt64 = 0

    /// Takes a line.
    ///
    /// - Returns: What a person is told, and the refusal that ends the box when it is a flood.
    mutating func take(_ line: Span<UInt8>) -> (told: Refusal, ending: Refusal?) {
        lines += 1
        bytes += UInt64(line.count) + 1
        var shown: [UInt8] = []
        for index in 0..<min(line.count, Self.shownBytes) { shown.append(line[index]) }
        let text = String(decoding: shown, as: UTF8.self) + (line.count > Self.shownBytes ? " …" : "")
        let told = Refusal(.wireStrayOutput, "the server printed to its standard output: \(text)")
        guard bytes > Self.limitBytes else { return (told, nil) }
        return (
            told,
            Refusal(
                .limitExceeded,
                "the server printed more than \(Self.limitBytes) bytes to its standard output that are no messages")
        )
    }

    /// Whether a line can only be a log: it does not begin as a message does.
    static func isStray(_ line: Span<UInt8>) -> Bool {
        for index in line.indices {
            switch line[index] {
            case 0x20, 0x09, 0x0d: continue
            case UInt8(ascii: "{"): return false
            case UInt8(ascii: "["): return !beginsBatch(line, after: index)
            default: return true
            }
        }
        return true
    }

    /// Whether a bracket begins an array of messages, and not a log's `[INFO]`.
    private static func beginsBatch(_ line: Span<UInt8>, after bracket: Int) -> Bool {
        for index in bracket + 1..<line.count where ![0x20, 0x09, 0x0d].contains(line[index]) {
            return line[index] == UInt8(ascii: "{") || line[index] == UInt8(ascii: "]")
        }
        return false
    }

    /// Whether there is nothing but white space.
    static func isBlank(_ line: Span<UInt8>) -> Bool {
        line.indices.allSatisfy { [0x20, 0x09, 0x0d].contains(line[$0]) }
    }
}
