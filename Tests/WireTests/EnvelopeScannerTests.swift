import Testing
import Wire

/// What the scanner must find in a message, however its bytes arrive.
@Suite struct EnvelopeScannerTests {
    struct Case: CustomTestStringConvertible {
        var text: String
        var expected: ScannedMessage
        var testDescription: String { text }

        init(_ text: String, _ expected: ScannedMessage) {
            self.text = text
            self.expected = expected
        }

        /// A single message.
        init(_ text: String, id: RequestID? = nil, _ members: Member...) {
            self.init(text, .single(Self.envelope(id, members)))
        }

        enum Member { case method, result, error }

        static func envelope(_ id: RequestID?, _ members: [Member]) -> Envelope {
            Envelope(
                id: id, hasMethod: members.contains(.method), hasResult: members.contains(.result),
                hasError: members.contains(.error))
        }
    }

    static let cases: [Case] = [
        // Both eras of the protocol.
        Case(
            #"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25"}}"#,
            id: .integer(1), .method),
        Case(
            #"{"jsonrpc":"2.0","id":"d-1","method":"server/discover","params":{"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28"}}}"#,
            id: .string("d-1"), .method),
        Case(#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#, .method),
        Case(#"{"jsonrpc":"2.0","id":1,"result":{}}"#, id: .integer(1), .result),
        Case(#"{"jsonrpc":"2.0","id":1,"error":{"code":-1,"message":"no"}}"#, id: .integer(1), .error),
        // SDKs write the id last.
        Case(
            #"{"method":"tools/call","params":{"name":"id","arguments":{"id":7,"method":"x"}},"jsonrpc":"2.0","id":3}"#,
            id: .integer(3), .method),
        // Kinds of id.
        Case(#"{"id":0,"method":"a"}"#, id: .integer(0), .method),
        Case(#"{"id":-12,"method":"a"}"#, id: .integer(-12), .method),
        Case(#"{"id":9223372036854775807,"method":"a"}"#, id: .integer(.max), .method),
        Case(#"{"id":9223372036854775808,"method":"a"}"#, id: .number("9223372036854775808"), .method),
        Case(#"{"id":1.5,"method":"a"}"#, id: .number("1.5"), .method),
        Case(#"{"id":"","method":"a"}"#, id: .string(""), .method),
        Case(#"{"id":"\u0061\"\\\/\n\ud83d\ude00é","method":"a"}"#, id: .string("a\"\\/\n😀é"), .method),
        Case(#"{"id":null,"method":"a"}"#, .method),
        Case(#"{"id":true,"method":"a"}"#, .method),
        Case(#"{"id":{"id":1},"method":"a"}"#, .method),
        Case(#"{"id":[1],"method":"a"}"#, .method),
        Case(#"{"id":"\ud800","method":"a"}"#, .method),
        Case(#"{"id":"\x","method":"a"}"#, .method),
        Case(
            "{\"id\":\"\(String(repeating: "i", count: 1024))\",\"method\":\"a\"}",
            id: .string(String(repeating: "i", count: 1024)), .method),
        Case("{\"id\":\"\(String(repeating: "i", count: 1025))\",\"method\":\"a\"}", .method),
        // A name may be escaped, and of two members the last counts.
        Case(#"{"\u0069d":4,"method":"a"}"#, id: .integer(4), .method),
        Case(#"{"id":1,"id":2,"method":"a"}"#, id: .integer(2), .method),
        Case(#"{"id":1,"id":{},"method":"a"}"#, .method),
        Case(#"{"identity":1,"methods":"a","i":2,"":3}"#),
        // Nothing inside a value is a member.
        Case(#"{"params":{"id":1,"method":"a","result":{},"error":[]}}"#),
        Case(#"{"a":"\",\"id\":1,\"method\":\"","id":2,"result":[[{"]":"}"}]]}"#, id: .integer(2), .result),
        Case(#"{"a":"\\","id":2,"result":"\\\"{"}"#, id: .integer(2), .result),
        Case(#"{"a":"\\\\\\\"\\","id":2,"result":null}"#, id: .integer(2), .result),
        Case(#"{"a":["\\","\"]"],"id":2,"result":1e5}"#, id: .integer(2), .result),
        // Space.
        Case(" \t{ \"id\" :\t5 , \"method\"\r: \"a\" } \r", id: .integer(5), .method),
        Case("{}"),
        // Batches of revision 2025-03-26.
        Case("[]", .batch([])),
        Case(
            #"[{"id":1,"method":"a"}, {"method":"b"},{"id":"x","result":{}}]"#,
            .batch([
                Case.envelope(.integer(1), [.method]), Case.envelope(nil, [.method]),
                Case.envelope(.string("x"), [.result]),
            ])),
        // What is no message.
        Case("", .unreadable), Case("   ", .unreadable), Case("null", .unreadable), Case("\"id\"", .unreadable),
        Case("[1]", .unreadable), Case("[[]]", .unreadable), Case("{1:2}", .unreadable), Case("{\"id\"}", .unreadable),
        Case("{\"id\":1", .unreadable), Case("{\"id", .unreadable), Case("[{\"id\":1}", .unreadable),
        Case("{\"a\":\"\\\"}", .unreadable), Case("Listening on stdio", .unreadable),
    ]

    @Test(arguments: cases)
    func `a message is found out whole, byte by byte and cut anywhere`(sample: Case) {
        let bytes = Array(sample.text.utf8)
        var scanner = EnvelopeScanner()
        scanner.consume(bytes.span)
        #expect(scanner.finish() == sample.expected)

        for byte in bytes { scanner.consume([byte].span) }
        #expect(scanner.finish() == sample.expected, "byte by byte")

        for cut in 0...bytes.count {
            scanner.consume(Array(bytes[..<cut]).span)
            scanner.consume(Array(bytes[cut...]).span)
            #expect(scanner.finish() == sample.expected, "cut at \(cut)")
        }
    }

    @Test func `nothing of one message is left for the next`() {
        var scanner = EnvelopeScanner()
        for text in [#"{"id":1,"method":"a"}"#, #"{"id":1,"meth"#, "[{\"id\":1", #"{"a":"\"#] {
            scanner.consume(Array(text.utf8).span)
            _ = scanner.finish()
            scanner.consume(Array("{}".utf8).span)
            #expect(scanner.finish() == .single(Envelope()), "after \(text)")
        }
    }

    @Test func `a batch without end keeps a bounded number of envelopes`() {
        var scanner = EnvelopeScanner()
        scanner.consume(Array("[".utf8).span)
        for number in 0..<(EnvelopeScanner.longestBatch + 10) {
            scanner.consume(Array("{\"id\":\(number),\"method\":\"a\"},".utf8).span)
        }
        scanner.consume(Array("{}]".utf8).span)
        guard case .batch(let envelopes) = scanner.finish() else {
            Issue.record("not a batch")
            return
        }
        #expect(envelopes.count == EnvelopeScanner.longestBatch)
        #expect(envelopes.last?.id == .integer(Int64(EnvelopeScanner.longestBatch - 1)))
    }

    @Test(arguments: 0..<200)
    func `a random message is found out as it was made`(seed: UInt64) {
        var generator = MessageGenerator(seed: seed)
        let (text, envelope) = generator.message()
        let bytes = Array(text.utf8)
        var scanner = EnvelopeScanner()
        var index = 0
        while index < bytes.count {
            let end = min(bytes.count, index + Int.random(in: 1...7, using: &generator.random))
            scanner.consume(Array(bytes[index..<end]).span)
            index = end
        }
        #expect(scanner.finish() == .single(envelope), "\(text)")
    }

    @Test(arguments: 0..<50)
    func `random bytes never stop the scanner`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let alphabet = Array("{}[]\",:\\ud0019n.e-tru id method\u{1}é".utf8)
        var scanner = EnvelopeScanner()
        for _ in 0..<200 {
            let count = Int.random(in: 0...40, using: &random)
            let bytes = (0..<count).map { _ in alphabet.randomElement(using: &random) ?? 0 }
            scanner.consume(bytes.span)
            if Bool.random(using: &random) { _ = scanner.finish() }
        }
        _ = scanner.finish()
        scanner.consume(Array(#"{"id":1,"method":"a"}"#.utf8).span)
        #expect(scanner.finish() == .single(Envelope(id: .integer(1), hasMethod: true)))
    }
}
