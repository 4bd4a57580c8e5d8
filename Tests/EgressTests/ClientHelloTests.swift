import Egress
import Testing

@Suite struct ClientHelloTests {
    @Test func `the server's name, the protocols and an encrypted hello are found, among whatever else`() throws {
        var hello = Hello.named("API.Example.org")
        let name = DNSName("api.example.org")
        #expect(Hello.read(hello.bytes) == .hello(ClientHello(serverName: name)))
        hello.extensions += [(16, Hello.protocols(["h2", "http/1.1"])), (0x2a2a, [0])]
        let protocols = [Array("h2".utf8), Array("http/1.1".utf8)]
        #expect(Hello.read(hello.bytes) == .hello(ClientHello(serverName: name, protocols: protocols)))
        for number in [0xfe0d, 0xffce] {
            var other = hello
            other.extensions.insert((number, [0, 1, 2]), at: 0)
            let expected = ClientHello(serverName: name, hasEncryptedHello: true, protocols: protocols)
            #expect(Hello.read(other.bytes) == .hello(expected))
        }
    }

    @Test func `a hello need not name a server`() {
        #expect(Hello.read(Hello().bytes) == .hello(ClientHello(serverName: nil)))
        var old = Hello()
        old.extensions = []
        let withoutExtensions = Array(old.body.dropLast(2))
        #expect(Hello.read(Hello.record(Hello.message(withoutExtensions))) == .hello(ClientHello(serverName: nil)))
    }

    @Test(arguments: [1, 2, 3, 4, 5, 40, 100, 1000])
    func `it makes no difference how a hello is cut into records, and these into pieces`(size: Int) {
        let hello = Hello.named("api.example.org")
        let expected = ClientHelloReader.Outcome.hello(ClientHello(serverName: DNSName("api.example.org")))
        let bytes = hello.records(of: size)
        #expect(Hello.read(bytes) == expected)
        #expect(Hello.readBytewise(bytes) == expected)
        for count in 0..<bytes.count { #expect(Hello.read(Array(bytes.prefix(count))) == .needsMore) }
    }

    @Test func `what follows the hello's record is not looked at, and changes nothing`() {
        let bytes = Hello.named("api.example.org").bytes
        let expected = ClientHelloReader.Outcome.hello(ClientHello(serverName: DNSName("api.example.org")))
        #expect(Hello.read(bytes + Hello.record([1, 2, 3], type: 23)) == expected)
        #expect(Hello.read(bytes + Hello.named("evil.example").bytes) == expected)
        #expect(Hello.readBytewise(bytes + [0xff]) == expected)
    }

    @Test(arguments: [
        ("GET / HTTP/1.1\r\n", PlainStart.other), ("SSH-2.0-OpenSSH_9.2\r\n", .other), ("\u{0}", .other),
        ("\u{15}\u{3}\u{1}\u{0}\u{2}", .otherRecord), ("\u{14}\u{3}\u{3}", .otherRecord), ("\u{17}", .otherRecord),
        ("\u{16}\u{2}", .other), ("\u{16}G", .other),
    ])
    func `what does not begin as TLS is told from it at once`(text: String, start: PlainStart) {
        #expect(Hello.read(Array(text.utf8)) == .notTLS(start))
    }

    @Test func `a hello of SSL 2 is told by its third byte`() {
        #expect(Hello.read([0x80, 0x2e, 1, 3, 1]) == .notTLS(.sslVersion2))
        #expect(Hello.read([0x80, 0x2e, 4]) == .notTLS(.other))
        #expect(Hello.read([0x80, 0x2e]) == .needsMore)
    }

    /// Hellos with one thing wrong.
    static let faults: [(String, HelloFault, @Sendable (inout Hello) -> Void)] = [
        ("another version", .badField, { $0.version = [2, 0] }),
        ("a long session", .badField, { $0.session = [UInt8](repeating: 1, count: 33) }),
        ("no suites", .badField, { $0.suites = [] }), ("half a suite", .badField, { $0.suites = [0x13, 1, 0x13] }),
        ("no compression", .badField, { $0.compressions = [] }),
        ("more behind the extensions", .trailingBytes, { $0.tail = [0] }),
        ("the same extension twice", .duplicateExtension, { $0.extensions += [(10, []), (10, [])] }),
        (
            "two names", .duplicateExtension,
            { $0.extensions += [(0, $0.name("b.example")), (0, $0.name("b.example"))] }
        ),
        (
            "a list of two names", .badServerName,
            {
                let entry: [UInt8] = [0] + big(1) + [0x61]
                $0.extensions.append((0, big(8) + entry + entry))
            }
        ),
        ("no name", .badServerName, { $0.extensions.append((0, [])) }),
        ("an empty list", .badServerName, { $0.extensions.append((0, [0, 0])) }),
        ("an empty name", .badServerName, { $0.extensions.append((0, $0.name(""))) }),
        ("a name of another kind", .badServerName, { $0.extensions.append((0, Hello.serverName([0x61], type: 1))) }),
        ("a dot at the end", .badServerName, { $0.extensions.append((0, $0.name("api.example.org."))) }),
        ("an address", .badServerName, { $0.extensions.append((0, $0.name("192.0.2.1"))) }),
        ("an address of IPv6", .badServerName, { $0.extensions.append((0, $0.name("2001:db8::1"))) }),
        ("a NUL", .badServerName, { $0.extensions.append((0, $0.name("api.example.org\u{0}.evil.example"))) }),
        ("a line's end", .badServerName, { $0.extensions.append((0, $0.name("api.example.org\r\n"))) }),
        ("letters beyond ASCII", .badServerName, { $0.extensions.append((0, $0.name("bücher.example"))) }),
        ("bytes behind the name", .badServerName, { $0.extensions.append((0, $0.name("a.example") + [0])) }),
        ("an empty list of protocols", .badField, { $0.extensions.append((16, [0, 0])) }),
        ("an empty protocol", .badField, { $0.extensions.append((16, [0, 1, 0])) }),
        ("a protocol beyond its list", .badField, { $0.extensions.append((16, [0, 2, 2, 0x68])) }),
        ("bytes behind the protocols", .badField, { $0.extensions.append((16, Hello.protocols(["h2"]) + [0])) }),
        (
            "too many protocols", .badField,
            {
                $0.extensions.append((16, Hello.protocols([String](repeating: "h2", count: 65))))
            }
        ),
        ("too many extensions", .badField, { hello in hello.extensions = (100...228).map { ($0, []) } }),
    ]

    @Test(arguments: faults.indices)
    func `a hello that two readers could take for different things is refused`(index: Int) {
        let (what, fault, change) = Self.faults[index]
        var hello = Hello()
        change(&hello)
        #expect(Hello.read(hello.bytes) == .fault(fault), "\(what)")
        #expect(Hello.readBytewise(hello.bytes) == .fault(fault), "\(what)")
        #expect(Hello.readBytewise(hello.records(of: 7)) == .fault(fault), "\(what)")
    }

    @Test func `a hello that is cut anywhere inside its message is none`() {
        var hello = Hello.named("api.example.org")
        hello.extensions.append((16, Hello.protocols(["h2"])))
        let body = hello.body
        // Where the extensions begin, a hello without any ends.
        let end = body.count - hello.extensions.reduce(2) { $0 + 4 + $1.1.count }
        for count in 0..<body.count where count != end {
            let outcome = Hello.read(Hello.record(Hello.message(Array(body.prefix(count)))))
            guard case .fault = outcome else {
                Issue.record("\(count): \(outcome)")
                continue
            }
        }
    }

    @Test func `records of another kind, empty and overlong ones end a hello`() {
        let message = Hello.named("api.example.org").message
        let half = Hello.record(message.prefix(50))
        #expect(Hello.read(Hello.record([])) == .fault(.badRecord))
        #expect(Hello.read(half + Hello.record([])) == .fault(.badRecord))
        #expect(Hello.read(half + Hello.record(message.dropFirst(50), type: 23)) == .fault(.badRecord))
        #expect(Hello.read(half + [22, 2]) == .fault(.badRecord))
        #expect(Hello.read([22, 3, 1, 0x40, 1]) == .fault(.badRecord))
    }

    @Test func `another message, one that is too long, and bytes behind it in its record are refused`() {
        #expect(Hello.read(Hello.record(Hello.message(Hello().body, type: 2))) == .fault(.wrongMessage))
        #expect(Hello.read(Hello.record([1, 0, 0x80, 0])) == .fault(.tooLong))
        #expect(Hello.read(Hello.record([1, 0xff, 0xff, 0xff])) == .fault(.tooLong))
        #expect(Hello.read(Hello.record(Hello().message + [0])) == .fault(.trailingBytes))
        let message = Hello().message
        #expect(
            Hello.read(Hello.record(message.prefix(9)) + Hello.record(message.dropFirst(9) + [0]))
                == .fault(.trailingBytes))
        #expect(Hello.readBytewise(Hello.record(message + [0])) == .fault(.trailingBytes))
    }

    @Test func `a hello is as long as it may be, and no longer`() {
        var hello = Hello.named("api.example.org")
        let room = ClientHelloReader.longest - hello.message.count - 4
        hello.extensions.append((21, [UInt8](repeating: 0, count: room)))
        #expect(hello.message.count == ClientHelloReader.longest)
        let expected = ClientHelloReader.Outcome.hello(ClientHello(serverName: DNSName("api.example.org")))
        #expect(Hello.read(hello.records(of: 1 << 14)) == expected)
        hello.extensions[hello.extensions.count - 1].1.append(0)
        #expect(Hello.read(hello.records(of: 1 << 14)) == .fault(.tooLong))
    }
}

extension Hello {
    fileprivate func name(_ name: String) -> [UInt8] { Hello.serverName(Array(name.utf8)) }
}
