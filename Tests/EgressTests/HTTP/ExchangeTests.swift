import Egress
import Refusals
import Testing

@Suite struct ExchangeTests {
    private static let get = "GET /a HTTP/1.1\r\nHost: api.example.org\r\n\r\n"
    private static let chunked = "POST / HTTP/1.1\r\nHost: api.example.org\r\nTransfer-Encoding: chunked\r\n\r\n"
    private static let ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

    @Test(arguments: [1, 2, 7, .max])
    func `a request behind another is judged when that one is answered, and not before`(size: Int) {
        var exchange = Exchange()
        exchange.send(Self.get + Self.get.replacing("/a", with: "/b"), pieces: size)
        #expect(exchange.output.judgements.map(\.path) == ["/a"])
        #expect(!exchange.inspector.wantsClient)
        exchange.answer(Self.ok, pieces: size)
        #expect(exchange.output.judgements.map(\.path) == ["/a", "/b"])
        exchange.answer(Self.ok, pieces: size)
        #expect(exchange.client == Self.ok + Self.ok)
        #expect(exchange.end == nil)
    }

    /// Bodies in chunks, their content, and what is wrong with them.
    static let bodies: [(String, String, HTTPFault?)] = [
        ("5\r\nhello\r\n0\r\n\r\n", "hello", nil), ("3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n", "abcde", nil),
        ("0\r\n\r\n", "", nil), ("000A\r\n0123456789\r\n00\r\n\r\n", "0123456789", nil),
        ("a\r\n0123456789\r\n0\r\n\r\n", "0123456789", nil),
        ("\r\n", "", .badChunk), ("5\nhello\r\n", "", .badChunk), ("5;a=b\r\nhello\r\n", "", .badChunk),
        ("5;\n\r\nhello", "", .badChunk), ("5 \r\nhello\r\n", "", .badChunk), (" 5\r\nhello\r\n", "", .badChunk),
        ("0x5\r\nhello\r\n", "", .badChunk), ("+5\r\nhello\r\n", "", .badChunk), ("-1\r\n", "", .badChunk),
        ("5\r\nhelloX\r\n", "hello", .badChunk), ("5\r\nhello\n0\r\n\r\n", "hello", .badChunk),
        ("5\rhello\r\n", "", .badChunk), ("5\r\nhello\r0\r\n\r\n", "hello", .badChunk),
        ("000000005\r\nhello\r\n", "", .badChunk), ("100000000000000005\r\nhello\r\n", "", .badChunk),
        ("0\r\nX: y\r\n\r\n", "", .trailer), ("0\r\nContent-Length: 5\r\n\r\n", "", .trailer),
        ("0\r\n\n", "", .trailer), ("0\r\n\rX", "", .badLineEnd), ("5\r\nhello\r\n0\r\n GET", "hello", .trailer),
    ]

    @Test(arguments: bodies)
    func `a body in chunks is taken apart and written anew`(text: String, content: String, fault: HTTPFault?) {
        for size in [1, 3, .max] {
            var exchange = Exchange()
            exchange.send(Self.chunked + text, pieces: size)
            #expect(exchange.end == fault.map(ExchangeInspector.End.clientFault))
            let sent = exchange.upstream.split(separator: "\r\n\r\n", maxSplits: 1, omittingEmptySubsequences: false)
            #expect(sent.first?.hasSuffix("Transfer-Encoding: chunked") == true)
            let body = sent.dropFirst().joined()
            #expect(body.hasSuffix("0\r\n\r\n") == (fault == nil))
            let plain = body.split(separator: "\r\n").enumerated().filter { !$0.offset.isMultiple(of: 2) }
            #expect(plain.map(\.element).joined() == content)
        }
    }

    @Test func `trailers of an answer go no further`() {
        var exchange = Exchange()
        exchange.send(Self.get)
        exchange.answer(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X\r\n\r\n2\r\nok\r\n0\r\nX: y\r\n\r\n")
        #expect(exchange.client == "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n")
        #expect(exchange.end == nil)
    }

    @Test func `what waits for a word gets it here, and the host never sees that it waits`() {
        var exchange = Exchange()
        exchange.send("PUT / HTTP/1.1\r\nHost: api.example.org\r\nContent-Length: 2\r\nExpect: 100-Continue\r\n\r\n")
        #expect(exchange.client == "HTTP/1.1 100 Continue\r\n\r\n")
        #expect(!exchange.upstream.contains("Expect"))
        exchange.send("hi")
        exchange.answer("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + Self.ok)
        #expect(exchange.client == "HTTP/1.1 100 Continue\r\n\r\n" + Self.ok)
    }

    /// Answers to a GET, and what is wrong with them.
    static let answers: [(String, HTTPFault)] = [
        ("HTTP/1.1 200 OK\nContent-Length: 0\r\n\r\n", .badLineEnd),
        ("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", .badLength),
        ("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", .badCoding),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n", .badCoding),
        ("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", .badCoding),
        ("HTTP/1.1 200 OK\r\nX : y\r\n\r\n", .badField), ("HTTP/1.1 200 OK\r\nX: y\r\n z\r\n\r\n", .foldedField),
        ("HTTP/1.1 20 OK\r\n\r\n", .badStartLine), ("HTTP/1.1 2000 OK\r\n\r\n", .badStartLine),
        ("HTTP/1.1 600 X\r\n\r\n", .badStartLine), ("HTTP/2 200\r\n\r\n", .badStartLine),
        ("220 ready\r\n\r\n", .badStartLine),
        ("HTTP/2.0 200 OK\r\n\r\n", .badVersion),
        ("HTTP/1.1 204 No\r\nContent-Length: 5\r\n\r\nhello", .unexpectedBody),
        ("HTTP/1.1 100 C\r\nContent-Length: 1\r\n\r\n", .unexpectedBody),
        ("HTTP/1.1 200 OK\r\nX: \u{0}\r\n\r\n", .badByte),
        (String(repeating: "HTTP/1.1 103 Early\r\n\r\n", count: 17), .unexpectedResponse),
    ]

    @Test(arguments: answers)
    func `an answer that can be read in two ways is not handed on`(text: String, fault: HTTPFault) {
        for size in [1, .max] {
            var exchange = Exchange()
            exchange.send(Self.get)
            exchange.answer(text, pieces: size)
            #expect(exchange.end == .upstreamFault(fault))
            #expect(exchange.client.hasPrefix("HTTP/1.1 502 Bad Gateway\r\n"))
            #expect(exchange.client.contains(RefusalCode.egressResponseRefused.rawValue))
        }
    }

    @Test func `what answers no request ends the connection`() {
        var early = Exchange()
        early.answer(Self.ok)
        #expect(early.end == .upstreamFault(.unexpectedResponse) && early.client.isEmpty)
        var twice = Exchange()
        twice.send(Self.get)
        twice.answer(Self.ok + Self.ok)
        #expect(twice.end == .upstreamFault(.unexpectedResponse))
        #expect(twice.client == Self.ok)
    }

    @Test(arguments: [
        ("HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"),
        ("GET", "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n"),
        ("GET", "HTTP/1.1 204 No Content\r\n\r\n"), ("HEAD", "HTTP/1.1 200 OK\r\n\r\n"),
    ])
    func `an answer without a body ends with its head`(method: String, answer: String) {
        var exchange = Exchange()
        exchange.send("\(method) /a HTTP/1.1\r\nHost: api.example.org\r\n\r\n\(Self.get)")
        exchange.answer(answer)
        #expect(exchange.client == answer)
        #expect(exchange.output.judgements.count == 2)
    }

    @Test func `a body that ends with the connection is in chunks for who knows them, so that its end is seen`() {
        var exchange = Exchange()
        exchange.send(Self.get)
        exchange.answer("HTTP/1.1 200 OK\r\n\r\nab")
        #expect(exchange.end == nil)
        exchange.endOfUpstream()
        #expect(
            exchange.client
                == "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n2\r\nab\r\n0\r\n\r\n")
        #expect(exchange.end == .done)
        var old = Exchange()
        old.send("GET / HTTP/1.0\r\nHost: api.example.org\r\n\r\n")
        #expect(old.upstream == "GET / HTTP/1.0\r\nHost: api.example.org\r\nConnection: close\r\n\r\n")
        old.answer("HTTP/1.1 200 OK\r\n\r\nab")
        old.endOfUpstream()
        #expect(old.client == "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nab")
    }

    @Test func `a host that goes away within an answer, or before it, is at fault`() {
        var before = Exchange()
        before.send(Self.get)
        before.endOfUpstream()
        #expect(before.end == .upstreamFault(.truncated))
        #expect(before.client.hasPrefix("HTTP/1.1 502"))
        var within = Exchange()
        within.send(Self.get)
        within.answer("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab")
        within.endOfUpstream()
        #expect(within.end == .upstreamFault(.truncated))
        #expect(within.client == "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab")
    }

    @Test func `a program may stop sending behind a request, and not within one`() {
        var exchange = Exchange()
        exchange.send(Self.get)
        exchange.endOfClient()
        exchange.answer(Self.ok)
        #expect(exchange.end == .done && exchange.client.hasSuffix("ok"))
        var within = Exchange()
        within.send(String(Self.get.dropLast(2)))
        within.endOfClient()
        #expect(within.end == .clientFault(.truncated))
        var idle = Exchange()
        idle.endOfClient()
        #expect(idle.end == .done)
    }

    @Test func `an answer before the end of its request is the connection's last`() {
        var exchange = Exchange()
        exchange.send("POST / HTTP/1.1\r\nHost: api.example.org\r\nContent-Length: 60\r\n\r\n" + Self.get)
        exchange.answer("HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n")
        #expect(exchange.client.contains("Connection: close"))
        #expect(exchange.end == .done)
        exchange.send(Self.get)
        #expect(exchange.output.judgements.count == 1)
    }

    @Test func `an answer in chunks is not handed to a program that does not know them`() {
        var exchange = Exchange()
        exchange.send("GET / HTTP/1.0\r\nHost: api.example.org\r\n\r\n")
        exchange.answer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")
        #expect(exchange.end == .upstreamFault(.badCoding))
        #expect(exchange.client.hasPrefix("HTTP/1.1 502"))
    }

    @Test func `nothing is taken, or said, behind an end`() {
        var exchange = Exchange()
        exchange.send("GET / HTTP/1.1\n" + Self.get)
        let (client, upstream) = (exchange.client, exchange.upstream)
        exchange.send(Self.get)
        exchange.answer(Self.ok)
        exchange.endOfUpstream()
        exchange.endOfClient()
        #expect(exchange.client == client && exchange.upstream == upstream)
        #expect(exchange.end == .clientFault(.badLineEnd))
    }

    @Test func `whom an answer names to another address is not told to the program`() {
        var exchange = Exchange()
        exchange.send(Self.get)
        exchange.answer(
            "HTTP/1.1 200 OK\r\nAlt-Svc: h3=\":443\"\r\nConnection: X-Hop\r\nX-Hop: 1\r\nX: 2\r\nContent-Length: 0\r\n\r\n"
        )
        #expect(exchange.client == "HTTP/1.1 200 OK\r\nX: 2\r\nContent-Length: 0\r\n\r\n")
    }
}
