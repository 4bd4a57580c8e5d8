import Egress
import HTTP2
import Testing

@Suite struct CredentialStreamTests {
    typealias Field = Peer.Field

    static let secret = Array("ghp_Real0SecretOf40CharactersAbcdefghijk".utf8)
    static let own = placeholder("ghp_Fake1HolderOf40CharactersZyxwvutsrqp")
    static let foreign = placeholder("sk-OtherHolderThatIsElsewhere123")

    private static func placeholder(_ text: String) -> Placeholder {
        guard let placeholder = Placeholder(bytes: Array(text.utf8)) else { fatalError("is one") }
        return placeholder
    }

    static let secretText = String(decoding: secret, as: UTF8.self)

    private static func connection(_ place: CredentialSwap.Place, pieces size: Int = .max) -> Connection {
        Connection(
            credential: CredentialSwap(place, placeholder: own), secret: secret, placeholders: [foreign], pieces: size)
    }

    /// Whether bytes are anywhere among others.
    static func isFound(_ bytes: [UInt8], in others: [UInt8]) -> Bool {
        guard others.count >= bytes.count else { return false }
        return (0...(others.count - bytes.count)).contains { others[$0...].starts(with: bytes) }
    }

    static let places: [(CredentialSwap.Place, String, @Sendable (String) -> Field)] = [
        (.bearer, "/a", { Field("authorization", "Bearer \($0)") }),
        (.bearer, "/a", { Field("authorization", "token \($0)") }),
        (.field("X-Api-Key"), "/a", { Field("x-api-key", $0) }),
    ]

    @Test(arguments: places)
    func `the secret takes its placeholder's place, and no table of the compression keeps it`(
        place: CredentialSwap.Place, path: String, field: @Sendable (String) -> Field
    ) throws {
        let connection = Self.connection(place)
        for _ in 0..<3 { connection.program.request("GET", path, [field(Self.own.description)]) }
        connection.run()
        for stream in [Int32(1), 3, 5] {
            let head = try #require(connection.host.messages[stream]?.head)
            #expect(head.suffix(2) == [field(Self.secretText), Field("accept-encoding", "identity")])
        }
        // Each time it is written in full, as what is never to be put into a table (RFC 7541, section 6.2.3).
        let heads = FrameReader(connection.toUpstream, preface: Frames.preface.count).frames.filter { $0.kind == 1 }
        #expect(heads.count == 3)
        #expect(heads.allSatisfy { $0.payload.count > 30 && $0.payload.contains { $0 & 0xf0 == 0x10 } })
        #expect(connection.end == nil && connection.faults.isEmpty)
        let elsewhere = Connection(placeholders: [Self.own])
        let stream = elsewhere.program.request("GET", path, [field(Self.own.description)])
        elsewhere.run()
        #expect(elsewhere.faults.map(\.end) == [.clientFault(.strayPlaceholder)])
        #expect(elsewhere.program.messages[stream]?.text.contains("stray-placeholder") == true)
        #expect(elsewhere.host.messages.isEmpty && elsewhere.end == nil)
    }

    @Test func `the secret goes into a query`() {
        let connection = Self.connection(.query("key"))
        connection.program.request("GET", "/a?b=c&key=\(Self.own)")
        connection.run()
        #expect(connection.host.messages[1]?.value(":path") == "/a?b=c&key=\(Self.secretText)")
    }

    static let strays: [(String, [Field])] = [
        ("/\(own)", []), ("/a?x=\(own)", []), ("/a", [Field("x", "\(own)")]),
        ("/a", [Field("authorization", "\(own)")]),
        ("/a", [Field("authorization", "Bearer \(foreign)")]), ("/a", [Field("cookie", "a=\(foreign)")]),
        ("/a", [Field("authorization", "Bearer \(own)"), Field("authorization", "Bearer \(own)")]),
    ]

    @Test(arguments: strays)
    func `a placeholder in another place than its own does not go on`(path: String, fields: [Field]) {
        let connection = Self.connection(.bearer)
        let (stream, other) = (connection.program.request("GET", path, fields), connection.program.request())
        connection.run()
        connection.host.answer(1)
        connection.run()
        #expect(connection.faults.map(\.end) == [.clientFault(.strayPlaceholder)])
        #expect(connection.program.messages[stream]?.status == "403")
        #expect(connection.program.messages[other]?.text == "ok")
        #expect(connection.host.messages.count == 1)
    }

    @Test(arguments: [1, 3, 13, .max])
    func `a placeholder in content does not go on, wherever it is cut`(size: Int) {
        let connection = Self.connection(.bearer, pieces: size)
        let content = "{\"token\":\"\(Self.foreign)\"}"
        let stream = connection.program.request("POST", content: [], isComplete: false)
        for piece in Array(content.utf8).pieces(of: 7) {
            connection.program.more(stream, piece)
            connection.run()
        }
        connection.program.more(stream, [], isComplete: true)
        connection.run()
        #expect(connection.faults.map(\.end) == [.clientFault(.strayPlaceholder)])
        #expect(connection.program.messages[stream]?.status == "403")
        #expect(connection.host.messages[1]?.closed == 8)
        #expect(!Self.isFound(Self.foreign.bytes, in: connection.toUpstream))
    }

    @Test(arguments: [1, 2, 5, 39, .max], [1, 3, 7, 16, 1000])
    func `the program sees the placeholder where an answer has the secret`(size: Int, frame: Int) throws {
        let connection = Self.connection(.bearer, pieces: size)
        let stream = connection.program.request()
        connection.run()
        let content = "ghp_Rghp_\(Self.secretText)ghp_Real \(Self.secretText)"
        connection.host.answer(
            1, 200, [Field("x-echo", Self.secretText), Field("x-\(Self.secretText.lowercased())", "y")], content: [],
            isComplete: false)
        connection.run()
        for piece in Array(content.utf8).pieces(of: frame) {
            connection.host.more(1, piece)
            connection.run()
        }
        connection.host.more(1, [], isComplete: true, trailers: [Field("x-last", "a \(Self.secretText)")])
        connection.run()
        let answer = try #require(connection.program.messages[stream])
        #expect(answer.value("x-echo") == Self.own.description)
        #expect(answer.trailers == [Field("x-last", "a \(Self.own)")])
        #expect(answer.closed == 0 && answer.content.count == content.utf8.count)
        #expect(!Self.isFound(Self.secret, in: answer.content))
        // At most the few bytes that went on while the host paused are as they were.
        let expected = "ghp_Rghp_\(Self.own)ghp_Real \(Self.own)"
        #expect(
            zip(answer.content, expected.utf8).allSatisfy { $0 == $1 }
                || answer.text.contains(Self.own.description.dropFirst(4)))
        #expect(connection.end == nil && connection.program.errors.isEmpty)
    }

    @Test func `a message that ends like a secret begins is not held back`() {
        let connection = Self.connection(.bearer)
        let stream = connection.program.request("POST", content: [], isComplete: false)
        connection.run()
        connection.host.answer(1, 200, content: Array("a g".utf8), isComplete: false)
        connection.run()
        #expect(connection.program.messages[stream]?.text == "a g")
        connection.host.more(1, Array("h".utf8))
        connection.run()
        #expect(connection.program.messages[stream]?.text == "a gh")
        connection.program.more(stream, Array("sk-".utf8))
        connection.run()
        #expect(connection.host.messages[1]?.text == "sk-")
        connection.host.more(1, Array("i".utf8), isComplete: true)
        connection.program.more(stream, Array("x".utf8), isComplete: true)
        connection.run()
        #expect(connection.program.messages[stream]?.text == "a ghi" && connection.host.messages[1]?.text == "sk-x")
    }

    static let encoded: [(Int, [Field], HTTPFault)] = [
        (200, [Field("content-encoding", "gzip")], .encodedBody), (200, [Field("grpc-encoding", "gzip")], .encodedBody),
        (200, [Field("connect-content-encoding", "br")], .encodedBody), (206, [], .unexpectedResponse),
    ]

    @Test(arguments: encoded)
    func `what cannot be looked through is not asked for, and not handed on`(
        status: Int, fields: [Field], fault: HTTPFault
    ) {
        let connection = Self.connection(.bearer)
        let asked = ["accept-encoding", "grpc-accept-encoding", "connect-accept-encoding", "range", "if-range"]
        let stream = connection.program.request("GET", "/a", asked.map { Field($0, "gzip") })
        connection.run()
        #expect(
            connection.host.messages[1]?.head.dropFirst(4).elementsEqual([Field("accept-encoding", "identity")]) == true
        )
        connection.host.answer(1, status, fields)
        connection.run()
        #expect(connection.faults.map(\.end) == [.upstreamFault(fault)])
        #expect(connection.program.messages[stream]?.status == "502" && connection.end == nil)
        // Where there is no credential all of this passes.
        let free = Connection()
        let other = free.program.request("GET", "/a", [Field("accept-encoding", "gzip")])
        free.run()
        free.host.answer(1, status, fields)
        free.run()
        #expect(free.program.messages[other]?.text == "ok" && free.faults.isEmpty)
    }

    @Test func `a secret of another length than its placeholder is the end`() {
        let connection = Connection(
            credential: CredentialSwap(.bearer, placeholder: Self.own), secret: Array(Self.secret.dropLast()))
        connection.program.request()
        connection.run()
        #expect(connection.end == .clientFault(.badCredential) && connection.host.messages.isEmpty)
    }
}
