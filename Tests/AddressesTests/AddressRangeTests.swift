import Addresses
import Testing

@Suite struct AddressRangeTests {
    @Test(arguments: [
        ("10.0.0.0/8", "10.0.0.0", "10.255.255.255", "9.255.255.255", "11.0.0.0"),
        ("192.168.1.128/25", "192.168.1.128", "192.168.1.255", "192.168.1.127", "192.168.2.0"),
        ("192.0.2.7/32", "192.0.2.7", "192.0.2.7", "192.0.2.6", "192.0.2.8"),
        ("fd00::/8", "fd00::", "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "fcff::", "fe00::"),
        ("2001:db8::/33", "2001:db8::", "2001:db8:7fff::1", "2001:db8:8000::", "2001:db7::"),
        ("::1/128", "::1", "::1", "::", "::2"),
    ])
    func `a range holds its first address and its last, and not their neighbours`(
        text: String, first: String, last: String, before: String, after: String
    ) throws {
        let range = try #require(AddressRange(text))
        #expect(range.description == text)
        for (address, isInside) in [(first, true), (last, true), (before, false), (after, false)] {
            #expect(range.contains(try #require(IPAddress(address))) == isInside, "\(address)")
        }
    }

    @Test func `one address is a range of itself`() throws {
        let range = try #require(AddressRange("192.0.2.7"))
        #expect(range.description == "192.0.2.7/32")
        #expect(range.isSingle)
        #expect(try #require(AddressRange("192.0.2.6/31")).isSingle == false)
    }

    @Test func `a range without bits holds its whole family, and nothing of the other`() throws {
        let all4 = try #require(AddressRange("0.0.0.0/0"))
        let all6 = try #require(AddressRange("::/0"))
        for address in [IPAddress.v4(0), .v4(.max)] {
            #expect(all4.contains(address) && !all6.contains(address))
        }
        for address in [IPAddress.v6(0), .v6(.max), .v6(0xffff_0a00_0001)] {
            #expect(all6.contains(address) && !all4.contains(address))
        }
    }

    @Test(arguments: [
        "", "/", "10.0.0.0/", "/8", "10.0.0.0/33", "10.0.0.1/8", "10.0.0.0/08", "10.0.0.0/+8", "10.0.0.0/-1",
        "10.0.0.0/8/8",
        "10.0.0.0 /8", "10.0.0.0/ 8", "10/8", "fd00::/129", "fd00::1/8", "::/256", "fe80::%eth0/10",
        "10.0.0.0/255.0.0.0",
    ])
    func `what is no range is none`(text: String) {
        #expect(AddressRange(text) == nil)
    }
}
