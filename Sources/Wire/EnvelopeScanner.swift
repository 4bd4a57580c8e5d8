/// Finds the envelope of one message while its bytes arrive, in any pieces; nothing is kept of them but a short id.
///
/// A top-level scan: strings and brackets are followed so that nothing inside a value is mistaken for a member, and values
/// are not validated. It serves to know which requests wait for an answer, so it is as lenient as the most lenient
/// parser at either end; of members that occur twice the last counts, as it does for them. Members may come in any
/// order (SDKs write the id last), so the whole message has to pass through.
package struct EnvelopeScanner: Sendable {
    private enum Phase: UInt8 {
        case start, beforeMessage, beforeKey, key, beforeColon, beforeValue, string, literal, nested, nestedString
        case ended, unreadable
    }

    private enum Member: UInt8 { case id, method, result, error, other }

    /// The most messages of one batch whose envelopes are kept; what follows is not tracked.
    package static let longestBatch = RequestLedger.capacity

    private var phase = Phase.start
    private var isBatch = false
    /// Open brackets inside a member's value.
    private var depth = 0
    /// Whether the bytes so far of the string at hand end in an odd number of backslashes.
    private var isEscaped = false
    private var member = Member.other
    /// The key or id at hand, and whether it became too long to keep.
    private var token: [UInt8] = []
    private var tokenIsTooLong = false
    private var envelope = Envelope()
    private var batch: [Envelope] = []

    package init() {}

    /// Takes the next bytes of the message.
    ///
    /// The newline that ends it is not one of them.
    package mutating func consume(_ bytes: Span<UInt8>) {
        unsafe bytes.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            unsafe consume(base, buffer.count)
        }
    }

    /// Says what the message was, and is ready for the next one.
    package mutating func finish() -> ScannedMessage {
        defer { restart() }
        guard phase == .ended else { return .unreadable }
        return isBatch ? .batch(batch) : .single(envelope)
    }

    private mutating func restart() {
        phase = .start
        isBatch = false
        depth = 0
        isEscaped = false
        envelope = Envelope()
        batch.removeAll()
    }

    private mutating func consume(_ bytes: UnsafePointer<UInt8>, _ count: Int) {
        var index = 0
        while index < count {
            let byte = unsafe bytes[index]
            switch phase {
            case .nestedString, .string, .key:
                index = unsafe consumeString(bytes, index, count)
            case .nested:
                index = unsafe consumeNested(bytes, index, count)
            case .literal:
                index = unsafe consumeLiteral(bytes, index, count)
            case .ended, .unreadable:
                return
            default:
                index += 1
                if !isWhitespace(byte) { step(byte) }
                // A literal's first byte is a part of it.
                if phase == .literal { index -= 1 }
            }
        }
    }

    /// One byte of the structure outside strings and nested values.
    private mutating func step(_ byte: UInt8) {
        switch (phase, byte) {
        case (.start, UInt8(ascii: "{")): phase = .beforeKey
        case (.start, UInt8(ascii: "[")):
            isBatch = true
            phase = .beforeMessage
        case (.beforeMessage, UInt8(ascii: ",")), (.beforeKey, UInt8(ascii: ",")): break
        case (.beforeMessage, UInt8(ascii: "{")):
            envelope = Envelope()
            phase = .beforeKey
        case (.beforeMessage, UInt8(ascii: "]")): phase = .ended
        case (.beforeKey, UInt8(ascii: "\"")):
            startToken()
            phase = .key
        case (.beforeKey, UInt8(ascii: "}")): endMessage()
        case (.beforeColon, UInt8(ascii: ":")): phase = .beforeValue
        case (.beforeValue, UInt8(ascii: "\"")):
            startToken()
            phase = .string
        case (.beforeValue, UInt8(ascii: "{")), (.beforeValue, UInt8(ascii: "[")):
            if member == .id { envelope.id = nil }
            depth = 1
            phase = .nested
        case (.beforeValue, _):
            startToken()
            phase = .literal
        default: phase = .unreadable
        }
    }

    private mutating func endMessage() {
        guard isBatch else {
            phase = .ended
            return
        }
        if batch.count < Self.longestBatch { batch.append(envelope) }
        phase = .beforeMessage
    }

    // MARK: Values

    /// Runs to the end of the string at hand; the index after it, or `count`.
    private mutating func consumeString(_ bytes: UnsafePointer<UInt8>, _ start: Int, _ count: Int) -> Int {
        var from = start
        while let quote = unsafe ByteSearch.first(UInt8(ascii: "\""), in: bytes, from..<count) {
            let escaped = unsafe endsEscaped(bytes, from, quote)
            isEscaped = false
            from = quote + 1
            if !escaped {
                unsafe keep(bytes, start, quote)
                endString()
                return from
            }
            if from == count { break }
        }
        if from < count { isEscaped = unsafe endsEscaped(bytes, from, count) }
        unsafe keep(bytes, start, count)
        return count
    }

    /// Whether an odd number of backslashes stands before `end`, those before `from` included.
    private func endsEscaped(_ bytes: UnsafePointer<UInt8>, _ from: Int, _ end: Int) -> Bool {
        var run = end
        while run > from, unsafe bytes[run - 1] == UInt8(ascii: "\\") { run -= 1 }
        let isOdd = (end - run) & 1 == 1
        return run == from ? isOdd != isEscaped : isOdd
    }

    private mutating func endString() {
        switch phase {
        case .nestedString: phase = .nested
        case .key:
            member = tokenIsTooLong ? .other : Self.member(named: token)
            phase = .beforeColon
        default:
            if member == .id { envelope.id = tokenIsTooLong ? nil : JSONText.decode(token).map(RequestID.string) }
            endValue()
        }
    }

    /// Runs to the end of a number or a word.
    private mutating func consumeLiteral(_ bytes: UnsafePointer<UInt8>, _ start: Int, _ count: Int) -> Int {
        var end = start
        while end < count, unsafe !isDelimiter(bytes[end]) { end += 1 }
        unsafe keep(bytes, start, end)
        if end < count {
            if member == .id { envelope.id = tokenIsTooLong ? nil : RequestID(literal: token) }
            endValue()
        }
        return end
    }

    /// Runs to the end of an object or array, or to the next string in it.
    private mutating func consumeNested(_ bytes: UnsafePointer<UInt8>, _ start: Int, _ count: Int) -> Int {
        var index = start
        while index < count {
            let byte = unsafe bytes[index]
            index += 1
            if byte == UInt8(ascii: "\"") {
                phase = .nestedString
                return index
            }
            // `{` and `[`, `}` and `]` differ in one bit.
            switch byte | 0x20 {
            case UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: "}"):
                depth -= 1
                if depth == 0 {
                    endValue()
                    return index
                }
            default: break
            }
        }
        return index
    }

    private mutating func endValue() {
        switch member {
        case .id, .other: break
        case .method: envelope.hasMethod = true
        case .result: envelope.hasResult = true
        case .error: envelope.hasError = true
        }
        phase = .beforeKey
    }

    // MARK: Tokens

    private mutating func startToken() {
        token.removeAll(keepingCapacity: true)
        tokenIsTooLong = false
    }

    /// Keeps bytes of a key or of an id; the bytes of other values are not needed.
    private mutating func keep(_ bytes: UnsafePointer<UInt8>, _ start: Int, _ end: Int) {
        guard phase == .key || (member == .id && phase != .nestedString), !tokenIsTooLong else { return }
        guard token.count + end - start <= RequestID.longest else {
            tokenIsTooLong = true
            return
        }
        unsafe token.append(contentsOf: UnsafeBufferPointer(start: bytes + start, count: end - start))
    }

    /// The names that tell messages apart, as they stand on the wire.
    private static let members: [(name: [UInt8], member: Member)] = [
        (Array("id".utf8), .id), (Array("method".utf8), .method), (Array("result".utf8), .result),
        (Array("error".utf8), .error),
    ]

    private static func member(named token: [UInt8]) -> Member {
        for (name, member) in members where name == token { return member }
        guard token.contains(UInt8(ascii: "\\")), let name = JSONText.decode(token) else { return .other }
        return members.first { $0.name.elementsEqual(name.utf8) }?.member ?? .other
    }

    private func isWhitespace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0d || byte == 0x09 || byte == 0x0a }

    private func isDelimiter(_ byte: UInt8) -> Bool {
        isWhitespace(byte) || byte == UInt8(ascii: ",") || byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]")
    }
}
