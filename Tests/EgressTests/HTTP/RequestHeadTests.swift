import Egress
import Refusals
import Testing

@Suite struct RequestHeadTests {
    /// A request, and what is wrong with it.
    static let refused: [(String, HTTPFault)] = [
        // Where a line ends.
        ("GET / HTTP/1.1\nHost: api.example.org\r\n\r\n", .badLineEnd),
        ("GET / HTTP/1.1\r\nHost: api.example.org\n\r\n", .badLineEnd),
        ("GET / HTTP/1.1\r\nHost: api.example.org\r\n\n", .badLineEnd),
        ("GET / HTTP/1.1\rHost: api.example.org\r\n\r\n", .badLineEnd),
        ("GET / HTTP/1.1\r\nHost: api.example.org\r\nA: b\rX: y\r\n\r\n", .badLineEnd),
        ("\r\nGET / HTTP/1.1\r\nHost: api.example.org\r\n\r\n", .badStartLine),
        // The first line.
        ("GET  / HTTP/1.1\r\nHost: api.example.org\r\n\r\n", .badStartLine),
        ("GET / HTTP/1.1 \r\nHost: api.example.org\r\n\r\n", .badStartLine),
        (" GET / HTTP/1.1\r\nHost: api.example.org\r\n\r\n", .badStartLine),
        ("GET\t/\tHTTP/1.1\r\nHost: api.example.org\r\n\r\n", .badStartLine),
        ("GET /\r\nHost: api.example.org\r\n\r\n", .badStartLine),
        ("GET /a b HTTP/1.1\r\nHost: api.example.org\r\n\r\n", .badStartLine),
        ("GET / HTTP/1.2\r\nHost: api.example.org\r\n\r\n", .badVersion),
        ("GET / HTTP/2.0\r\nHost: api.example.org\r\n\r\n", .badVersion),
        ("GET / http/1.1\r\nHost: api.example.org\r\n\r\n", .badVersion),
        ("GET / HTTP/1.10\r\nHost: api.example.org\r\n\r\n", .badVersion),
        ("PRI * HTTP/2.0\r\n\r\n", .badVersion),
        ("get / HTTP/1.1\r\nHost: api.example.org\r\n\r\n", .badMethod),
        ("G(T / HTTP/1.1\r\nHost: api.example.org\r\n\r\n", .badMethod),
        ("TRACE / HTTP/1.1\r\nHost: api.example.org\r\n\r\n", .badMethod),
        ("CONNECT api.example.org:443 HTTP/1.1\r\nHost: api.example.org\r\n\r\n", .badMethod),
        // Other forms of a target.
        ("OPTIONS * HTTP/1.1\r\nHost: api.example.org\r\n\r\n", .badTarget),
        ("GET https://api.example.org/ HTTP/1.1\r\nHost: api.example.org\r\n\r\n", .badTarget),
        ("GET http://evil.example/ HTTP/1.1\r\nHost: api.example.org\r\n\r\n", .badTarget),
        ("GET //evil.example/ HTTP/1.1\r\nHost: api.example.org\r\n\r\n", .badTarget),
        ("GET api.example.org HTTP/1.1\r\nHost: api.example.org\r\n\r\n", .badTarget),
        // Fields.
        ("GET / HTTP/1.1\r\nHost : api.example.org\r\n\r\n", .badField),
        ("GET / HTTP/1.1\r\nHost: api.example.org\r\nTransfer-Encoding : chunked\r\n\r\n", .badField),
        ("GET / HTTP/1.1\r\nHost: api.example.org\r\nTransfer_Encoding: chunked\r\n\r\n", .badField),
        ("GET / HTTP/1.1\r\nHost: api.example.org\r\nnothing\r\n\r\n", .badField),
        ("GET / HTTP/1.1\r\nHost: api.example.org\r\n: x\r\n\r\n", .badField),
        ("GET / HTTP/1.1\r\nHost: api.example.org\r\nX\u{85}: x\r\n\r\n", .badField),
        ("GET / HTTP/1.1\r\nHost: api.example.org\r\nA: b\r\n c\r\n\r\n", .foldedField),
        ("GET / HTTP/1.1\r\n Host: api.example.org\r\n\r\n", .foldedField),
        ("GET / HTTP/1.1\r\nHost: api.example.org\r\nA: b\r\n\tTransfer-Encoding: chunked\r\n\r\n", .foldedField),
        ("GET / HTTP/1.1\r\nHost: api.example.org\r\nA: \u{0}\r\n\r\n", .badByte),
        ("GET / HTTP/1.1\r\nHost: api.example.org\r\nA: \u{b}\r\n\r\n", .badByte),
        ("GET / HTTP/1.1\r\nHost: api.example.org\r\nA: \u{7f}\r\n\r\n", .badByte),
        // The host.
        ("GET / HTTP/1.1\r\n\r\n", .badHost), ("GET / HTTP/1.0\r\n\r\n", .badHost),
        ("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n", .badHost),
        ("GET / HTTP/1.1\r\nHost: api.example.org\r\nHost: api.example.org\r\n\r\n", .badHost),
        ("GET / HTTP/1.1\r\nHost: api.example.org\r\nhost: evil.example\r\n\r\n", .badHost),
        ("GET / HTTP/1.1\r\nHost: api.example.org, evil.example\r\n\r\n", .badHost),
        ("GET / HTTP/1.1\r\nHost: api.example.org:8443\r\n\r\n", .badHost),
        ("GET / HTTP/1.1\r\nHost: api.example.org:0443\r\n\r\n", .badHost),
        ("GET / HTTP/1.1\r\nHost: api.example.org:\r\n\r\n", .badHost),
        ("GET / HTTP/1.1\r\nHost: api.example.org.\r\n\r\n", .badHost),
        ("GET / HTTP/1.1\r\nHost: evil@api.example.org\r\n\r\n", .badHost),
        ("GET / HTTP/1.1\r\nHost:\r\n\r\n", .badHost),
        // Where the body ends: CL.TE, TE.CL, TE.TE, CL.CL.
        (post("Content-Length: 6\r\nTransfer-Encoding: chunked"), .badCoding),
        (post("Transfer-Encoding: chunked\r\nContent-Length: 4"), .badCoding),
        (post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked"), .badCoding),
        (post("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity"), .badCoding),
        (post("Transfer-Encoding: xchunked"), .badCoding), (post("Transfer-Encoding: chunked, chunked"), .badCoding),
        (post("Transfer-Encoding: gzip, chunked"), .badCoding), (post("Transfer-Encoding: identity"), .badCoding),
        (post("Transfer-Encoding: \u{b}chunked"), .badByte), (post("Transfer-Encoding: \u{85}chunked"), .badCoding),
        (post("Transfer-Encoding: \"chunked\""), .badCoding), (post("Transfer-Encoding: chunked;x=y"), .badCoding),
        (post("Transfer-Encoding:"), .badCoding), (post("Transfer-Encoding: ,chunked"), .badCoding),
        (post("Content-Length: 5\r\nContent-Length: 6"), .badLength),
        (post("Content-Length: 5\r\nContent-Length: 5"), .badLength),
        (post("Content-Length: 5, 5"), .badLength), (post("Content-Length: +5"), .badLength),
        (post("Content-Length: -1"), .badLength), (post("Content-Length: 0x5"), .badLength),
        (post("Content-Length: 5 5"), .badLength), (post("Content-Length:"), .badLength),
        (post("Content-Length: 18446744073709551616"), .badLength), (post("Content-Length: \u{663}"), .badLength),
        ("POST / HTTP/1.0\r\nHost: api.example.org\r\nTransfer-Encoding: chunked\r\n\r\n", .badCoding),
        ("GET / HTTP/1.1\r\nHost: api.example.org\r\nContent-Length: 3\r\n\r\n", .unexpectedBody),
        ("GET / HTTP/1.1\r\nHost: api.example.org\r\nTransfer-Encoding: chunked\r\n\r\n", .unexpectedBody),
        // What is about the connection.
        (post("Connection: Authorization"), .badConnection), (post("Connection: close, Host"), .badConnection),
        (post("Connection: close\r\nConnection: Content-Length"), .badConnection),
        (post("Content-Length: 1\r\nExpect: 200-ok"), .badConnection),
        (post("Content-Length: 1\r\nExpect: 100-continue\r\nExpect: 100-continue"), .badConnection),
        (post("Upgrade: h2c\r\nConnection: Upgrade"), .upgrade), (post("Connection: Upgrade"), .upgrade),
        (post("Upgrade: websocket\r\nConnection: Upgrade"), .upgrade),
        // What some servers believe more than the first line.
        (post("X-HTTP-Method-Override: DELETE"), .overridden), (post("x-original-url: /admin"), .overridden),
        (post("X-Forwarded-Host: evil.example"), .overridden), (post("X_Original_URL: /admin"), .overridden),
    ]

    static func post(_ fields: String) -> String { "POST / HTTP/1.1\r\nHost: api.example.org\r\n\(fields)\r\n\r\n" }

    @Test(arguments: refused)
    func `a request that can be read in two ways is refused, in whatever pieces it comes`(
        text: String, fault: HTTPFault
    ) {
        var whole = Exchange()
        whole.send(text)
        #expect(whole.end == .clientFault(fault))
        #expect(whole.upstream.isEmpty)
        #expect(whole.client.hasPrefix("HTTP/1.1 403 Forbidden\r\n"))
        let code = RefusalCode.egressRequestRefused.rawValue
        #expect(whole.client.contains("\"code\":\"\(code)\",\"reason\":\"\(fault.word)\""))
        var bytewise = Exchange()
        bytewise.send(text, pieces: 1)
        #expect(bytewise.end == whole.end && bytewise.output.toClient == whole.output.toClient)
        #expect(bytewise.upstream.isEmpty)
    }

    @Test(arguments: [
        (HTTPHeadReader.longestLine, 1), (1000, 70), (1, HTTPHeadReader.mostLines),
    ])
    func `a head that is too long is refused before it ends`(length: Int, count: Int) {
        var exchange = Exchange()
        exchange.send("GET / HTTP/1.1\r\nHost: api.example.org\r\n")
        for _ in 0..<count { exchange.send("A: " + String(repeating: "b", count: length) + "\r\n") }
        #expect(exchange.end == .clientFault(.tooLong))
    }

    @Test func `what passes is written anew, for this host, without what is about the connection`() {
        var exchange = Exchange()
        exchange.send(
            """
            POST /a/%7Euser?x=%41|y HTTP/1.1\r
            hOST:\tAPI.Example.Org:443 \r
            Connection: keep-alive, TE\r
            TE: trailers\r
            Keep-Alive: timeout=5\r
            Accept-Encoding: gzip\r
            X-Odd:   a  b\t\r
            Content-Length: 2\r
            \r
            hi
            """)
        #expect(
            exchange.upstream == """
                POST /a/~user?x=%41|y HTTP/1.1\r
                Host: api.example.org\r
                Accept-Encoding: gzip\r
                X-Odd: a  b\r
                Content-Length: 2\r
                \r
                hi
                """)
        #expect(exchange.end == nil)
    }

    @Test(arguments: [
        (8443, true, "api.example.org:8443"), (80, false, "api.example.org"), (443, false, "api.example.org:443"),
    ])
    func `a port that is not the scheme's own is named`(port: UInt16, isTLS: Bool, host: String) {
        let authority = HTTPAuthority(name: Exchange.name("api.example.org"), port: port, isTLS: isTLS)
        var exchange = Exchange(authority: authority)
        exchange.send("GET / HTTP/1.1\r\nHost: api.example.org:\(port)\r\n\r\n")
        #expect(exchange.upstream == "GET / HTTP/1.1\r\nHost: \(host)\r\n\r\n")
        var without = Exchange(authority: authority)
        without.send("GET / HTTP/1.1\r\nHost: api.example.org\r\n\r\n")
        #expect(without.end == (host == "api.example.org" ? nil : .clientFault(.badHost)))
    }
}
