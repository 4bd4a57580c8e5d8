/// What the log's own structure needs of one line: whose it is, and its place in the chain.
///
/// A line is read by the places of its bytes, which are the same in every line; that it is JSON as a whole is for whoever
/// shows it.
package struct LogLine: Sendable {
    package let time: String
    /// 32 hexadecimal digits.
    package let run: String
    /// What messages call the server.
    package let server: String
    package let sequence: UInt64
    package let event: String
    /// The linked line before, where this is a linked one.
    package let after: ChainValue?
    package let chain: ChainValue

    /// The length of `,"after":"…"` and `,"chain":"…"`.
    private static let linkLength = 11 + ChainValue.length

    /// Reads a line without its newline; nil for anything that was never written whole.
    package init?(_ bytes: ArraySlice<UInt8>) {
        var rest = bytes
        guard rest.popLast() == UInt8(ascii: "}"), let chain = LogLine.takeLink("chain", &rest) else { return nil }
        self.chain = chain
        after = LogLine.takeLink("after", &rest)
        guard LogLine.skip(AuditLine.start, &rest), let time = LogLine.take(AuditClock.length, &rest),
            LogLine.skip("\",\"run\":\"", &rest), let run = LogLine.take(AuditTrail.nameLength, &rest),
            LogLine.skip("\",\"server\":\"", &rest)
        else { return nil }
        let server = rest.prefix { $0 != UInt8(ascii: "\"") }
        rest = rest.dropFirst(server.count)
        guard LogLine.skip("\",\"seq\":", &rest) else { return nil }
        let digits = rest.prefix { (0x30...0x39).contains($0) }
        rest = rest.dropFirst(digits.count)
        guard let sequence = UInt64(String(decoding: digits, as: UTF8.self)), LogLine.skip(",\"event\":\"", &rest)
        else { return nil }
        let event = rest.prefix { (0x61...0x7a).contains($0) || $0 == UInt8(ascii: "-") }
        rest = rest.dropFirst(event.count)
        guard !event.isEmpty, rest.first == UInt8(ascii: "\"") else { return nil }
        self.time = time
        self.run = run
        self.server = String(decoding: server, as: UTF8.self)
        self.sequence = sequence
        self.event = String(decoding: event, as: UTF8.self)
    }

    /// Whether a line's bytes are those that its place in the chain was computed of.
    ///
    /// - Parameter previous: The value of the run's line before it; of its first line, the one that the line names.
    package func follows(_ previous: ChainValue, in bytes: ArraySlice<UInt8>) -> Bool {
        var text: [UInt8] = []
        text.reserveCapacity(ChainValue.length + bytes.count)
        text.append(contentsOf: previous.description.utf8)
        text.append(contentsOf: bytes[..<(bytes.endIndex - 1 - LogLine.linkLength)])
        return ChainValue(over: text.span) == chain
    }

    /// Reads a line that may stand behind the rest of another, which a full disk cut short.
    package init?(wholePartOf bytes: ArraySlice<UInt8>) {
        guard let start = LogLine.lastStart(in: bytes) else { return nil }
        self.init(bytes[start...])
    }

    /// Where the last line begins in bytes that were to be one: what was cut short has no newline of its own, so that
    /// another writer's line may follow at once.
    package static func lastStart(in bytes: ArraySlice<UInt8>) -> Int? {
        let mark = Array(AuditLine.start.utf8)
        // Nearly always there is just one, at the beginning.
        var start = bytes.endIndex - mark.count
        while start >= bytes.startIndex {
            if bytes[start] == mark[0], bytes[start...].starts(with: mark) { return start }
            start -= 1
        }
        return nil
    }

    /// Whether bytes can be what is left of a line that was not written to its end: its beginning, and not its last
    /// member; zeros stand where the machine stopped before the disk had them.
    package static func canBeCut(_ bytes: ArraySlice<UInt8>) -> Bool {
        let written = bytes.prefix { $0 != 0 }
        guard bytes[written.endIndex...].allSatisfy({ $0 == 0 }) else { return false }
        let key = ",\"chain\":\""
        let hasPlace = written.count >= linkLength + 1 && written.suffix(linkLength + 1).starts(with: key.utf8)
        return !hasPlace && zip(written, AuditLine.start.utf8).allSatisfy { $0 == $1 }
    }

    private static func takeLink(_ name: String, _ rest: inout ArraySlice<UInt8>) -> ChainValue? {
        guard rest.count >= linkLength else { return nil }
        var link = rest.suffix(linkLength)
        guard skip(",\"\(name)\":\"", &link), link.popLast() == UInt8(ascii: "\""), let value = ChainValue(digits: link)
        else { return nil }
        rest = rest.dropLast(linkLength)
        return value
    }

    private static func skip(_ text: String, _ rest: inout ArraySlice<UInt8>) -> Bool {
        guard rest.starts(with: text.utf8) else { return false }
        rest = rest.dropFirst(text.utf8.count)
        return true
    }

    private static func take(_ count: Int, _ rest: inout ArraySlice<UInt8>) -> String? {
        guard rest.count >= count, rest.prefix(count).allSatisfy({ $0 != UInt8(ascii: "\"") && $0 < 0x80 }) else {
            return nil
        }
        defer { rest = rest.dropFirst(count) }
        return String(decoding: rest.prefix(count), as: UTF8.self)
    }
}
