import Egress
import Testing

@Suite struct DNSStreamTests {
    static let messages: [[UInt8]] = [[1, 2, 3], [], [4], [UInt8](repeating: 5, count: 700), [6]]

    @Test(arguments: [1, 2, 3, 7, 64, 4096])
    func `messages come out as they went in, in whatever pieces`(size: Int) {
        var rest = Self.messages.flatMap { big($0.count) + $0 }[...]
        var stream = DNSStream()
        var found: [[UInt8]] = []
        while !rest.isEmpty {
            let piece = Array(rest.prefix(size))
            let count = stream.feed(piece.span)
            #expect(count > 0)
            rest = rest.dropFirst(count)
            if let message = stream.next() { found.append(message) }
        }
        #expect(found == Self.messages)
        #expect(!stream.isInside)
    }

    @Test func `nothing is taken while a message waits`() {
        var stream = DNSStream()
        #expect(stream.feed([0, 1, 9, 0, 1].span) == 3)
        #expect(stream.feed([0, 1].span) == 0)
        #expect(stream.next() == [9])
        #expect(stream.next() == nil)
        #expect(stream.feed([0].span) == 1)
        #expect(stream.isInside)
    }
}
