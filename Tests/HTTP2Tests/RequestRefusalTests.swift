import Egress
import HTTP2
import Testing

/// What a program writes byte by byte, so that no library is in the way.
@Suite struct RequestRefusalTests {
    struct Case: Sendable, CustomStringConvertible {
        var description: String
        var fields: [(String, String)]
        var fault: HTTPFault
        var content: [UInt8]? = nil
        var isComplete = true
    }

    private static func with(_ more: (String, String)...) -> [(String, String)] { Frames.request() + more }

    private static func without(_ name: String) -> [(String, String)] { Frames.request().filter { $0.0 != name } }

    private static func changed(_ name: String, _ value: String) -> [(String, String)] {
        Frames.request().map { $0.0 == name ? (name, value) : $0 }
    }

    static let cases: [Case] = [
        Case(description: "no method", fields: without(":method"), fault: .badPseudoField),
        Case(description: "no scheme", fields: without(":scheme"), fault: .badPseudoField),
        Case(description: "no authority", fields: without(":authority"), fault: .badPseudoField),
        Case(
            description: "a host in place of the authority",
            fields: without(":authority") + [("host", "api.example.org")], fault: .badPseudoField),
        Case(description: "no path", fields: without(":path"), fault: .badPseudoField),
        Case(description: "a status", fields: Frames.request() + [(":status", "200")], fault: .badPseudoField),
        Case(description: "two paths", fields: Frames.request() + [(":path", "/b")], fault: .badPseudoField),
        Case(description: "two authorities", fields: with((":authority", "api.example.org")), fault: .badPseudoField),
        Case(description: "an unknown pseudo-field", fields: with((":x", "y")), fault: .badPseudoField),
        Case(
            description: "a pseudo-field behind a field", fields: [("a", "b")] + Frames.request(),
            fault: .badPseudoField),
        Case(
            description: "the path behind a field", fields: without(":path") + [("a", "b"), (":path", "/a")],
            fault: .badPseudoField),
        Case(description: "another scheme", fields: changed(":scheme", "http"), fault: .badPseudoField),
        Case(
            description: "CONNECT", fields: [(":method", "CONNECT"), (":authority", "api.example.org:443")],
            fault: .badMethod),
        Case(
            description: "extended CONNECT", fields: changed(":method", "CONNECT") + [(":protocol", "websocket")],
            fault: .badMethod),
        Case(description: "a protocol of a GET", fields: with((":protocol", "websocket")), fault: .upgrade),
        Case(description: "TRACE", fields: changed(":method", "TRACE"), fault: .badMethod),
        Case(description: "a method in small letters", fields: changed(":method", "get"), fault: .badMethod),
        Case(description: "a method with a space", fields: changed(":method", "GET /"), fault: .badMethod),
        Case(description: "another host", fields: changed(":authority", "evil.example.org"), fault: .badHost),
        Case(description: "another port", fields: changed(":authority", "api.example.org:8443"), fault: .badHost),
        Case(description: "a user", fields: changed(":authority", "a@api.example.org"), fault: .badHost),
        Case(description: "an empty authority", fields: changed(":authority", ""), fault: .badHost),
        Case(description: "a host field of another host", fields: with(("host", "evil.example.org")), fault: .badHost),
        Case(
            description: "two host fields", fields: with(("host", "api.example.org"), ("host", "api.example.org")),
            fault: .badHost),
        Case(description: "an absolute path", fields: changed(":path", "https://api.example.org/a"), fault: .badTarget),
        Case(description: "an asterisk", fields: changed(":path", "*"), fault: .badTarget),
        Case(description: "an empty path", fields: changed(":path", ""), fault: .badTarget),
        Case(description: "a path that leads up", fields: changed(":path", "/a/../b"), fault: .badTarget),
        Case(description: "a path with a space", fields: changed(":path", "/a b"), fault: .badTarget),
        Case(description: "a path with a line end", fields: changed(":path", "/a\r\nx: y"), fault: .badByte),
        Case(description: "connection", fields: with(("connection", "close")), fault: .badConnection),
        Case(description: "keep-alive", fields: with(("keep-alive", "1")), fault: .badConnection),
        Case(description: "proxy-connection", fields: with(("proxy-connection", "close")), fault: .badConnection),
        Case(description: "transfer-encoding", fields: with(("transfer-encoding", "chunked")), fault: .badConnection),
        Case(description: "upgrade", fields: with(("upgrade", "h2c")), fault: .badConnection),
        Case(description: "http2-settings", fields: with(("http2-settings", "AAA")), fault: .badConnection),
        Case(description: "te of more than trailers", fields: with(("te", "trailers, gzip")), fault: .badConnection),
        Case(description: "two te", fields: with(("te", "trailers"), ("te", "trailers")), fault: .badConnection),
        Case(description: "an unknown expectation", fields: with(("expect", "x")), fault: .badConnection),
        Case(description: "a name in capitals", fields: with(("X-Y", "z")), fault: .badField),
        Case(description: "an empty name", fields: with(("", "z")), fault: .badField),
        Case(description: "a name with a space", fields: with(("x y", "z")), fault: .badField),
        Case(description: "a name with a colon", fields: with(("x:y", "z")), fault: .badField),
        Case(description: "a name with a line end", fields: with(("x\r\ny", "z")), fault: .badField),
        Case(description: "a ruling name with a low line", fields: with(("content_length", "0")), fault: .badField),
        Case(description: "a value with a line feed", fields: with(("x", "a\nb")), fault: .badByte),
        Case(description: "a value with a return", fields: with(("x", "a\rb")), fault: .badByte),
        Case(description: "a value with a zero", fields: with(("x", "a\0b")), fault: .badByte),
        Case(description: "a value with a space in front", fields: with(("x", " a")), fault: .badField),
        Case(description: "a value with a tabulator behind", fields: with(("x", "a\t")), fault: .badField),
        Case(
            description: "another method by a field", fields: with(("x-http-method-override", "DELETE")),
            fault: .overridden),
        Case(description: "another path by a field", fields: with(("x-original-url", "/b")), fault: .overridden),
        Case(
            description: "a long value", fields: with(("x", String(repeating: "a", count: 16 << 10))), fault: .tooLong),
        Case(
            description: "many fields", fields: Frames.request() + (0..<129).map { ("x\($0)", "y") }, fault: .tooLong),
        Case(description: "a length without content", fields: with(("content-length", "1")), fault: .badLength),
        Case(
            description: "two lengths", fields: with(("content-length", "0"), ("content-length", "0")),
            fault: .badLength),
        Case(description: "a length with a sign", fields: with(("content-length", "+0")), fault: .badLength),
        Case(
            description: "content of a GET", fields: Frames.request(), fault: .unexpectedBody, content: Array("a".utf8)),
        Case(
            description: "more content than said", fields: Frames.request("POST") + [("content-length", "1")],
            fault: .badLength, content: Array("ab".utf8)),
        Case(
            description: "less content than said", fields: Frames.request("POST") + [("content-length", "3")],
            fault: .badLength, content: Array("ab".utf8)),
    ]

    @Test(arguments: cases, [1, .max])
    func `a request that is none gets an answer of its own, and the others go on`(_ refused: Case, size: Int) {
        let connection = Connection(pieces: size)
        var block = Frames.block(refused.fields)
        connection.send(Frames.preface + Frames.settings)
        // A long head is in several frames.
        let first = Array(block.prefix(16_000))
        block.removeFirst(first.count)
        let flags: UInt8 = (refused.content == nil ? 1 : 0) | (block.isEmpty ? 4 : 0)
        connection.send(Frames.frame(1, flags: flags, stream: 1, first))
        if !block.isEmpty { connection.send(Frames.frame(9, flags: 4, stream: 1, block)) }
        if let content = refused.content { connection.send(Frames.data(1, content, endsStream: true)) }
        connection.send(Frames.headers(3, Frames.request()))
        connection.deliver()
        #expect(connection.faults.map(\.end) == [.clientFault(refused.fault)])
        #expect(connection.end == nil)
        let program = FrameReader(connection.toClient)
        #expect(program.value(":status", of: 1) == "403")
        #expect(program.value("content-type", of: 1) == "application/json")
        #expect(
            program.content(of: 1)
                == "{\"code\":\"egress.request-refused\",\"reason\":\"\(refused.fault.word)\"}\n")
        // Nothing of it is a request to the host, but the one behind it is.
        connection.host.answer(connection.hostStreams.last ?? 0, content: Array("fine".utf8))
        connection.deliverFromHost()
        #expect(FrameReader(connection.toClient).content(of: 3) == "fine")
        let answered = connection.host.messages.values.filter { $0.isComplete && $0.closed == 0 }
        #expect(answered.count == 1 && answered.first?.value(":path") == "/a")
        #expect(connection.host.errors.isEmpty)
    }

    @Test func `no rule lets a request pass: the program is told in the words of HTTP/1.1`() {
        let rules = RequestRules([RequestRules.Rule(methods: ["GET"], path: RequestRules.Pattern("/a*"))])
        let connection = Connection(rules: rules)
        let (refused, passed) = (connection.program.request("DELETE", "/a"), connection.program.request("GET", "/ab"))
        let head = connection.program.request("HEAD", "/a")
        connection.run()
        connection.host.answer(1)
        connection.run()
        #expect(connection.program.messages[refused]?.status == "403")
        #expect(
            connection.program.messages[refused]?.text
                == "{\"code\":\"egress.request-refused\",\"reason\":\"no rule of this host's grant lets DELETE /a pass\"}\n"
        )
        #expect(connection.program.messages[passed]?.text == "ok")
        #expect(connection.program.messages[head]?.status == "403")
        #expect(connection.program.messages[head]?.content == [])
        #expect(connection.judgements.map(\.rule) == [nil, 0, nil])
        #expect(connection.host.messages.count == 1 && connection.end == nil)
        #expect(connection.program.errors.isEmpty)
    }

    @Test(arguments: [(4, false), (64 << 10, false), (64 << 10 | 1, true), (200 << 10, true)])
    func `a program that still sends much of what is refused is told to stop`(length: Int, isTold: Bool) {
        let rules = RequestRules([RequestRules.Rule(methods: ["GET"], path: RequestRules.Pattern("/a*"))])
        let connection = Connection(rules: rules)
        let content = Array(repeating: UInt8(ascii: "x"), count: length)
        let stream = connection.program.request("POST", content: content, isComplete: false)
        connection.run()
        #expect(connection.program.messages[stream]?.status == "403")
        #expect(connection.program.messages[stream]?.isComplete == true)
        #expect(connection.program.messages[stream]?.closed == (isTold ? 0 : nil))
        #expect(connection.host.messages.isEmpty && connection.end == nil)
    }

    @Test func `trailers of a request are refused, before the host has all of it`() {
        let connection = Connection()
        let stream = connection.program.request("POST", content: Array("a".utf8), trailers: [Peer.Field("x", "y")])
        connection.run()
        #expect(connection.program.messages[stream]?.status == "403")
        #expect(connection.faults == [.init(method: "POST", path: "/a", end: .clientFault(.trailer))])
        #expect(connection.host.messages[1]?.isComplete == false)
        #expect(connection.host.messages[1]?.closed == 8)
    }

    @Test func `cookies in pieces and a host that agrees pass`() {
        let connection = Connection()
        connection.program.request(
            "GET", "/a",
            [Peer.Field("cookie", "a=b"), Peer.Field("cookie", "c=d"), Peer.Field("host", "API.example.org")],
            authority: "Api.Example.Org")
        connection.run()
        #expect(
            connection.host.messages[1]?.head.suffix(3) == [
                Peer.Field(":path", "/a"), Peer.Field("cookie", "a=b"), Peer.Field("cookie", "c=d"),
            ])
        #expect(connection.host.messages[1]?.value(":authority") == "api.example.org")
    }

    @Test(arguments: ["GET / HTTP/1.1\r\nHost: api.example.org\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n"])
    func `what is no HTTP/2 from its first bytes on is the end`(text: String) {
        let connection = Connection()
        connection.send(Array(text.utf8))
        #expect(connection.end == .clientFault(.badFrame))
    }
}
