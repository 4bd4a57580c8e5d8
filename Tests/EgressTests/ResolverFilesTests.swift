import Addresses
import Egress
import Testing

@Suite struct ResolverFilesTests {
    private static func read(_ text: String) -> ResolverConfiguration {
        let bytes = Array(text.utf8)
        return ResolverConfiguration.read(bytes.span)
    }

    @Test(arguments: ["", "\n\n", "# nothing\n", "search example.org\n", "nameserver\n", "nameserver fe80::1%eth0\n"])
    func `a file that names no server stands for this machine`(text: String) {
        #expect(Self.read(text) == ResolverConfiguration())
        #expect(Self.read(text).servers.map(\.description) == ["127.0.0.1"])
    }

    @Test func `up to three servers are taken, in their order, and what is none is passed over`() {
        let configuration = Self.read(
            """
            ; old comment
            domain example.org
            nameserver 127.0.0.53 # stub
            nameserver fe80::1%2
            nameserver\t2001:db8::53 and more
            nameserver resolver.example.org
              nameserver 192.0.2.1
            nameserver 192.0.2.2
            nameservers 192.0.2.3
            """)
        #expect(configuration.servers.map(\.description) == ["127.0.0.53", "2001:db8::53", "192.0.2.1"])
    }

    @Test(arguments: [
        ("timeout:3", Duration.seconds(3), 2), ("timeout:99999999999999999999", .seconds(30), 2),
        ("timeout:0", .seconds(1), 2),
        ("timeout:", .seconds(1), 2), ("timeout:x", .seconds(5), 2), ("timeout:-1", .seconds(5), 2),
        ("attempts:9", .seconds(5), 5), ("attempts:0", .seconds(5), 1), ("ndots:4 attempts:1", .seconds(5), 1),
    ])
    func `options keep to the bounds of the manual`(options: String, timeout: Duration, attempts: Int) {
        let configuration = Self.read("options \(options)\nnameserver 192.0.2.1")
        #expect(configuration.timeout == timeout)
        #expect(configuration.attempts == attempts)
    }

    @Test func `rotation and TCP are said by words`() {
        let configuration = Self.read("options rotate\noptions edns0 use-vc trust-ad\n")
        #expect(configuration.rotates && configuration.usesTCPOnly)
        #expect(!Self.read("options use-vcs xrotate").usesTCPOnly)
    }

    @Test func `the hosts file says the addresses of wanted names, each once and in order`() throws {
        let file = Array(
            """
            127.0.0.1\tlocalhost
            ::1 localhost ip6-localhost
            # 192.0.2.9 api.example.org
            192.0.2.1 API.example.org alias.example.org # 192.0.2.8 x.example.org
            2001:db8::1 other.example.org api.example.org
            192.0.2.1 api.example.org
            fe80::1%eth0 api.example.org
            010.0.0.1 api.example.org
            192.0.2.5
            api.example.org 192.0.2.6\r
            192.0.2.7 last.example.org\r
            """.utf8)
        let name = try #require(DNSName("api.example.org"))
        let last = try #require(DNSName("last.example.org"))
        var asked = 0
        let hosts = HostsFile.read(file.span) { candidate in
            asked += 1
            return candidate == name || candidate == last
        }
        #expect(hosts[name].map(\.description) == ["192.0.2.1", "2001:db8::1"])
        #expect(hosts[last].map(\.description) == ["192.0.2.7"])
        #expect(hosts[try #require(DNSName("localhost"))].isEmpty)
        #expect(asked == 9)
    }

    @Test func `long lines, many words and many addresses are bounded`() throws {
        let name = try #require(DNSName("a.example"))
        let many = (0..<100).map { "192.0.2.\($0) a.example\n" }.joined()
        #expect(HostsFile.read(Array(many.utf8).span) { _ in true }[name].count == HostsFile.mostAddresses)
        let words = "192.0.2.1 " + String(repeating: "b.example ", count: 80) + "a.example\n192.0.2.2 a.example"
        #expect(HostsFile.read(Array(words.utf8).span) { _ in true }[name].map(\.description) == ["192.0.2.2"])
        let long = "192.0.2.1 a.example " + String(repeating: " ", count: 5000) + "\n192.0.2.2 a.example"
        #expect(HostsFile.read(Array(long.utf8).span) { _ in true }[name].map(\.description) == ["192.0.2.2"])
    }
}
