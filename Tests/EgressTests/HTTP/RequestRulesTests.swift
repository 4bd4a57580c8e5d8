import Egress
import Testing

@Suite struct RequestRulesTests {
    private static let rules = RequestRules([
        RequestRules.Rule(methods: ["GET"], path: RequestRules.Pattern("/repos/me/*")),
        RequestRules.Rule(methods: ["POST", "PATCH"], path: RequestRules.Pattern("/issues")),
        RequestRules.Rule(
            methods: ["GET"], path: RequestRules.Pattern("/search"),
            query: [RequestRules.Condition("q", RequestRules.Pattern("repo:me/a*"))],
            fields: [RequestRules.Condition("X-Kind", RequestRules.Pattern("plain"))]),
        RequestRules.Rule(methods: ["GET"], path: RequestRules.Pattern("/live"), allowsWebSocket: true),
    ])

    @Test(arguments: [
        ("GET /repos/me/a", "", 0), ("GET /repos/me/", "", 0), ("GET /repos/me/%61?x", "", 0), ("POST /issues", "", 1),
        ("PATCH /issues?x=y", "", 1), ("GET /search?q=repo:me/a%20b", "X-Kind: plain\r\n", 2),
        ("GET /search?p=1&q=repo%3Ame/a", "x-kind: plain\r\n", 2), ("GET /live", "", 3),
        ("GET /repos/me", "", nil), ("HEAD /repos/me/a", "", nil), ("GET /repos/Me/a", "", nil),
        ("POST /issues/1", "", nil), ("GET /search?q=repo:me/a", "", nil), ("GET /search", "X-Kind: plain\r\n", nil),
        ("GET /search?q=repo:me/a&q=repo:you/b", "X-Kind: plain\r\n", nil),
        ("GET /search?q=repo:me/a&%71=b", "X-Kind: plain\r\n", nil),
        ("GET /search?Q=repo:me/a", "X-Kind: plain\r\n", nil),
        ("GET /search?q=repo:me/a", "X-Kind: plain\r\nX-Kind: plain\r\n", nil), ("GET /", "", nil),
    ])
    func `a request passes by the first rule that fits, and none without`(line: String, fields: String, rule: Int?) {
        var exchange = Exchange(rules: Self.rules)
        exchange.send("\(line) HTTP/1.1\r\nHost: api.example.org\r\n\(fields)\r\n")
        #expect(exchange.output.judgements.map(\.rule) == [rule])
        #expect(exchange.upstream.isEmpty == (rule == nil))
        #expect(exchange.end == (rule == nil ? .refused : nil))
        guard rule == nil else { return }
        #expect(exchange.client.hasPrefix("HTTP/1.1 403 Forbidden\r\n"))
        #expect(exchange.client.contains("egress.request-refused") == !line.hasPrefix("HEAD"))
    }

    @Test(arguments: [
        ("/repos/{o}/{r}/issues", "/repos/me/a/issues", true), ("/repos/{o}/{r}/issues", "/repos/me/issues", false),
        ("/repos/{o}/{r}/issues", "/repos/me/a/b/issues", false), ("/repos/{o}/{r}", "/repos/me/a", true),
        ("/repos/{o}/{r}", "/repos/me/a/b", false), ("/repos/{o}/{r}", "/repos/me/", false),
        ("/repos/{o}/{r}/issues/*", "/repos/me/a/issues/1/comments", true), ("/repos/{o}/a", "/repos//a", false),
        ("/{o}/a", "/me/a", true), ("/{o}/a", "/me/b", false), ("/*", "/", true), ("/a/*", "/a", false),
        ("/a*", "/a", true), ("/", "/", true), ("/", "/a", false), ("*", "", true), ("/a*b", "/a*b", true),
        ("/a*b", "/axb", false), ("/{o", "/me", false),
    ])
    func `a part in braces stands for one part of a path, and a star at its end for any rest`(
        pattern: String, path: String, fits: Bool
    ) {
        #expect(RequestRules.Pattern(pattern).matches(Array(path.utf8)) == fits)
        #expect(RequestRules.Pattern(pattern).description == pattern)
    }

    @Test func `what is on record is the path that was judged, without its query`() {
        var exchange = Exchange(rules: Self.rules)
        exchange.send("GET /repos/me/%7ea?token=x HTTP/1.1\r\nHost: api.example.org\r\n\r\n")
        #expect(
            exchange.output.judgements == [
                ExchangeInspector.Judgement(method: "GET", path: "/repos/me/~a", rule: 0)
            ])
    }

    private static let webSocket =
        "HTTP/1.1\r\nHost: api.example.org\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\n\r\n"

    @Test func `a WebSocket is made only where a rule says so and the host agrees`() {
        var refused = Exchange(rules: Self.rules)
        refused.send("GET /repos/me/a \(Self.webSocket)")
        #expect(refused.end == .refused && refused.upstream.isEmpty)
        var exchange = Exchange(rules: Self.rules)
        exchange.send("GET /live \(Self.webSocket)\u{1}raw")
        #expect(exchange.upstream.hasSuffix("Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n"))
        exchange.answer("HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n\u{2}raw")
        #expect(exchange.upstream.hasSuffix("\r\n\r\n\u{1}raw"))
        #expect(exchange.client.hasSuffix("\r\n\r\n\u{2}raw"))
        var declined = Exchange(rules: Self.rules)
        declined.send("GET /live \(Self.webSocket)GET /secret HTTP/1.1\r\nHost: api.example.org\r\n\r\n")
        declined.answer("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        #expect(declined.end == .refused)
        var unasked = Exchange(rules: Self.rules)
        unasked.send("GET /live HTTP/1.1\r\nHost: api.example.org\r\n\r\n")
        unasked.answer("HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n")
        #expect(unasked.end == .upstreamFault(.unexpectedResponse))
    }
}
