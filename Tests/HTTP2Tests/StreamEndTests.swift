import Egress
import HTTP2
import Testing

/// How streams and connections end before their time.
@Suite struct StreamEndTests {
    private static func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    @Test(arguments: [(UInt32(7), UInt32(7)), (8, 8), (11, 11), (13, 13), (0, 2), (77, 2)])
    func `what a host breaks off is broken off for the program, for the same reason`(code: UInt32, told: UInt32) {
        let connection = Connection()
        let (stream, other) = (connection.program.request(), connection.program.request())
        connection.run()
        connection.host.reset(1, code)
        connection.host.answer(3)
        connection.run()
        #expect(connection.program.messages[stream]?.closed == told)
        #expect(connection.program.messages[other]?.text == "ok")
        // What may be tried again has not failed.
        let failed = ExchangeInspector.Fault(method: "GET", path: "/a", end: .upstreamFault(.truncated))
        #expect(connection.faults == (code == 7 ? [] : [failed]))
        #expect(connection.end == nil)
    }

    @Test func `what a program breaks off is broken off for the host, and what it holds is given back`() {
        let connection = Connection()
        for _ in 0..<20 {
            let stream = connection.program.request(
                "POST", content: [UInt8](repeating: 1, count: 60_000), isComplete: false)
            connection.inspector.isUpstreamFull = true
            connection.run()
            connection.program.reset(stream)
            connection.run()
            connection.inspector.isUpstreamFull = false
            connection.run()
        }
        // Twice the window of the connection has been sent, and dropped.
        let last = connection.program.request("POST", content: [UInt8](repeating: 2, count: 600_000))
        connection.run()
        #expect(connection.host.messages[connection.hostStreams.last ?? 0]?.content.count == 600_000)
        connection.host.answer(connection.hostStreams.last ?? 0)
        connection.run()
        #expect(connection.program.messages[last]?.text == "ok")
        #expect(connection.end == nil && connection.faults.isEmpty)
    }

    @Test func `a host that leaves answers what it took, and the program tries the rest elsewhere`() {
        let connection = Connection()
        let streams = (0..<4).map { _ in connection.program.request() }
        connection.run()
        connection.host.leave(behind: 3)
        connection.run()
        #expect(
            connection.program.messages[streams[2]]?.closed == 7 && connection.program.messages[streams[3]]?.closed == 7
        )
        #expect(connection.program.goAway == 0 && connection.end == nil)
        connection.host.answer(1)
        connection.host.answer(3)
        connection.run()
        #expect(streams.prefix(2).allSatisfy { connection.program.messages[$0]?.text == "ok" })
        #expect(connection.end == .done && connection.faults.isEmpty)
    }

    @Test func `a host that goes away without a word leaves answers whole, cut off, or of ours`() {
        let connection = Connection()
        let streams = (0..<3).map { _ in connection.program.request() }
        connection.run()
        connection.host.answer(1, content: Self.bytes("whole"))
        connection.host.answer(3, content: Self.bytes("par"), isComplete: false)
        connection.run()
        connection.endOfUpstream()
        connection.run()
        #expect(connection.program.messages[streams[0]]?.text == "whole")
        #expect(connection.program.messages[streams[1]]?.text == "par")
        #expect(connection.program.messages[streams[1]]?.closed == 2)
        #expect(connection.program.messages[streams[2]]?.status == "502")
        #expect(
            connection.program.messages[streams[2]]?.text
                == "{\"code\":\"egress.response-refused\",\"reason\":\"truncated\"}\n")
        #expect(connection.end == .upstreamFault(.truncated) && connection.faults.count == 2)
    }

    @Test func `an answer that the host gave whole reaches a program that reads it later`() {
        let connection = Connection(program: Peer(.program, reads: false))
        let stream = connection.program.request()
        connection.run()
        connection.host.answer(1, content: [UInt8](repeating: 5, count: 200_000))
        connection.run()
        connection.endOfUpstream()
        connection.run()
        #expect(connection.end == nil)
        var given = 0
        while let message = connection.program.messages[stream], message.closed == nil, given < message.content.count {
            connection.program.consume(stream, message.content.count - given)
            given = message.content.count
            connection.run()
        }
        #expect(connection.program.messages[stream]?.content.count == 200_000)
        #expect(connection.program.messages[stream]?.closed == 0 && connection.end == .done)
    }

    @Test func `a program may stop sending behind its requests, and not within one`() {
        let connection = Connection()
        let stream = connection.program.request()
        connection.run()
        connection.endOfClient()
        #expect(connection.end == nil)
        connection.host.answer(1)
        connection.run()
        #expect(connection.program.messages[stream]?.text == "ok" && connection.end == .done)
        let within = Connection()
        within.program.request("POST", content: Self.bytes("a"), isComplete: false)
        within.run()
        within.endOfClient()
        within.run()
        #expect(within.end == .clientFault(.truncated) && within.host.messages[1]?.closed == 8)
        let idle = Connection()
        idle.run()
        idle.endOfClient()
        idle.run()
        #expect(idle.end == .done && idle.host.goAway == 0)
    }

    @Test func `a program that says goodbye has its answers, and then it is over`() {
        let connection = Connection()
        let stream = connection.program.request()
        connection.run()
        connection.program.leave(behind: 0)
        connection.run()
        #expect(connection.end == nil)
        connection.host.answer(1)
        connection.run()
        #expect(connection.program.messages[stream]?.text == "ok" && connection.end == .done)
    }

    @Test func `a host that wants no more of a request it has answered says so to the program`() {
        let connection = Connection()
        let stream = connection.program.request("POST", content: Self.bytes("a"), isComplete: false)
        connection.run()
        connection.host.answer(1, 413, content: Self.bytes("too much"))
        connection.run()
        #expect(connection.program.messages[stream]?.text == "too much")
        #expect(connection.program.messages[stream]?.closed == nil)
        connection.host.reset(1, 0)
        connection.run()
        #expect(connection.program.messages[stream]?.closed == 0)
        #expect(connection.end == nil && connection.faults.isEmpty)
    }
}
