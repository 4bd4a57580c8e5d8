import Addresses
import Egress
import Testing

@Suite struct NameTableTests {
    @Test func `slots have addresses in the ranges for benchmarks, each its own, beside the resolver's`() throws {
        let range4 = try #require(AddressRange("198.18.0.0/15"))
        let range6 = try #require(AddressRange("2001:2::/48"))
        var seen: Set<IPAddress> = [SyntheticAddresses.resolver4, SyntheticAddresses.resolver6]
        #expect(SyntheticAddresses.resolver4.description == "198.18.0.1")
        #expect(SyntheticAddresses.resolver6.description == "2001:2::1")
        for slot: UInt16 in [0, 1, 254, 255, 256, 8191, .max - 1, .max] {
            let addresses = SyntheticAddresses(slot: slot)
            #expect(range4.contains(addresses.v4) && range6.contains(addresses.v6))
            #expect(seen.insert(addresses.v4).inserted && seen.insert(addresses.v6).inserted)
            #expect(SyntheticAddresses(holding: addresses.v4) == addresses)
            #expect(SyntheticAddresses(holding: addresses.v6) == addresses)
        }
        #expect(SyntheticAddresses(slot: 0).v4.description == "198.18.1.1")
        #expect(SyntheticAddresses(slot: 0).v6.description == "2001:2::1:1")
    }

    @Test(arguments: [
        "198.18.0.1", "198.18.1.0", "198.19.1.1", "0.0.0.0", "255.255.255.255", "2001:2::1", "2001:2::1:0",
        "2001:2::2:1", "::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "::ffff:198.18.1.1",
    ])
    func `no other address stands for a name`(text: String) throws {
        let address = try #require(IPAddress(text))
        #expect(SyntheticAddresses(holding: address) == nil)
        #expect(
            NameTable(names: try (0..<300).map { try #require(DNSName("n\($0).example")) }).name(of: address) == nil)
    }

    @Test func `a name that is granted by itself takes no place of the pool, and one that is named twice one slot`()
        throws
    {
        let names = try ["a.wild.example", "b.example", "a.wild.example"].map { try #require(DNSName($0)) }
        var table = NameTable(names: names, below: [try #require(DNSName("wild.example"))], poolSize: 1)
        #expect(table.capacity == 3)
        #expect(table.standing(of: names[0]) == .granted(SyntheticAddresses(slot: 0)))
        #expect(table.standing(of: names[1]) == .granted(SyntheticAddresses(slot: 1)))
        let first = try #require(DNSName("x.wild.example"))
        #expect(table.name(of: SyntheticAddresses(slot: 2).v4) == nil)
        #expect(table.standing(of: first) == .granted(SyntheticAddresses(slot: 2)))
        #expect(table.name(of: SyntheticAddresses(slot: 2).v6) == first)
        #expect(table.standing(of: try #require(DNSName("y.wild.example"))) == .poolExhausted)
        #expect(table.standing(of: first) == .granted(SyntheticAddresses(slot: 2)))
    }

    @Test func `without a wildcard there is no pool`() throws {
        var table = NameTable(names: [try #require(DNSName("a.example"))], poolSize: 9)
        #expect(table.capacity == 1)
        #expect(table.standing(of: try #require(DNSName("b.a.example"))) == .notGranted)
    }
}
