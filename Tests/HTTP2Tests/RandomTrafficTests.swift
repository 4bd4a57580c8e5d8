import Egress
import HTTP2
import Testing

/// Programs and hosts that do anything at any time, for long.
@Suite struct RandomTrafficTests {
    /// The same numbers in every run.
    private struct SplitMix: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9e37_79b9_7f4a_7c15
            var word = (state ^ (state >> 30)) &* 0xbf58_476d_1ce4_e5b9
            word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
            return word ^ (word >> 31)
        }
    }

    private static let rules = RequestRules([
        RequestRules.Rule(methods: ["GET", "POST", "HEAD"], path: RequestRules.Pattern("/a*"))
    ])

    /// One thing that a side does.
    private static func step(_ connection: Connection, _ random: inout SplitMix) {
        let (program, host) = (connection.program, connection.host)
        let content = [UInt8](
            repeating: UInt8.random(in: 0...255, using: &random), count: .random(in: 0..<40_000, using: &random))
        let asked = program.openStreams.randomElement(using: &random)
        let seen = host.messages.filter { $0.value.closed == nil }.keys.sorted().randomElement(using: &random)
        switch Int.random(in: 0..<16, using: &random) {
        case 0, 1: program.request("GET", "/a")
        case 2, 3: program.request("POST", "/a", content: content, isComplete: Bool.random(using: &random))
        // What no rule lets pass, with content all the same; and what lies about its length.
        case 4: program.request("PUT", "/a", content: content)
        case 5: program.request("POST", "/a", [Peer.Field("content-length", "7")], content: content)
        case 6: program.request("POST", "/a", content: content, trailers: [Peer.Field("x", "y")])
        case 7: if let asked { program.more(asked, content, isComplete: Bool.random(using: &random)) }
        case 8: if let asked { program.reset(asked) }
        case 9, 10: if let seen { host.answer(seen, content: content, isComplete: Bool.random(using: &random)) }
        case 11: if let seen { host.answer(seen, 200, [Peer.Field("content-length", "9")], content: content) }
        case 12: if let seen { host.more(seen, content, isComplete: Bool.random(using: &random)) }
        case 13: if let seen { host.reset(seen, UInt32.random(in: 0...8, using: &random)) }
        case 14: connection.inspector.isClientFull.toggle()
        default: connection.inspector.isUpstreamFull.toggle()
        }
    }

    @Test(arguments: 0..<6)
    func `whatever both sides do, bounds hold, and no window is lost`(seed: Int) {
        var random = SplitMix(state: UInt64(seed))
        let connection = Connection(
            rules: Self.rules, pieces: [.max, 1000, 9000].randomElement(using: &random) ?? .max)
        connection.run()
        for _ in 0..<300 where connection.end == nil {
            Self.step(connection, &random)
            connection.run()
            let held = connection.inspector.contentHeld
            #expect((0...HTTP2Bounds.connectionWindow).contains(held.request))
            #expect((0...HTTP2Bounds.connectionWindow).contains(held.answer))
            #expect(connection.inspector.memoryInUse < 1 << 20)
            // So many at a time that the next can begin.
            guard connection.program.openStreams.count > 60 else { continue }
            for stream in connection.program.openStreams.dropFirst(20) { connection.program.reset(stream) }
            connection.run()
        }
        connection.inspector.isClientFull = false
        connection.inspector.isUpstreamFull = false
        connection.run()
        for stream in connection.program.openStreams { connection.program.reset(stream) }
        connection.run()
        // A program that breaks off more than it waits for has come to its end.
        guard connection.end != .clientFault(.flood) else { return }
        #expect(connection.end == nil)
        #expect(connection.inspector.contentHeld == (0, 0) && connection.inspector.waitingHeads == (0, 0))
        let before = Set(connection.hostStreams)
        let stream = connection.program.request("POST", "/a", content: [UInt8](repeating: 1, count: 2 << 20))
        connection.run()
        guard let number = connection.hostStreams.first(where: { !before.contains($0) }) else {
            Issue.record("the last request has not come")
            return
        }
        #expect(connection.host.messages[number]?.content.count == 2 << 20)
        connection.host.answer(number, content: [UInt8](repeating: 2, count: 2 << 20))
        connection.run()
        #expect(connection.program.messages[stream]?.content.count == 2 << 20)
        #expect(connection.program.messages[stream]?.closed == 0)
        #expect(connection.program.errors.isEmpty, "\(connection.program.errors.first ?? "")")
    }
}
