import CNGHTTP2
import Egress
import HTTP2
import Testing

/// What is held for a side that does not read.
@Suite struct WindowTests {
    @Test func `what a program does not read is held up to the window, and no more`() {
        let connection = Connection()
        let streams = (0..<20).map { _ in connection.program.request() }
        connection.run()
        connection.inspector.isClientFull = true
        for number in connection.hostStreams {
            connection.host.answer(number, content: [UInt8](repeating: 1, count: 1 << 20))
        }
        connection.run()
        // Twenty megabytes wait with the host.
        let held = connection.inspector.contentHeld
        #expect(held.answer <= HTTP2Bounds.connectionWindow && held.answer > HTTP2Bounds.connectionWindow / 2)
        #expect(connection.inspector.memoryInUse < 1 << 20)
        #expect(connection.inspector.wantsUpstream && connection.inspector.wantsClient)
        connection.inspector.isClientFull = false
        connection.run()
        #expect(streams.allSatisfy { connection.program.messages[$0]?.content.count == 1 << 20 })
        #expect(connection.inspector.contentHeld.answer == 0 && connection.end == nil)
    }

    @Test func `what a host does not read is held up to the window, and no more`() {
        let connection = Connection()
        connection.run()
        connection.inspector.isUpstreamFull = true
        for _ in 0..<20 { connection.program.request("POST", content: [UInt8](repeating: 1, count: 1 << 20)) }
        connection.run()
        let held = connection.inspector.contentHeld
        #expect(held.request <= HTTP2Bounds.connectionWindow && held.request > HTTP2Bounds.connectionWindow / 2)
        connection.inspector.isUpstreamFull = false
        connection.run()
        #expect(connection.host.messages.values.map(\.content.count) == [Int](repeating: 1 << 20, count: 20))
        #expect(connection.inspector.contentHeld.request == 0 && connection.end == nil)
    }

    @Test func `a program whose window stays shut has the host wait`() {
        let connection = Connection(program: Peer(.program, settings: [(NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, 0)]))
        let stream = connection.program.request()
        connection.run()
        connection.host.answer(1, content: [UInt8](repeating: 1, count: 1 << 20))
        connection.run()
        #expect(connection.program.messages[stream]?.status == "200")
        #expect(connection.program.messages[stream]?.content == [])
        #expect(connection.inspector.contentHeld.answer == HTTP2Bounds.streamWindow)
        #expect(connection.end == nil)
    }

    @Test func `heads that a host does not take wait up to a bound, and the rest is to be tried again`() {
        let connection = Connection(host: Peer(.host, settings: [(NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, 1)]))
        connection.run()
        let fields = (0..<4).map { Peer.Field("x\($0)", String(repeating: "y", count: 15_000)) }
        let streams = (0..<60).map { _ in connection.program.request("GET", "/a", fields) }
        connection.run()
        let refused = streams.count { connection.program.messages[$0]?.closed == 7 }
        #expect((40...44).contains(refused), "\(refused)")
        #expect(connection.inspector.memoryInUse < 2 << 20)
        for _ in 0..<60 {
            for number in connection.hostStreams where connection.host.messages[number]?.closed == nil {
                connection.host.answer(number)
            }
            connection.run()
        }
        #expect(streams.count { connection.program.messages[$0]?.text == "ok" } == 60 - refused)
        #expect(connection.end == nil)
    }

    @Test func `a program that asks and does not read is not read any more`() {
        let connection = Connection.started()
        connection.inspector.isClientFull = true
        var sent = 0
        for number in 0..<3000 where connection.inspector.wantsClient {
            connection.send(Frames.headers(2 * number + 1, Frames.request("DELETE", "/b;")))
            sent = number
        }
        #expect(sent < 500 && connection.inspector.memoryInUse < 1 << 20)
    }

    @Test func `pings that a side does not read the answers of come to an end`() {
        let connection = Connection.started()
        connection.inspector.isClientFull = true
        for _ in 0..<3000 where connection.end == nil && connection.inspector.wantsClient {
            connection.send(Frames.ping)
        }
        #expect(connection.end == .clientFault(.flood))
        #expect(connection.inspector.memoryInUse < 1 << 20)
    }

    @Test func `a host whose answers the program does not read is not read any more`() {
        let connection = Connection()
        for _ in 0..<60 { connection.program.request() }
        connection.run()
        connection.inspector.isClientFull = true
        let fields = (0..<4).map { Peer.Field("x\($0)", String(repeating: "y", count: 15_000)) }
        for number in connection.hostStreams { connection.host.answer(number, 200, fields) }
        connection.run()
        #expect(!connection.inspector.wantsUpstream && connection.inspector.wantsClient)
        #expect(connection.inspector.waitingHeads.answer <= (256 << 10) + (64 << 10))
        connection.inspector.isClientFull = false
        connection.run()
        #expect(connection.program.messages.values.map(\.text) == [String](repeating: "ok", count: 60))
        #expect(connection.inspector.wantsUpstream && connection.inspector.waitingHeads.answer == 0)
    }
}
