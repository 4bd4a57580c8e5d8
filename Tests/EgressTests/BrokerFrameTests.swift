import Addresses
import Egress
import Testing

/// What the supervisor and the broker of a box say to each other.
@Suite struct BrokerFrameTests {
    private static let connection = BrokerEvent.Connection(
        id: 7, destination: .v4(0xc612_0101), port: 443, name: "api.example.org")
    private static let nameless = BrokerEvent.Connection(id: 1 << 60, destination: .v6(1), port: 1, name: "")

    private static let events: [BrokerEvent] =
        [
            .opened(connection, to: .v4(0x0b0b_0b0b)), .opened(nameless, to: .v6(0x2606_4700 << 96 | 0x11)),
            .closed(connection, .ended, bytesOut: 0, bytesIn: .max, milliseconds: 1), .wantsResolverFiles,
            .suppressed(lookups: 1, refusals: .max),
        ] + Lookup.Verdict.allCases.map { .lookup(name: "a.example.org", $0) }
        + EgressReason.allCases.map { .refused(nameless, $0) } + [.lookup(name: "", .malformed)]
        + [
            .authority(certificate: "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"),
            .request(connection, method: "GET", path: "/a%20b", .passed(rule: 3), count: 1),
            .request(connection, method: "POST", path: "/", .noRule, count: .max),
            .request(nameless, method: "", path: "", .fault(.tooLong), count: 1),
            .request(nameless, method: "PUT", path: "/x", .answerFault(.truncated), count: 1),
        ]
        + [DNSName("files.example.net"), DNSName("xn--bcher-kva.example.net")].compactMap(\.self).flatMap {
            [.asked($0), .undecided($0)]
        }

    @Test(arguments: events) func `An event is read as it was written, and no part of it is one`(event: BrokerEvent) {
        let frame = event.encoded()
        #expect(frame.count <= BrokerEvent.maximumLength)
        #expect(BrokerEvent(frame: frame) == event)
        for length in frame.indices { #expect(BrokerEvent(frame: Array(frame.prefix(length))) == nil, "\(length)") }
        #expect(BrokerEvent(frame: frame + [0]) == nil)
    }

    @Test func `The longest event fits`() {
        let label = String(repeating: "a", count: 63)
        let name = "\(label).\(label).\(label).\(String(repeating: "b", count: 61))"
        #expect(DNSName(name) != nil)
        let longest = BrokerEvent.Connection(id: .max, destination: .v6(.max), port: .max, name: name)
        let event = BrokerEvent.closed(longest, .idle, bytesOut: .max, bytesIn: .max, milliseconds: .max)
        #expect(event.encoded().count <= BrokerEvent.maximumLength)
        #expect(BrokerEvent(frame: event.encoded()) == event)
    }

    @Test func `A path that is too long is told up to its longest, and neither bytes of a terminal nor more`() throws {
        func event(_ path: String) -> BrokerEvent {
            .request(Self.connection, method: "GET", path: path, .noRule, count: 1)
        }
        let longest = "/" + String(repeating: "a", count: BrokerEvent.longestPath - 1)
        #expect(BrokerEvent(frame: event(longest).encoded()) == event(longest))
        #expect(BrokerEvent(frame: event(longest + "b").encoded()) == event(longest + "..."))
        for path in ["/\u{1b}[2J", "/a b", "/\n", "/…", "/\u{7f}"] {
            #expect(BrokerEvent(frame: event(path).encoded()) == nil)
        }
        for text in [
            "", "MIIB", "-----BEGIN CERTIFICATE-----\n\u{1b}\n-----END CERTIFICATE-----\n",
            "-----BEGIN CERTIFICATE-----\n",
        ] { #expect(BrokerEvent(frame: BrokerEvent.authority(certificate: text).encoded()) == nil) }
    }

    @Test(arguments: [
        "\u{1b}[2Japi.example.org", "api.example.org\n", "API.example.org", "api.example.org.", "a b", "…", " ", "*",
        "-a",
        "a\u{0}b", String(repeating: "a", count: 64), "\u{202e}gro",
    ])
    func `A text that is no name in its one spelling is no event's`(text: String) {
        let connection = BrokerEvent.Connection(id: 1, destination: .v4(1), port: 1, name: text)
        #expect(BrokerEvent(frame: BrokerEvent.lookup(name: text, .notGranted).encoded()) == nil)
        #expect(BrokerEvent(frame: BrokerEvent.opened(connection, to: .v4(1)).encoded()) == nil)
        #expect(BrokerEvent(frame: BrokerEvent.refused(connection, .noTLS).encoded()) == nil)
    }

    @Test func `What reads as an event is written as the same bytes, whatever was changed`() {
        var generator = SplitMix(state: 5)
        for event in Self.events {
            for _ in 0..<500 {
                let frame = generator.damage(event.encoded())
                if let read = BrokerEvent(frame: frame) { #expect(read.encoded() == frame) }
            }
        }
    }

    @Test(
        arguments: [
            BrokerOrder.plan([1, 2, 3]), .plan([]), .hosts, .resolverConfiguration, .finish, .listener(index: 0),
            .listener(index: 0x0102_0304), .listener(index: .max), .authority, .trust, .secret(index: 0),
            .secret(index: 0x0102),
        ] + [DNSName("files.example.net")].compactMap(\.self).flatMap { [.allow($0), .deny($0)] })
    func `An order is read as it was written`(order: BrokerOrder) {
        #expect(BrokerOrder(frame: order.encoded()) == order)
    }

    @Test func `What is no order is none`() {
        for frame: [UInt8] in [
            [], [0], [9], [2, 0], [3, 0], [5, 0], [6, 0], [7, 0], [4], [4, 0, 0, 0], [4, 0, 0, 0, 0, 0], [8], [8, 0],
            [8, 0, 0, 0], [255], [9, 0x41, 0x2e, 0x62], [10, 0x61, 0x0a, 0x62], [9, 0x2e],
        ] {
            #expect(BrokerOrder(frame: frame) == nil, "\(frame)")
        }
    }
}

extension SplitMix {
    /// The bytes with one to three of them changed, removed or put in.
    mutating func damage(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...3, using: &self) {
            let place = Int.random(in: 0...bytes.count, using: &self)
            let value = UInt8.random(in: 0...255, using: &self)
            switch Int.random(in: 0..<3, using: &self) {
            case 0 where place < bytes.count: bytes[place] = value
            case 1 where place < bytes.count: bytes.remove(at: place)
            default: bytes.insert(value, at: place)
            }
        }
        return bytes
    }
}
