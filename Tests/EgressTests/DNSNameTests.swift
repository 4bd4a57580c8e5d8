import Egress
import Testing

@Suite struct DNSNameTests {
    @Test(arguments: [
        ("a", "a"), ("api.example.org", "api.example.org"), ("API.Example.ORG", "api.example.org"),
        ("_dmarc.example.org", "_dmarc.example.org"), ("xn--e1afmkfd.example", "xn--e1afmkfd.example"),
        ("1.2.3.a", "1.2.3.a"), ("0x1.example", "0x1.example"), ("a-b.c", "a-b.c"),
    ])
    func `a name is read in any case, and has one spelling`(text: String, spelling: String) throws {
        let name = try #require(DNSName(text))
        #expect(name.description == spelling)
        #expect(name == DNSName(spelling))
    }

    @Test(arguments: [
        "", ".", "a.", ".a", "a..b", "-a", "a-", "a.-b", "a b", "a/b", "a\u{0}b", "a.b\n", "a\u{7f}", "bücher.example",
        "*.a",
        "127.0.0.1", "1", "0x7f000001", "a.0x7f", "a.1", "[::1]", "::1", "a:443", "a%00.b", "a\\.b", "\u{212a}.example",
    ])
    func `what is no host's name, or could be taken for an address, is none`(text: String) {
        #expect(DNSName(text) == nil)
    }

    @Test func `labels have up to 63 characters, and names up to 253`() throws {
        let label = String(repeating: "a", count: 63)
        #expect(DNSName(label) != nil)
        #expect(DNSName(label + "a") == nil)
        #expect(DNSName("\(label)a.example") == nil)
        let longest = [label, label, label, String(repeating: "a", count: 61)].joined(separator: ".")
        #expect(longest.utf8.count == 253)
        #expect(DNSName(longest)?.description == longest)
        #expect(DNSName(longest + "a") == nil)
        #expect(DNSName("a." + longest) == nil)
    }

    @Test(arguments: [
        ("a.example.org", "example.org", true), ("b.a.example.org", "example.org", true),
        ("example.org", "example.org", false), ("badexample.org", "example.org", false),
        ("org", "example.org", false), ("a.example.org", "org", true), ("example.org.a", "example.org", false),
        ("a.example.com", "example.org", false),
    ])
    func `below a name is what ends in it, label by label`(text: String, other: String, isBelow: Bool) throws {
        #expect(try #require(DNSName(text)).isBelow(try #require(DNSName(other))) == isBelow)
    }
}
