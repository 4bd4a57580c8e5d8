import Addresses
import Egress
import Testing

@Suite struct NameServerTests {
    private static func server(pool: Int = 2) throws -> NameServer {
        NameServer(
            table: NameTable(
                names: [try #require(DNSName("api.example.org")), try #require(DNSName("b.example"))],
                below: [try #require(DNSName("wild.example"))], poolSize: pool))
    }

    private static func ask(_ server: inout NameServer, _ message: [UInt8]) -> (reply: [UInt8], lookup: Lookup?) {
        var reply: [UInt8] = []
        let lookup = server.answer(message.span, into: &reply)
        return (reply, lookup)
    }

    @Test func `a granted name has a synthetic address of each family, and the question comes back as it was spelled`()
        throws
    {
        var server = try Self.server()
        let name = labels("Api.EXAMPLE.org")
        let (reply4, lookup) = Self.ask(&server, query(name, type: 1, id: 0x1234))
        #expect(
            reply4 == bytes("1234 8180 0001 0001 0000 0000") + name + bytes("0001 0001")
                + bytes("c00c 0001 0001 0000003c 0004 c6120101"))
        #expect(lookup == Lookup(name: DNSName("api.example.org"), type: .a, verdict: .answered))
        let (reply6, _) = Self.ask(&server, query(name, type: 28))
        #expect(reply6.suffix(18) == bytes("0010 20010002000000000000000000010001")[...])
        #expect(server.table.name(of: .v4(0xc612_0101)) == DNSName("api.example.org"))
    }

    @Test(arguments: [2, 5, 6, 12, 15, 16, 33, 35, 64, 65, 252, 255, 65535])
    func `a granted name has no other records, and a name that is not granted does not exist for any`(type: Int) throws
    {
        var server = try Self.server()
        let (granted, lookup) = Self.ask(&server, query(labels("b.example"), type: type))
        #expect(granted == bytes("0007 8180 0001 0000 0000 0000") + labels("b.example") + big(type) + big(1))
        #expect(lookup?.verdict == .noRecords)
        let (other, refusal) = Self.ask(&server, query(labels("c.example"), type: type))
        #expect(other[3] & 0x0f == 3)
        #expect(
            refusal == Lookup(name: DNSName("c.example"), type: DNSType(rawValue: UInt16(type)), verdict: .notGranted))
    }

    @Test(arguments: [
        "example.org", "x.api.example.org", "wild.example", "api.example.org.evil.example", "localhost",
        "1.1.18.198.in-addr.arpa", "apiXexample.org", "0",
    ])
    func `no other name exists`(name: String) throws {
        var server = try Self.server()
        for type in [1, 12, 28] {
            let (reply, lookup) = Self.ask(&server, query(labels(name), type: type))
            #expect(reply[3] & 0x0f == 3 && reply[7] == 0)
            #expect(lookup?.verdict == .notGranted)
        }
    }

    @Test func `a name of bytes that no host has does not exist, and does not reach the log`() throws {
        var server = try Self.server()
        for name: [UInt8] in [[1, 0, 0], [3, 0x1b, 0x5b, 0x6d, 0], [0], [1, 0x2e, 0], labels("a b")] {
            let (reply, lookup) = Self.ask(&server, query(name))
            #expect(reply[3] & 0x0f == 3)
            #expect(lookup == Lookup(name: nil, type: .a, verdict: .notGranted))
        }
    }

    @Test func `a label that holds the dots of a granted name is not that name`() throws {
        var server = try Self.server()
        let name: [UInt8] = [11] + Array("api.example".utf8) + [3] + Array("org".utf8) + [0]
        #expect(Self.ask(&server, query(name)).lookup?.verdict == .notGranted)
        let below: [UInt8] = [14] + Array("x.wild.example".utf8) + [0]
        #expect(Self.ask(&server, query(below)).lookup?.verdict == .notGranted)
    }

    @Test func `names below a wildcard keep their addresses, until the pool is used up`() throws {
        var server = try Self.server(pool: 2)
        let first = Self.ask(&server, query(labels("x.wild.example"))).reply.suffix(4)
        let second = Self.ask(&server, query(labels("a.b.wild.example"))).reply.suffix(4)
        #expect(first == [198, 18, 1, 3] && second == [198, 18, 1, 4])
        let (third, lookup) = Self.ask(&server, query(labels("y.wild.example")))
        #expect(third[3] & 0x0f == 2 && third[7] == 0)
        #expect(lookup?.verdict == .poolExhausted)
        #expect(Self.ask(&server, query(labels("X.wild.example"))).reply.suffix(4) == first)
        #expect(Self.ask(&server, query(labels("a.b.wild.example"), type: 28)).reply.last == 4)
    }

    @Test func `a query with options has them answered, and one of another version is told so`() throws {
        var server = try Self.server()
        let name = labels("b.example")
        let cookie = options(flags: 0x8000, data: [0, 10, 0, 8] + Array("12345678".utf8))
        let (reply, lookup) = Self.ask(&server, query(name, counts: [1, 0, 0, 1], more: cookie))
        #expect(reply.suffix(11) == bytes("00 0029 04d0 00008000 0000")[...])
        #expect(reply[11] == 1 && lookup?.verdict == .answered)
        let (other, refusal) = Self.ask(&server, query(name, counts: [1, 0, 0, 1], more: options(version: 1)))
        #expect(other[3] & 0x0f == 0 && other.suffix(6) == bytes("01000000 0000")[...])
        #expect(refusal?.verdict == .notSupported)
    }

    @Test func `other classes are refused, and other operations are not implemented`() throws {
        var server = try Self.server()
        for classCode in [0, 3, 4, 254, 255] {
            let (reply, lookup) = Self.ask(&server, query(labels("b.example"), class: classCode))
            #expect(reply[3] & 0x0f == 5 && lookup?.verdict == .notSupported)
        }
        for operation in 1...15 {
            let (reply, lookup) = Self.ask(&server, query(labels("b.example"), flags: operation << 11))
            #expect(reply == big(7) + big(0x8084 | operation << 11) + [UInt8](repeating: 0, count: 8))
            #expect(lookup?.verdict == .notSupported)
        }
    }

    private static func name(ofLabels lengths: [Int]) -> [UInt8] {
        lengths.flatMap { [UInt8($0)] + [UInt8](repeating: 0x61, count: $0) } + [0]
    }

    /// Messages with a header that are no query as one is taken.
    static let malformed: [(String, [UInt8])] = [
        ("no question", query([], counts: [0, 0, 0, 0])), ("two questions", query([0], counts: [2, 0, 0, 0])),
        ("an answer", query([0], counts: [1, 1, 0, 0])), ("an authority", query([0], counts: [1, 0, 1, 0])),
        ("two additional records", query([0], counts: [1, 0, 0, 2], more: options() + options())),
        ("a missing record", query([0], counts: [1, 0, 0, 1])),
        ("two missing records", query([0], counts: [1, 0, 0, 2])), ("a record too many", query([0], more: options())),
        ("another additional record", query([0], counts: [1, 0, 0, 1], more: [0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0])),
        ("options of a name", query([0], counts: [1, 0, 0, 1], more: [1, 0x61] + options())),
        ("options beyond the end", query([0], counts: [1, 0, 0, 1], more: options().dropLast() + [1])),
        ("a truncated query", query([0], flags: 0x0200)), ("a byte too many", query([0], more: [0])),
        ("a pointer to itself", query([0xc0, 12])), ("a pointer to the header", query([0xc0, 0])),
        ("a pointer behind a label", query([1, 0x61, 0xc0, 12])), ("a pointer beyond the end", query([0xff, 0xff])),
        ("half a pointer", big(7) + big(0) + [0, 1, 0, 0, 0, 0, 0, 0, 0xc0]),
        ("an extended label", query([0x41, 0x61, 0])), ("another one", query([0x80, 0x61, 0])),
        ("a name without an end", query([63] + [UInt8](repeating: 0x61, count: 20))),
        ("a name of 256 bytes", query(name(ofLabels: [63, 63, 63, 62]))),
        ("a header alone", big(7) + big(0) + [0, 1, 0, 0, 0, 0, 0, 0]),
    ]

    @Test(arguments: malformed)
    func `what has a header and is no query is a format error, without an echo`(what: String, message: [UInt8]) throws {
        var server = try Self.server()
        let (reply, lookup) = Self.ask(&server, message)
        #expect(reply.count == 12 && reply[0..<2] == message[0..<2] && reply[2] & 0x80 != 0 && reply[3] & 0x0f == 1)
        #expect(lookup == Lookup(name: nil, type: DNSType(rawValue: 0), verdict: .malformed))
    }

    @Test func `a name of 255 bytes is read`() throws {
        var server = try Self.server()
        let name = Self.name(ofLabels: [63, 63, 63, 61])
        #expect(name.count == 255)
        let (reply, lookup) = Self.ask(&server, query(name, type: 28, counts: [1, 0, 0, 1], more: options()))
        #expect(lookup?.name?.description.utf8.count == 253)
        #expect(reply.count <= 512)
    }

    @Test func `less than a header, and what is a reply itself, are met with silence`() throws {
        var server = try Self.server()
        let message = query(labels("b.example"))
        for count in 0..<12 { #expect(Self.ask(&server, Array(message.prefix(count))) == ([], nil)) }
        #expect(Self.ask(&server, query(labels("b.example"), flags: 0x8100)) == ([], nil))
    }

    @Test func `a query cut anywhere is none`() throws {
        var server = try Self.server()
        let message = query(labels("b.example"), counts: [1, 0, 0, 1], more: options())
        for count in 12..<message.count {
            #expect(Self.ask(&server, Array(message.prefix(count))).lookup?.verdict == .malformed)
        }
    }

    @Test func `over TCP the same reply stands behind its length, after what was there`() throws {
        var server = try Self.server()
        let message = query(labels("b.example"), type: 28)
        let (reply, lookup) = Self.ask(&server, message)
        var stream: [UInt8] = [9]
        #expect(server.answer(streamed: message.span, into: &stream) == lookup)
        #expect(stream == [9] + big(reply.count) + reply)
        #expect(server.answer(streamed: [1, 2].span, into: &stream) == nil)
        #expect(stream.count == 3 + reply.count)
    }

    @Test func `the longest reply fits a datagram of 512 bytes`() throws {
        let label = String(repeating: "a", count: 63)
        let name = [label, label, label, String(repeating: "a", count: 61)].joined(separator: ".")
        var server = NameServer(table: NameTable(names: [try #require(DNSName(name))]))
        let (reply, lookup) = Self.ask(&server, query(labels(name), type: 28, counts: [1, 0, 0, 1], more: options()))
        #expect(lookup?.verdict == .answered)
        #expect(reply.count <= 512)
    }
}
