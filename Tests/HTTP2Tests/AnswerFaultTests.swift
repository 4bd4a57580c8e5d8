import CNGHTTP2
import Egress
import HTTP2
import Testing

/// What a host writes byte by byte, so that no library is in the way.
@Suite struct AnswerFaultTests {
    struct Case: Sendable, CustomStringConvertible {
        var description: String
        var frames: [[UInt8]]
        var fault: HTTPFault
        var method = "GET"
        /// Whether an answer was begun before it went wrong.
        var isBegun = false
    }

    private static func head(_ fields: (String, String)..., endsStream: Bool = true) -> [UInt8] {
        Frames.headers(1, [(":status", "200")] + fields, endsStream: endsStream)
    }

    private static func only(_ fields: (String, String)...) -> [UInt8] { Frames.headers(1, fields) }

    private static let text = Array("text".utf8)

    static let cases: [Case] = [
        Case(description: "no status", frames: [only(("x", "y"))], fault: .badPseudoField),
        Case(description: "two", frames: [head((":status", "200"))], fault: .badPseudoField),
        Case(description: "a path", frames: [head((":path", "/"))], fault: .badPseudoField),
        Case(description: "a status of two digits", frames: [only((":status", "20"))], fault: .badPseudoField),
        Case(description: "a status of letters", frames: [only((":status", "2x0"))], fault: .badPseudoField),
        Case(description: "a status beyond", frames: [only((":status", "600"))], fault: .badPseudoField),
        Case(
            description: "another protocol", frames: [Frames.headers(1, [(":status", "101")], endsStream: false)],
            fault: .badPseudoField),
        Case(
            description: "a status behind a field", frames: [only(("x", "y"), (":status", "200"))],
            fault: .badPseudoField),
        Case(description: "capitals", frames: [head(("X", "y"))], fault: .badField),
        Case(description: "a line end in a value", frames: [head(("x", "a\r\nb: c"))], fault: .badByte),
        Case(description: "connection", frames: [head(("connection", "x"))], fault: .badConnection),
        Case(description: "transfer-encoding", frames: [head(("transfer-encoding", "chunked"))], fault: .badConnection),
        Case(description: "an interim answer that ends", frames: [only((":status", "103"))], fault: .unexpectedBody),
        Case(
            description: "content behind an interim head",
            frames: [Frames.headers(1, [(":status", "103")], endsStream: false), Frames.data(1, text)],
            fault: .unexpectedResponse),
        Case(
            description: "an end behind an interim head",
            frames: [Frames.headers(1, [(":status", "103")], endsStream: false), Frames.data(1, [], endsStream: true)],
            fault: .unexpectedResponse),
        Case(
            description: "a length without content", frames: [head(("content-length", "4"))], fault: .badLength),
        Case(
            description: "two lengths", frames: [head(("content-length", "0"), ("content-length", "0"))],
            fault: .badLength),
        Case(
            description: "more than said",
            frames: [head(("content-length", "3"), endsStream: false), Frames.data(1, text)], fault: .badLength,
            isBegun: true),
        Case(
            description: "less than said",
            frames: [head(("content-length", "5"), endsStream: false), Frames.data(1, text, endsStream: true)],
            fault: .badLength, isBegun: true),
        Case(
            description: "content for HEAD", frames: [head(endsStream: false), Frames.data(1, text)],
            fault: .unexpectedBody, method: "HEAD", isBegun: true),
        Case(
            description: "content of 204",
            frames: [Frames.headers(1, [(":status", "204")], endsStream: false), Frames.data(1, text)],
            fault: .unexpectedBody, isBegun: true),
        Case(
            description: "a pseudo-field in trailers",
            frames: [head(endsStream: false), Frames.headers(1, [(":status", "200")])], fault: .badPseudoField,
            isBegun: true),
        Case(
            description: "trailers that are none",
            frames: [head(endsStream: false), Frames.headers(1, [("x", "y")], endsStream: false)], fault: .trailer,
            isBegun: true),
        Case(
            description: "long trailers",
            frames: [head(endsStream: false), Frames.headers(1, [("x", String(repeating: "y", count: 9000))])],
            fault: .tooLong, isBegun: true),
    ]

    @Test(arguments: cases, [1, .max])
    func `an answer that is none is the end of its stream, and the others go on`(_ wrong: Case, size: Int) {
        let connection = Connection(pieces: size)
        let (stream, other) = (connection.program.request(wrong.method), connection.program.request())
        connection.send(connection.program.send())
        connection.answer(Frames.settings)
        for frame in wrong.frames { connection.answer(frame) }
        connection.answer(Frames.headers(3, [(":status", "200")], endsStream: false))
        connection.answer(Frames.data(3, Array("fine".utf8), endsStream: true))
        connection.deliver()
        #expect(connection.faults == [.init(method: wrong.method, path: "/a", end: .upstreamFault(wrong.fault))])
        #expect(connection.end == nil)
        #expect(connection.program.messages[other]?.text == "fine")
        if wrong.isBegun {
            #expect(connection.program.messages[stream]?.closed == 2)
        } else {
            #expect(connection.program.messages[stream]?.status == "502")
            #expect(
                connection.program.messages[stream]?.text
                    == "{\"code\":\"egress.response-refused\",\"reason\":\"\(wrong.fault.word)\"}\n")
        }
        let host = FrameReader(connection.toUpstream, preface: Frames.preface.count)
        #expect(host.resets(of: 1).count <= 1)
        #expect(connection.program.errors.isEmpty)
    }

    /// Frames with which a host is no host any more.
    static let ends: [(String, [UInt8], HTTPFault)] = [
        ("a push", Frames.frame(5, flags: 4, stream: 1, Frames.word(2) + Frames.block(Frames.request())), .badFrame),
        ("content before a head", Frames.data(1, [1]), .badFrame),
        ("an answer to nothing", Frames.headers(9, [(":status", "200")]), .badFrame),
        ("content on no stream", Frames.data(0, [1]), .badFrame),
        ("a long frame", Frames.data(1, [UInt8](repeating: 0, count: 20_000)), .badFrame),
        ("settings in a stream", Frames.frame(4, stream: 1), .badFrame),
        ("pushes wanted", Frames.frame(4, [0, 2, 0, 0, 0, 1]), .badFrame),
        ("a wrong compression", Frames.frame(1, flags: 4, stream: 1, [0xff, 0xff, 0xff]), .badFrame),
        ("a window of nothing", Frames.frame(8, stream: 0, Frames.word(0)), .badFrame),
    ]

    @Test(arguments: ends)
    func `frames that are none are the end of the host, which the program is told`(
        description: String, frame: [UInt8], fault: HTTPFault
    ) {
        let connection = Connection()
        let stream = connection.program.request()
        connection.send(connection.program.send())
        connection.answer(Frames.settings + Frames.frame(4, flags: 1) + frame)
        connection.deliver()
        #expect(connection.program.messages[stream]?.status == "502", "\(description)")
        #expect(connection.end == .upstreamFault(fault))
        #expect((FrameReader(connection.toUpstream, preface: Frames.preface.count).goAway ?? 0) != 0)
    }

    @Test func `a push on its way before the host has heard that none is wanted is refused, and goes no further`() {
        let connection = Connection()
        let stream = connection.program.request()
        connection.send(connection.program.send())
        connection.answer(Frames.settings + Self.ends[0].1)
        connection.answer(Frames.headers(2, [(":status", "200")], endsStream: false) + Frames.data(2, Self.text))
        connection.answer(Frames.headers(1, [(":status", "204")]))
        connection.deliver()
        #expect(FrameReader(connection.toUpstream, preface: Frames.preface.count).resets(of: 2).count == 1)
        #expect(connection.program.messages[stream]?.status == "204" && connection.program.messages.count == 1)
        #expect(connection.end == nil && connection.program.errors.isEmpty)
    }
}
