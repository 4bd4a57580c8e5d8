import Egress
import HTTP2
import Testing

@Suite struct HTTP2ExchangeTests {
    typealias Field = Peer.Field

    private static func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    @Test(arguments: [1, 2, 7, 4096, .max])
    func `a request and its answer pass, in whatever pieces they come`(size: Int) throws {
        let connection = Connection(pieces: size)
        let stream = connection.program.request(
            "POST", "/a?b=c", [Field("content-type", "text/plain"), Field("content-length", "5")],
            content: Self.bytes("hello"))
        connection.run()
        let request = try #require(connection.host.messages.values.first)
        #expect(
            request.head == [
                Field(":method", "POST"), Field(":scheme", "https"), Field(":authority", "api.example.org"),
                Field(":path", "/a?b=c"), Field("content-type", "text/plain"), Field("content-length", "5"),
            ])
        #expect(request.text == "hello" && request.isComplete)
        connection.host.answer(1, 201, [Field("x", "y"), Field("content-length", "3")], content: Self.bytes("yes"))
        connection.run()
        let answer = try #require(connection.program.messages[stream])
        #expect(answer.head == [Field(":status", "201"), Field("x", "y"), Field("content-length", "3")])
        #expect(answer.text == "yes" && answer.closed == 0)
        #expect(connection.judgements == [.init(method: "POST", path: "/a", rule: 0)])
        #expect(connection.end == nil && connection.faults.isEmpty)
        #expect(connection.program.errors.isEmpty && connection.host.errors.isEmpty)
    }

    @Test(arguments: [3, 5000, .max])
    func `requests at the same time have the answers that are theirs`(size: Int) {
        let connection = Connection(pieces: size)
        let streams = (0..<90).map { number in
            connection.program.request(
                "POST", "/\(number)", content: [UInt8](repeating: UInt8(number), count: 100 * number))
        }
        connection.run()
        #expect(connection.host.messages.count == 90)
        for number in connection.hostStreams.reversed() {
            let request = connection.host.messages[number]
            connection.host.answer(
                number, content: Self.bytes(request?.value(":path") ?? "") + (request?.content ?? []))
        }
        connection.run()
        for (number, stream) in streams.enumerated() {
            #expect(
                connection.program.messages[stream]?.content
                    == Self.bytes("/\(number)") + [UInt8](repeating: UInt8(number), count: 100 * number))
        }
        #expect(connection.end == nil && connection.program.errors.isEmpty && connection.host.errors.isEmpty)
    }

    @Test(arguments: [1, .max])
    func `gRPC works: messages both ways while the stream is open, and what is behind the last`(size: Int) throws {
        let connection = Connection(pieces: size)
        let stream = connection.program.request(
            "POST", "/pkg.Service/Talk", [Field("content-type", "application/grpc"), Field("te", "trailers")],
            content: [], isComplete: false)
        connection.run()
        #expect(connection.host.messages[1]?.value("te") == "trailers")
        connection.host.answer(1, 200, [Field("content-type", "application/grpc")], content: [], isComplete: false)
        for round in 1...5 {
            connection.program.more(stream, [0, 0, 0, 0, UInt8(round)])
            connection.run()
            #expect(connection.host.messages[1]?.content.count == 5 * round)
            connection.host.more(1, [0, 0, 0, 1, UInt8(round)])
            connection.run()
            #expect(connection.program.messages[stream]?.content.count == 5 * round)
        }
        connection.program.more(stream, [], isComplete: true)
        connection.host.more(
            1, [9], isComplete: true, trailers: [Field("grpc-status", "0"), Field("grpc-message", "ok")])
        connection.run()
        let answer = try #require(connection.program.messages[stream])
        #expect(answer.trailers == [Field("grpc-status", "0"), Field("grpc-message", "ok")])
        #expect(answer.content.last == 9 && answer.closed == 0)
        #expect(connection.program.errors.isEmpty && connection.host.errors.isEmpty && connection.faults.isEmpty)
    }

    @Test(arguments: [("HEAD", 200), ("GET", 204), ("GET", 304)])
    func `an answer that has no content passes without any`(method: String, status: Int) {
        let connection = Connection()
        let stream = connection.program.request(method)
        connection.run()
        let length = status == 204 ? [] : [Field("content-length", "5")]
        connection.host.answer(1, status, length, content: nil)
        connection.run()
        #expect(connection.program.messages[stream]?.head == [Field(":status", "\(status)")] + length)
        #expect(connection.program.messages[stream]?.closed == 0)
        #expect(connection.faults.isEmpty && connection.program.errors.isEmpty)
    }

    @Test func `answers before the answer go no further, and there are not many`() {
        let connection = Connection()
        let (few, many) = (connection.program.request(), connection.program.request())
        connection.run()
        for _ in 0..<16 { connection.host.interim(1, 103) }
        for _ in 0..<17 { connection.host.interim(3, 103) }
        connection.run()
        connection.host.answer(1)
        connection.run()
        #expect(connection.program.messages[few]?.text == "ok" && connection.program.messages[few]?.interims == 0)
        #expect(connection.program.messages[many]?.status == "502")
        #expect(connection.faults.map(\.end) == [.upstreamFault(.unexpectedResponse)])
        #expect(connection.host.messages[3]?.closed == 8)
    }

    @Test func `who waits for a word before the content gets it here`() {
        let connection = Connection()
        let stream = connection.program.request(
            "POST", "/a", [Field("expect", "100-continue")], content: [], isComplete: false)
        connection.run()
        #expect(connection.program.messages[stream]?.status == "100")
        connection.program.more(stream, Self.bytes("x"), isComplete: true)
        connection.run()
        #expect(connection.host.messages[1]?.value("expect") == nil && connection.host.messages[1]?.text == "x")
        connection.host.answer(1)
        connection.run()
        #expect(connection.program.messages[stream]?.text == "ok" && connection.program.errors.isEmpty)
    }

    @Test func `whom an answer names to another address is not told to the program`() {
        let connection = Connection()
        let stream = connection.program.request()
        connection.run()
        connection.host.answer(1, 200, [Field("alt-svc", "h3=\":443\""), Field("x", "y")])
        connection.run()
        #expect(connection.program.messages[stream]?.head == [Field(":status", "200"), Field("x", "y")])
    }

    @Test func `white space around what an answer says is taken off`() {
        let connection = Connection()
        let stream = connection.program.request()
        connection.run()
        connection.host.answer(1, 200, [Field("x", " \t y z\t ")])
        connection.run()
        #expect(connection.program.messages[stream]?.value("x") == "y z" && connection.program.errors.isEmpty)
    }

    @Test func `what a host asks of priorities and of pushes is not offered`() throws {
        let connection = Connection()
        connection.run()
        let program = FrameReader(connection.toClient)
        let host = FrameReader(connection.toUpstream, preface: Frames.preface.count)
        func settings(_ reader: FrameReader) throws -> [Int: Int] {
            let payload = try #require(reader.frames.first { $0.kind == 4 }).payload
            return Dictionary(
                uniqueKeysWithValues: payload.pieces(of: 6).map { entry in
                    (Int(entry[1]), entry[2..<6].reduce(0) { $0 << 8 | Int($1) })
                })
        }
        #expect(try settings(program) == [3: 100, 4: 256 << 10, 6: 64 << 10, 9: 1])
        #expect(try settings(host) == [2: 0, 4: 256 << 10, 6: 64 << 10])
    }
}
