import Egress
import Testing

@Suite struct CredentialTests {
    private static let secret = Array("ghp_Real0SecretOf40CharactersAbcdefghijk".utf8)
    private static let other = Array("sk-OtherSecretThatIsElsewhere123".utf8)

    private static func placeholder(_ secret: [UInt8], seed: UInt64 = 1) -> Placeholder {
        var random = SplitMix(state: seed)
        guard let placeholder = Placeholder(standingFor: secret.span, random: &random) else { fatalError("is one") }
        return placeholder
    }

    private static let own = placeholder(secret)
    private static let foreign = placeholder(other, seed: 2)

    private static func exchange(_ place: CredentialSwap.Place) -> Exchange {
        Exchange(
            credential: CredentialSwap(place, placeholder: own), secret: secret, placeholders: [foreign])
    }

    private static func get(_ target: String = "/a", _ fields: String = "") -> String {
        "GET \(target) HTTP/1.1\r\nHost: api.example.org\r\n\(fields)\r\n"
    }

    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    /// An encoder of the tests' own.
    private static func base64(_ bytes: [UInt8]) -> String {
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        let bits = bytes.flatMap { byte in (0..<8).map { Int(byte >> (7 - UInt8($0)) & 1) } }
        let padded = bits + [Int](repeating: 0, count: (6 - bits.count % 6) % 6)
        let text = stride(from: 0, to: padded.count, by: 6).map { start in
            digits[padded[start..<start + 6].reduce(0) { $0 * 2 + $1 }]
        }
        return String(text) + String(repeating: "=", count: (4 - text.count % 4) % 4)
    }

    @Test func `a placeholder has the shape of its secret, and nothing else of it`() {
        #expect(Self.own.bytes.count == Self.secret.count)
        #expect(Self.own.bytes.starts(with: "ghp_".utf8))
        for (byte, secret) in zip(Self.own.bytes, Self.secret).dropFirst(4) {
            let (byte, secret) = (Character(Unicode.Scalar(byte)), Character(Unicode.Scalar(secret)))
            #expect(byte.isNumber == secret.isNumber && byte.isUppercase == secret.isUppercase)
        }
        let same = zip(Self.own.bytes, Self.secret).dropFirst(4).count { $0 == $1 }
        #expect(same < 8)
        #expect(Self.own != Self.placeholder(Self.secret, seed: 3))
    }

    @Test(arguments: [
        "", "short", "sk-0123456789abcde", "with a space 0123456789abcdef", "0123456789abcdef\n", "0123456789abcdefé",
    ])
    func `what is too short, or no visible text, has no placeholder`(secret: String) {
        var random = SplitMix(state: 1)
        let bytes = Array(secret.utf8)
        #expect(Placeholder(standingFor: bytes.span, random: &random) == nil)
    }

    /// Where a credential is bound, the request that holds it there, and what comes out.
    static let places: [(CredentialSwap.Place, @Sendable (String) -> (target: String, fields: String))] = [
        (.bearer, { ("/a", "Authorization: Bearer \($0)\r\n") }),
        (.bearer, { ("/a", "authorization: token \($0)\r\n") }),
        (.field("X-Api-Key"), { ("/a", "x-api-key: \($0)\r\n") }),
        (.basic, { ("/a", "Authorization: Basic \(base64(Array("me:\($0)".utf8)))\r\n") }),
        (.basic, { ("/a", "Authorization: Basic \(base64(Array("\($0):x-oauth-basic".utf8)))\r\n") }),
        (.query("key"), { ("/a?b=c&key=\($0)&d", "") }), (.query("key"), { ("/a?%6bey=\($0)", "") }),
    ]

    @Test(arguments: places)
    func `the secret takes its placeholder's place, which no other host or place does`(
        place: CredentialSwap.Place, request: @Sendable (String) -> (target: String, fields: String)
    ) {
        let (asked, expected) = (request(Self.own.description), request(Self.text(Self.secret)))
        var exchange = Self.exchange(place)
        exchange.send(Self.get(asked.target, asked.fields), pieces: 3)
        #expect(exchange.end == nil)
        #expect(
            exchange.upstream == "GET \(expected.target) HTTP/1.1\r\nHost: api.example.org\r\n\(expected.fields)"
                + "Accept-Encoding: identity\r\n\r\n")
        var elsewhere = Exchange(placeholders: [Self.own])
        elsewhere.send(Self.get(asked.target, asked.fields))
        #expect(elsewhere.end == .clientFault(.strayPlaceholder))
        #expect(elsewhere.upstream.isEmpty)
        var foreign = Self.exchange(place)
        let strange = request(Self.foreign.description)
        foreign.send(Self.get(strange.target, strange.fields))
        #expect(foreign.end == .clientFault(.strayPlaceholder))
        #expect(foreign.upstream.isEmpty)
    }

    @Test(arguments: ["other+Placeholder+0123456789", "otherPlaceholder0123456789"], ["x=%@&key=", "key="])
    func `a placeholder beside the secret's place in a query is not sent on`(stray: String, before: String) throws {
        let other = try #require(Placeholder(bytes: Array(stray.utf8)))
        var exchange = Exchange(
            credential: CredentialSwap(.query("key"), placeholder: Self.own), secret: Self.secret,
            placeholders: [other])
        let isBefore = before.contains("%@")
        let query = before.replacing("%@", with: stray) + Self.own.description + (isBefore ? "" : "&x=\(stray)")
        exchange.send(Self.get("/a?\(query)"))
        #expect(exchange.end == .clientFault(.strayPlaceholder))
        #expect(exchange.upstream.isEmpty)
    }

    /// A placeholder where it does not belong, for a credential that is bound as a bearer.
    static let strays: [String] = [
        get("/\(own)"), get("/a?\(own)"), get("/a?%67\(text(Array(own.bytes.dropFirst())))"),
        get("/a", "X: \(own)\r\n"), get("/a", "X-\(own): y\r\n"), get("/a", "Cookie: a=\(own); b\r\n"),
        get("/a", "Authorization: \(own)\r\n"), get("/a", "Authorization: Bearer  \(own)\r\n"),
        get("/a", "Authorization: Bearer \(own)x\r\n"), get("/a", "Authorization: Bearer \(own)\r\nX: \(own)\r\n"),
        get("/a", "Authorization: Bearer \(own)\r\nAuthorization: Bearer \(own)\r\n"),
        get("/a", "Authorization: Basic \(base64(Array("u:\(own)".utf8)))\r\n"),
        get("/a", "X: \(base64(own.bytes))\r\n"), get("/a", "X: \(base64(Array("a\(own)bc".utf8)))\r\n"),
    ]

    @Test(arguments: strays)
    func `a placeholder in another place than its own is not sent on`(request: String) {
        var exchange = Self.exchange(.bearer)
        exchange.send(request)
        #expect(exchange.end == .clientFault(.strayPlaceholder))
        #expect(exchange.upstream.isEmpty && exchange.client.contains("stray-placeholder"))
        #expect(!exchange.client.contains(Self.own.description))
    }

    @Test(arguments: [1, 2, 5, 39, .max], [true, false])
    func `a placeholder in a body is not sent on, wherever the body is cut`(size: Int, isChunked: Bool) {
        let content = "{\"token\":\"\(Self.foreign)\"}"
        var exchange = Self.exchange(.bearer)
        if isChunked {
            let chunks = Array(content.utf8).pieces(of: 7).map {
                "\(String($0.count, radix: 16))\r\n\(Self.text($0))\r\n"
            }
            exchange.send(
                RequestHeadTests.post("Transfer-Encoding: chunked") + chunks.joined() + "0\r\n\r\n", pieces: size)
        } else {
            exchange.send(RequestHeadTests.post("Content-Length: \(content.utf8.count)") + content, pieces: size)
        }
        #expect(exchange.end == .clientFault(.strayPlaceholder))
        #expect(!exchange.upstream.contains("sk-"))
    }

    @Test(arguments: [1, 2, 5, 39, .max], [true, false])
    func `the program sees the placeholder where an answer has the secret`(size: Int, isChunked: Bool) {
        // What looks like its beginning stands around it; its forms in base 64 are at each place of a group.
        func content(_ credential: String) -> String {
            let encoded = (0..<4).map { count in
                Self.base64(Array((String(repeating: ":", count: count) + credential + "::::").utf8))
            }
            return "ghp_Rghp_\(credential)ghp_Real " + encoded.joined(separator: " ")
        }
        let (real, seen) = (content(Self.text(Self.secret)), content(Self.own.description))
        var exchange = Self.exchange(.bearer)
        exchange.send(Self.get())
        let fields = "HTTP/1.1 200 OK\r\nX-Echo: \(Self.text(Self.secret))\r\n"
        if isChunked {
            let chunks = Array(real.utf8).pieces(of: 11).map {
                "\(String($0.count, radix: 16))\r\n\(Self.text($0))\r\n"
            }
            exchange.answer(fields + "Transfer-Encoding: chunked\r\n\r\n" + chunks.joined() + "0\r\n\r\n", pieces: size)
        } else {
            exchange.answer(fields + "Content-Length: \(real.utf8.count)\r\n\r\n\(real)", pieces: size)
        }
        #expect(exchange.end == nil && !exchange.client.contains(Self.text(Self.secret)))
        #expect(exchange.client.hasPrefix("HTTP/1.1 200 OK\r\nX-Echo: \(Self.own)\r\n"))
        if isChunked {
            let body = exchange.client.split(separator: "\r\n\r\n", maxSplits: 1)[1].split(separator: "\r\n")
            let plain = body.enumerated().filter { !$0.offset.isMultiple(of: 2) }.map(\.element).joined()
            #expect(Self.withoutEdges(plain) == Self.withoutEdges(seen))
        } else {
            let body = String(exchange.client.split(separator: "\r\n\r\n", maxSplits: 1)[1])
            #expect(body.utf8.count == seen.utf8.count && Self.withoutEdges(body) == Self.withoutEdges(seen))
        }
    }

    /// The words without the digits of base 64 that a credential shares with what stands around it.
    private static func withoutEdges(_ text: String) -> [Substring] {
        text.split(separator: " ").map { $0.dropFirst(6).dropLast(8) }
    }

    @Test func `what cannot be looked through is not asked for, and not handed on`() {
        var exchange = Self.exchange(.bearer)
        exchange.send(Self.get("/a", "Accept-Encoding: gzip\r\nRange: bytes=0-9\r\nIf-Range: x\r\n"))
        #expect(exchange.upstream == Self.get("/a", "Accept-Encoding: identity\r\n"))
        exchange.answer("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n..")
        #expect(exchange.end == .upstreamFault(.encodedBody))
        #expect(exchange.client.hasPrefix("HTTP/1.1 502"))
        var part = Self.exchange(.bearer)
        part.send(Self.get())
        part.answer("HTTP/1.1 206 Partial\r\nContent-Length: 2\r\n\r\n..")
        #expect(part.end == .upstreamFault(.unexpectedResponse))
        // What the program sends holds no secret.
        var encoded = Self.exchange(.bearer)
        encoded.send(RequestHeadTests.post("Content-Length: 2\r\nContent-Encoding: gzip"))
        #expect(encoded.end == nil && encoded.upstream.contains("Content-Encoding: gzip"))
        // Without a credential all of this passes.
        var free = Exchange()
        free.send(Self.get("/a", "Range: bytes=0-9\r\n"))
        free.answer("HTTP/1.1 206 Partial\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n..")
        #expect(free.end == nil && free.client.hasSuffix(".."))
    }

    @Test func `nothing that cannot be looked through is made of a connection with a credential`() {
        let upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\n"
        let rules = RequestRules([
            RequestRules.Rule(methods: ["GET"], path: RequestRules.Pattern("/*"), allowsWebSocket: true)
        ])
        var bound = Exchange(
            rules: rules, credential: CredentialSwap(.bearer, placeholder: Self.own), secret: Self.secret)
        bound.send(Self.get("/a", upgrade))
        #expect(bound.end == .clientFault(.upgrade) && bound.upstream.isEmpty)
        var free = Exchange(rules: rules)
        free.send(Self.get("/a", upgrade))
        #expect(free.end == nil && !free.upstream.isEmpty)
    }

    @Test func `a secret of another length than its placeholder is not used`() {
        var exchange = Exchange(
            credential: CredentialSwap(.bearer, placeholder: Self.own), secret: Array(Self.secret.dropLast()))
        exchange.send(Self.get("/a", "Authorization: Bearer \(Self.own)\r\n"))
        #expect(exchange.end == .clientFault(.badCredential) && exchange.upstream.isEmpty)
    }

    @Test func `neither a field nor a target tells its content`() throws {
        var reader = HTTPHeadReader()
        let bytes = Array(Self.get("/a?\(Self.text(Self.secret))", "X: \(Self.text(Self.secret))\r\n").utf8)
        var index = 0
        try reader.take(bytes.span, at: &index)
        let head = try HTTPRequestHead(reader, for: Exchange.authority)
        for text in [
            "\(head.fields)", String(reflecting: head.fields), "\(head.target)", String(reflecting: head.target),
        ] {
            #expect(!text.contains("Real0Secret"))
        }
        var dumped = ""
        dump(head, to: &dumped)
        #expect(!dumped.contains("Real0Secret"))
    }
}
