import Testing
import Wire

/// The lane forwards the very bytes, in bounded memory, and only what has been judged.
@Suite struct MessageLaneTests {
    /// Feeds all bytes in pieces of a size, forwards everything at once, and gives what came out.
    private func relay(_ text: String, limit: Int = 1000, pieces: Int) -> (output: String, lines: [LaneLine]) {
        var lane = MessageLane(limit: limit)
        var output: [UInt8] = []
        var lines: [LaneLine] = []
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            lane.fill(rest.prefix(pieces))
            rest = rest.dropFirst(pieces)
            while let line = lane.next(forwarding: true) { lines.append(line) }
            output += lane.drain()
        }
        if let line = lane.last(forwarding: true) { lines.append(line) }
        output += lane.drain()
        return (String(decoding: output, as: UTF8.self), lines)
    }

    static let texts = [
        "", "\n", "\n\n\n", "{}\n", "{}", "{}\r\n{}\r\n", "{\"a\":\"é😀\"}\n{}\n\n[]\n", "no json\nat all\n",
        "{}\n{\"unended",
        "\u{0}\u{1}\u{7f}\n", " {} \n\t\n",
    ]

    @Test(arguments: texts, [1, 2, 3, 1000])
    func `bytes come out as they went in, line endings and the unended rest included`(text: String, pieces: Int) {
        #expect(relay(text, pieces: pieces).output == text)
    }

    @Test(arguments: [1, 2, 5, 1000])
    func `each line is reported once, in order`(pieces: Int) {
        let lines = relay("{\"id\":1,\"method\":\"a\"}\nword\n{}\r\n{\"id\":2,\"result\":0}", pieces: pieces).lines
        #expect(
            lines == [
                .message(.single(Envelope(id: .integer(1), hasMethod: true))), .message(.unreadable),
                .message(.single(Envelope())), .message(.single(Envelope(id: .integer(2), hasResult: true))),
            ])
    }

    @Test func `nothing is forwardable before the newline has come`() {
        var lane = MessageLane(limit: 100)
        lane.fill("{\"id\":1}")
        #expect(lane.next(forwarding: true) == nil)
        #expect(lane.forwardableCount == 0)
        lane.fill("\n{")
        #expect(lane.next(forwarding: true) != nil)
        #expect(lane.drain() == Array("{\"id\":1}\n".utf8))
        #expect(lane.heldCount == 1)
    }

    @Test(arguments: [1, 3, 1000])
    func `a message of just the limit passes, and one more byte does not`(pieces: Int) {
        let fits = "{\"id\":1,\"result\":\"\(String(repeating: "x", count: 100))\"}"
        let limit = fits.utf8.count
        #expect(relay(fits + "\n", limit: limit, pieces: pieces).output == fits + "\n")
        let seen = relay(fits + "\n{}\n", limit: limit - 1, pieces: pieces)
        #expect(seen.output == "{}\n")
        #expect(
            seen.lines == [
                .tooLong(.single(Envelope(id: .integer(1), hasResult: true))), .message(.single(Envelope())),
            ])
    }

    @Test(arguments: [1, 7, 4096])
    func `an over-long message is dropped while it arrives, and its id is known however late it comes`(pieces: Int) {
        let long = "{\"method\":\"m\",\"params\":\"\(String(repeating: "p", count: 20_000))\",\"id\":9}"
        let seen = relay("{}\n" + long + "\n{}\n", limit: 64, pieces: pieces)
        #expect(seen.output == "{}\n{}\n")
        #expect(seen.lines[1] == .tooLong(.single(Envelope(id: .integer(9), hasMethod: true))))
    }

    @Test func `an over-long message that never ends is reported at the end of the input`() {
        let seen = relay("{}\n" + String(repeating: "x", count: 200), limit: 64, pieces: 16)
        #expect(seen.output == "{}\n")
        #expect(seen.lines.last == .tooLong(.unreadable))
    }

    @Test func `memory stays bounded by the limit and two chunks, whatever comes and whoever reads`() {
        let limit = 300_000
        var lane = MessageLane(limit: limit)
        let bound = limit + 2 * MessageLane.chunk
        // Nobody reads what is forwardable: the lane says so, and holds what it has.
        while lane.wantsMore {
            lane.fill(String(repeating: "y", count: 999) + "\n")
            while lane.next(forwarding: true) != nil {}
            #expect(lane.heldCount <= bound)
        }
        #expect(lane.forwardableCount < MessageLane.chunk + 1000)
        // A message without end does not add up.
        _ = lane.drain()
        for _ in 0..<1000 {
            lane.fill(String(repeating: "x", count: 10_000))
            #expect(lane.next(forwarding: true) == nil)
            #expect(lane.heldCount <= bound)
        }
    }

    @Test func `the memory of a message that was dropped is given back while it still arrives`() {
        let limit = 8 * MessageLane.chunk
        var lane = MessageLane(limit: limit)
        lane.fill(repeatElement(UInt8(ascii: "x"), count: limit))
        #expect(lane.next(forwarding: true) == nil)
        #expect(lane.capacity >= limit)
        lane.fill("x")
        #expect(lane.next(forwarding: true) == nil)
        #expect(lane.capacity == MessageLane.chunk)
        lane.fill("x\n")
        #expect(lane.next(forwarding: true) == .tooLong(.unreadable))
    }

    @Test func `a burst of lines of ours lets no larger reads in`() {
        var lane = MessageLane(limit: 20, chunk: 64)
        lane.fill("{}\n{\"id\"")
        while lane.next(forwarding: true) != nil {}
        lane.insert(Array(repeating: UInt8(ascii: "o"), count: 5000) + [0x0a])
        // All but the message at hand is written, so that the memory stays as large as it became.
        _ = lane.drain()
        #expect(lane.heldCount == 5)
        var room = 0
        unsafe lane.withFreeSpace { space in
            room = space.count
            return 0
        }
        #expect(room <= 64)
    }

    @Test func `a slow reader gets the same bytes`() {
        var lane = MessageLane(limit: 50_000)
        var random = SeededGenerator(seed: 7)
        var input: [UInt8] = []
        var output: [UInt8] = []
        for _ in 0..<3000 {
            if lane.wantsMore {
                let line = Array(
                    "{\"a\":\"\(String(repeating: "z", count: .random(in: 0...3000, using: &random)))\"}\n".utf8)
                let cut = Int.random(in: 0...line.count, using: &random)
                for part in [line[..<cut], line[cut...]] {
                    lane.fill(part)
                    while lane.next(forwarding: true) != nil {}
                }
                input += line
            }
            output += lane.drain(atMost: .random(in: 0...2500, using: &random))
        }
        output += lane.drain()
        #expect(output == input)
    }

    @Test func `a line of ours stands between whole messages, also while one is arriving`() {
        var lane = MessageLane(limit: 1000)
        lane.fill("{}\n{\"id\":")
        while lane.next(forwarding: true) != nil {}
        lane.insert(Array("OURS\n".utf8))
        lane.fill("1,\"result\":0}\n")
        #expect(lane.next(forwarding: true) == .message(.single(Envelope(id: .integer(1), hasResult: true))))
        #expect(String(decoding: lane.drain(), as: UTF8.self) == "{}\nOURS\n{\"id\":1,\"result\":0}\n")
        #expect(lane.insertedCount == 0)
    }

    @Test func `what is not forwarded is gone, and what follows it stays`() {
        var lane = MessageLane(limit: 1000)
        lane.fill("{\"id\":1}\n{\"id\":2}\n{\"i")
        #expect(lane.next(forwarding: false) != nil)
        #expect(lane.next(forwarding: true) != nil)
        #expect(lane.next(forwarding: true) == nil)
        lane.fill("d\":3}\n")
        #expect(lane.next(forwarding: false) == .message(.single(Envelope(id: .integer(3)))))
        #expect(String(decoding: lane.drain(), as: UTF8.self) == "{\"id\":2}\n")
        #expect(lane.heldCount == 0)
    }
}

/// A line is replaced, dropped or forwarded in its place, whatever stands around it.
@Suite struct LaneSettlementTests {
    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func `each line is settled in its place, in any pieces and with any reader`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var lane = MessageLane(limit: 400, chunk: 256)
        var expected: [UInt8] = []
        var output: [UInt8] = []
        var waiting: [UInt8] = []
        for number in 0..<600 {
            let length = Int.random(in: 0...300, using: &random)
            waiting += Array("\(number)\(String(repeating: "x", count: length))\n".utf8)
            let count = Int.random(in: 0...waiting.count, using: &random)
            lane.fill(waiting.prefix(count))
            waiting.removeFirst(count)
            while let arrival = lane.next() {
                #expect(arrival == .line)
                let line = lane.withLine { span in span.indices.map { span[$0] } }
                switch Int.random(in: 0..<4, using: &random) {
                case 0:
                    lane.settle(.drop)
                case 1:
                    let new = Array("new \(String(repeating: "n", count: .random(in: 0...900, using: &random)))\n".utf8)
                    lane.settle(.replace(new))
                    expected += new
                default:
                    lane.settle(.forward)
                    expected += line + [0x0a]
                }
                if Int.random(in: 0..<5, using: &random) == 0 {
                    lane.insert(Array("ours\n".utf8))
                    expected += Array("ours\n".utf8)
                }
            }
            output += lane.drain(atMost: .random(in: 0...600, using: &random))
            #expect(lane.heldCount <= lane.capacity)
        }
        output += lane.drain()
        #expect(output == expected)
    }

    @Test func `an unended line at the end of the input can be replaced too`() {
        var lane = MessageLane(limit: 100)
        lane.fill("a\nb")
        #expect(lane.next(forwarding: true) != nil)
        #expect(lane.next() == nil)
        #expect(lane.last() == .line)
        #expect(lane.withLine { $0.count } == 1)
        lane.settle(.replace(Array("c\n".utf8)))
        #expect(lane.drain() == Array("a\nc\n".utf8))
        #expect(lane.heldCount == 0)
    }

    @Test(arguments: [0, 1, 40, 41], ["", "\n"])
    func `a line that is kept can be looked at after it was written, and the lane goes on as before`(
        written: Int, ending: String
    ) {
        let line = String(repeating: "x", count: 40)
        var lane = MessageLane(limit: 1000, chunk: 8)
        lane.fill("dropped\n\(line)\(ending)")
        #expect(lane.next(forwarding: false) != nil)
        #expect((ending.isEmpty ? lane.next() ?? lane.last() : lane.next()) == .line)
        lane.settle(.forward, keeping: true)
        var output = lane.drain(atMost: written)
        #expect(lane.release { String(copying: $0) } == line)
        lane.fill("y\n")
        #expect(lane.next(forwarding: true) != nil)
        output += lane.drain()
        #expect(String(decoding: output, as: UTF8.self) == line + ending + "y\n")
        #expect(lane.heldCount == 0)
    }
}

extension String {
    fileprivate init(copying bytes: Span<UInt8>) {
        self.init(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self)
    }
}

/// What a line turned out to be to the lenient scanner.
enum LaneLine: Equatable {
    case message(ScannedMessage)
    case tooLong(ScannedMessage)
}

extension MessageLane {
    /// Takes the next line and settles it at once.
    mutating func next(forwarding: Bool) -> LaneLine? { next().map { settle($0, forwarding) } }

    /// The same for what follows the last newline.
    mutating func last(forwarding: Bool) -> LaneLine? { last().map { settle($0, forwarding) } }

    private mutating func settle(_ arrival: Arrival, _ forwarding: Bool) -> LaneLine {
        switch arrival {
        case .tooLong(let message): return .tooLong(message)
        case .line:
            let message = withLine { line in
                var scanner = EnvelopeScanner()
                scanner.consume(line)
                return scanner.finish()
            }
            settle(forwarding ? .forward : .drop)
            return .message(message)
        }
    }

    /// Puts bytes in, as a read would.
    mutating func fill(_ bytes: some Collection<UInt8>) {
        var rest = Array(bytes)[...]
        while !rest.isEmpty {
            unsafe withFreeSpace { space in
                let count = min(space.count, rest.count)
                unsafe space.copyBytes(from: rest.prefix(count))
                rest = rest.dropFirst(count)
                return count
            }
        }
    }

    mutating func fill(_ text: String) { fill(text.utf8) }

    /// Takes bytes out, as a write would.
    mutating func drain(atMost most: Int = .max) -> [UInt8] {
        var taken: [UInt8] = []
        unsafe withForwardable { bytes in
            taken = unsafe Array(bytes.prefix(most))
            return taken.count
        }
        return taken
    }
}
