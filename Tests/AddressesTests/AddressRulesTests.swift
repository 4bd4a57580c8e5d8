import Addresses
import Testing

@Suite struct AddressRulesTests {
    /// Each range by its first and last address; before and after it is something else, or the public internet.
    static let ranges: [(String, String, SpecialPurpose)] = [
        ("0.0.0.0", "0.255.255.255", .unspecified), ("10.0.0.0", "10.255.255.255", .privateUse),
        ("100.64.0.0", "100.127.255.255", .shared), ("127.0.0.0", "127.255.255.255", .loopback),
        ("169.254.0.0", "169.254.255.255", .linkLocal), ("172.16.0.0", "172.31.255.255", .privateUse),
        ("192.0.0.0", "192.0.0.255", .protocols), ("192.0.2.0", "192.0.2.255", .documentation),
        ("192.88.99.0", "192.88.99.255", .translation), ("192.168.0.0", "192.168.255.255", .privateUse),
        ("198.18.0.0", "198.19.255.255", .benchmarking), ("198.51.100.0", "198.51.100.255", .documentation),
        ("203.0.113.0", "203.0.113.255", .documentation), ("224.0.0.0", "239.255.255.255", .multicast),
        ("240.0.0.0", "255.255.255.255", .reserved),
        ("::", "::", .unspecified), ("::1", "::1", .loopback), ("::2", "::ffff:ffff", .translation),
        ("::ffff:0.0.0.0", "::ffff:255.255.255.255", .translation),
        ("::ffff:0:0:0", "::ffff:0:ffff:ffff", .translation), ("64:ff9b::", "64:ff9b::ffff:ffff", .translation),
        ("64:ff9b:1::", "64:ff9b:1:ffff:ffff:ffff:ffff:ffff", .translation),
        ("100::", "100::ffff:ffff:ffff:ffff", .unallocated),
        ("2001::", "2001:0:ffff:ffff:ffff:ffff:ffff:ffff", .translation),
        ("2001:1::", "2001:1:ffff:ffff:ffff:ffff:ffff:ffff", .protocols),
        ("2001:2::", "2001:2:0:ffff:ffff:ffff:ffff:ffff", .benchmarking),
        ("2001:2:1::", "2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff", .protocols),
        ("2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", .documentation),
        ("2002::", "2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff", .translation),
        ("3ffe::", "3ffe:ffff:ffff:ffff:ffff:ffff:ffff:ffff", .unallocated),
        ("3fff::", "3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff", .documentation),
        ("4000::", "fbff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", .unallocated), ("5f00::", "5f00::1", .unallocated),
        ("fc00::", "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", .uniqueLocal),
        ("fe00::", "fe7f:ffff:ffff:ffff:ffff:ffff:ffff:ffff", .unallocated),
        ("fe80::", "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff", .linkLocal),
        ("fec0::", "feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", .siteLocal),
        ("ff00::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", .multicast),
    ]

    @Test(arguments: ranges)
    func `a special range is refused from its first address to its last`(
        first: String, last: String, purpose: SpecialPurpose
    ) throws {
        for text in [first, last] {
            #expect(AddressRules().objection(to: try #require(IPAddress(text))) == purpose, "\(text)")
        }
    }

    /// Addresses next to special ranges, and some that people know.
    @Test(arguments: [
        "1.0.0.0", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0",
        "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "191.255.255.255", "192.0.1.0", "192.0.3.0",
        "192.31.196.1", "192.52.193.1", "192.88.98.255", "192.88.100.0", "192.167.255.255", "192.169.0.0",
        "192.175.48.1",
        "198.17.255.255", "198.20.0.0", "198.51.99.255", "198.51.101.0", "203.0.112.255", "203.0.114.0",
        "223.255.255.255", "8.8.8.8", "93.184.216.34", "168.63.129.15", "168.63.129.17", "100.100.100.100",
        "2000::", "2001:200::", "2001:db7:ffff::", "2001:db9::", "2003::", "2001:4860:4860::8888", "2620:4f:8000::1",
        "3ffd:ffff::", "3fff:1000::", "3fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
    ])
    func `what lies beside them is the public internet, but for the shared range`(text: String) throws {
        let address = try #require(IPAddress(text))
        #expect(AddressRules().objection(to: address) == (text == "100.100.100.100" ? .shared : nil))
    }

    @Test(arguments: [
        "169.254.169.254", "169.254.170.2", "169.254.170.23", "100.100.100.200", "168.63.129.16", "192.0.0.192",
        "fd00:ec2::254", "fd00:ec2::23", "fd20:ce::254", "fe80::a9fe:a9fe",
    ])
    func `what tells a machine its credentials is open only to who names that very address`(text: String) throws {
        let address = try #require(IPAddress(text))
        let wide = try ["169.254.0.0/16", "100.64.0.0/10", "168.63.129.0/24", "192.0.0.0/24", "fc00::/7", "fe80::/10"]
            .map { try #require(AddressRange($0)) }
        #expect(AddressRules().objection(to: address) == .metadata)
        #expect(AddressRules(granted: wide).objection(to: address) == .metadata)
        let itself = try #require(AddressRange(text))
        #expect(AddressRules(granted: wide + [itself]).objection(to: address) == nil)
    }

    @Test(arguments: ranges)
    func `a range that is granted is open, unless it is nobody's`(
        first: String, last: String, purpose: SpecialPurpose
    ) throws {
        let all = try ["0.0.0.0/0", "::/0"].map { try #require(AddressRange($0)) }
        let expected = purpose.canBeGranted ? nil : purpose
        for text in [first, last] {
            #expect(AddressRules(granted: all).objection(to: try #require(IPAddress(text))) == expected, "\(text)")
        }
    }

    @Test func `a granted range opens nothing beside it, and no disguise of it`() throws {
        let rules = AddressRules(granted: [try #require(AddressRange("10.1.0.0/16"))])
        let expected: [(String, SpecialPurpose?)] = [
            ("10.1.0.0", nil), ("10.1.255.255", nil), ("10.0.255.255", .privateUse), ("10.2.0.0", .privateUse),
            ("192.168.0.1", .privateUse), ("127.0.0.1", .loopback), ("::ffff:10.1.0.1", .translation),
            ("::10.1.0.1", .translation), ("64:ff9b::10.1.0.1", .translation), ("2002:a01:1::", .translation),
        ]
        for (text, purpose) in expected {
            #expect(rules.objection(to: try #require(IPAddress(text))) == purpose, "\(text)")
        }
    }

    @Test func `every purpose has a word of its own`() {
        #expect(Set(SpecialPurpose.allCases.map(\.word)).count == SpecialPurpose.allCases.count)
    }
}
