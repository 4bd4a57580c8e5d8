import Egress
import HTTP2
import Testing

/// What a program, or a host, sends to keep the broker busy or to fill its memory.
@Suite struct FloodTests {
    /// Frames that carry nothing, one after the other.
    static let nothings: [(String, [UInt8])] = [
        ("pings", Frames.ping), ("answers to no pings", Frames.frame(6, flags: 1, [UInt8](repeating: 7, count: 8))),
        ("settings", Frames.settings), ("windows", Frames.frame(8, stream: 0, Frames.word(1))),
        ("priorities", Frames.frame(2, stream: 5, Frames.word(3) + [7])),
        ("unknown frames", Frames.frame(200, [1, 2, 3])),
        ("empty content", Frames.data(1, [])),
        ("padding", Frames.frame(0, flags: 8, stream: 1, [3, 0, 0, 0])),
    ]

    @Test func `breaking off what is no more comes to an end`() {
        let connection = Connection.started()
        connection.send(Frames.headers(1, Frames.request()) + Frames.reset(1))
        for _ in 0..<5000 where connection.end == nil { connection.send(Frames.reset(1)) }
        // nghttp2 has a bound of its own, in newer versions.
        #expect(connection.end == .clientFault(.flood) || connection.end == .clientFault(.badFrame))
    }

    @Test(arguments: nothings)
    func `frames that carry nothing come to an end`(description: String, frame: [UInt8]) {
        let connection = Connection.started()
        connection.send(Frames.headers(1, Frames.request("POST"), endsStream: false))
        connection.send(Frames.headers(3, Frames.request()) + Frames.reset(3))
        var count = 0
        while connection.end == nil, count < 5000 {
            connection.send(frame)
            count += 1
        }
        connection.deliver()
        #expect(connection.end == .clientFault(.flood), "\(description)")
        #expect((180...2010).contains(count), "\(description): \(count)")
        #expect(FrameReader(connection.toClient).goAway == 11)
    }

    @Test func `frames that carry nothing between much that does go on for ever`() {
        let connection = Connection()
        for _ in 0..<400 {
            for _ in 0..<20 { connection.program.ping() }
            let stream = connection.program.request()
            connection.run()
            connection.host.answer(stream)
            connection.run()
        }
        #expect(connection.end == nil)
        let streaming = Connection()
        let stream = streaming.program.request()
        streaming.run()
        streaming.host.answer(stream, content: [], isComplete: false)
        for _ in 0..<3000 {
            streaming.host.more(stream, [1])
            streaming.program.ping()
            streaming.run()
        }
        #expect(streaming.end == nil && streaming.program.messages[stream]?.content.count == 3000)
    }

    @Test func `requests that are broken off at once come to an end, beside as many as are answered`() {
        let connection = Connection.started()
        var stream = 1
        while connection.end == nil, stream < 2000 {
            connection.send(Frames.headers(stream, Frames.request()) + Frames.reset(stream))
            stream += 2
        }
        connection.deliver()
        #expect(connection.end == .clientFault(.flood))
        #expect(stream / 2 == HTTP2Bounds.failures + 1)
        #expect(FrameReader(connection.toClient).goAway == 11)
        // None of them is left with the host, but the last, which goes with the connection.
        #expect(connection.host.messages.count { $0.value.closed == 8 } >= HTTP2Bounds.failures)
        // Who reads what it asks for may change its mind as often.
        let patient = Connection()
        for _ in 0..<500 {
            let answered = patient.program.request()
            let dropped = patient.program.request()
            patient.run()
            patient.program.reset(dropped)
            patient.host.answer(patient.hostStreams.dropLast().last ?? 0)
            patient.run()
            guard patient.program.messages[answered]?.text == "ok" else { break }
        }
        #expect(patient.end == nil && patient.judgements.count == 1000)
    }

    /// What makes a server break a stream off by itself.
    static let provocations: [(String, @Sendable (Int) -> [UInt8])] = [
        ("a window of nothing", { Frames.frame(8, stream: $0, Frames.word(0)) }),
        ("a window too wide", { Frames.frame(8, stream: $0, Frames.word(0x7fff_ffff)) }),
        ("content behind the end", { Frames.data($0, [1]) }),
        ("a head behind the end", { Frames.headers($0, Frames.request()) }),
        ("a short priority", { Frames.frame(2, stream: $0, [1]) }),
    ]

    @Test(arguments: provocations)
    func `streams that a program makes the broker break off come to an end`(
        description: String, frame: @Sendable (Int) -> [UInt8]
    ) {
        let connection = Connection.started()
        var stream = 1
        while connection.end == nil, stream < 2000 {
            connection.send(Frames.headers(stream, Frames.request()) + frame(stream))
            stream += 2
        }
        #expect(connection.end == .clientFault(.flood) || connection.end == .clientFault(.badFrame), "\(description)")
        #expect(stream / 2 <= HTTP2Bounds.failures + 1, "\(description)")
    }

    @Test func `requests that are none come to an end`() {
        let connection = Connection.started()
        var stream = 1
        while connection.end == nil, stream < 2000 {
            connection.send(Frames.headers(stream, [(":method", "GET")]))
            stream += 2
        }
        #expect(connection.end == .clientFault(.flood))
        #expect(stream / 2 == HTTP2Bounds.failures + 1)
    }

    @Test(arguments: [0, 1, 1000])
    func `a head in many frames comes to an end`(size: Int) {
        let connection = Connection.started()
        connection.send(Frames.frame(1, stream: 1, Frames.block(Frames.request())))
        var count = 0
        while connection.end == nil, count < 100 {
            connection.send(Frames.frame(9, stream: 1, [UInt8](repeating: 0x82, count: size)))
            count += 1
        }
        #expect(connection.end == .clientFault(.flood) && count == 9)
    }

    @Test func `a head that is long only when it is decompressed is refused, and takes no memory`() {
        let connection = Connection.started()
        let value = [UInt8](repeating: 0x61, count: 3900)
        let bomb = Frames.indexed("x", value) + [UInt8](repeating: 0xbe, count: 12_000)
        var most = 0
        for stream in stride(from: 1, to: 61, by: 2) {
            let block = stream == 1 ? bomb : [UInt8](repeating: 0xbe, count: 16_000)
            connection.send(Frames.frame(1, flags: 5, stream: stream, Frames.block(Frames.request()) + block))
            most = max(most, connection.inspector.memoryInUse)
        }
        connection.deliver()
        #expect(connection.faults.map(\.end) == [ExchangeInspector.End](repeating: .clientFault(.tooLong), count: 30))
        #expect(most < 256 << 10, "\(most)")
        #expect(connection.end == nil)
        #expect(connection.host.messages.isEmpty)
    }

    @Test func `streams beyond a hundred at a time are refused, and may be tried again`() {
        let connection = Connection.started()
        connection.send(Frames.frame(4, flags: 1))
        for number in 0..<100 { connection.send(Frames.headers(2 * number + 1, Frames.request())) }
        #expect(connection.end == nil && connection.judgements.count == 100)
        connection.send(Frames.headers(201, Frames.request()))
        connection.deliver()
        #expect(connection.judgements.count == 100)
        #expect(connection.end == .clientFault(.badFrame))
        // One that has not been told yet how many may be is not at fault.
        let early = Connection.started()
        for number in 0..<101 { early.send(Frames.headers(2 * number + 1, Frames.request())) }
        early.deliver()
        #expect(early.end == nil && FrameReader(early.toClient).resets(of: 201) == [7])
        #expect(early.judgements.count == 100)
    }

    @Test(arguments: nothings.prefix(6))
    func `a host that sends what carries nothing is left`(description: String, frame: [UInt8]) {
        let connection = Connection()
        let stream = connection.program.request()
        connection.run()
        for _ in 0..<5000 where connection.end == nil { connection.answer(frame) }
        connection.deliver()
        #expect(connection.end == .upstreamFault(.flood), "\(description)")
        #expect(connection.program.messages[stream]?.status == "502")
    }

    /// What a program says by and by, and whether it is then amid words that are to come to an end.
    static let words: [(String, [UInt8], Bool)] = [
        ("nothing", [], true), ("a part of the first words", Array(Frames.preface.dropLast()), true),
        ("the first words", Frames.preface, false), ("settings", Frames.preface + Frames.settings, false),
        ("a part of a frame's head", Frames.preface + Frames.settings.dropLast(), true),
        ("a head", Frames.preface + Frames.settings + Frames.headers(1, Frames.request()), false),
        (
            "a part of a head", Frames.preface + Frames.settings + Frames.headers(1, Frames.request()).dropLast(), true
        ),
        (
            "a head that goes on",
            Frames.preface + Frames.settings + Frames.frame(1, stream: 1, Frames.block(Frames.request())),
            true
        ),
        (
            "its end",
            Frames.preface + Frames.settings + Frames.frame(1, stream: 1, Frames.block(Frames.request()))
                + Frames.frame(9, flags: 4, stream: 1), false
        ),
        (
            "a part of content",
            Frames.preface + Frames.settings + Frames.headers(1, Frames.request("POST"), endsStream: false)
                + Frames.data(1, [1, 2]).dropLast(), false
        ),
    ]

    @Test(arguments: words)
    func `a program that stops amid a head is seen to, for a limit of time`(
        description: String, said: [UInt8], isWithin: Bool
    ) {
        let connection = Connection(pieces: 3)
        connection.send(said)
        #expect(connection.inspector.isWithinHead == isWithin, "\(description)")
        #expect(connection.end == nil)
    }
}
