import Addresses
import InstalledTrilatch
import Testing

/// The rules beside Python's `ipaddress`, which follows the same registries, each version those of its day.
@Suite struct ForeignRulesTests {
    /// Where we decide otherwise than some version of Python, and why: always on the side of refusing, but for the last.
    static let differences: [(String, String)] = [
        ("224.0.0.0/4", "multicast is global for Python; nobody dials it"),
        ("ff00::/8", "the same"),
        ("192.88.99.0/24", "a relay to 6to4 (RFC 7526)"),
        ("168.63.129.16/32", "Azure's own, though of the public internet"),
        ("192.0.0.0/24", "the parts that are global are protocols' own"),
        ("::ffff:0:0:0/96", "translated addresses (RFC 2765)"),
        ("::/8", "mapped, compatible and unallocated ones; some versions look at what is mapped"),
        ("64:ff9b::/96", "NAT64 is global for Python, whatever it leads to"),
        ("100::/8", "outside of 2000::/3"),
        ("2001::/23", "the parts that are global are protocols' own"),
        ("2002::/16", "6to4 is global for some versions"),
        ("3ffe::/16", "given back"),
        ("3fff::/20", "documentation since 2024"),
        ("5f00::/16", "outside of 2000::/3"),
        ("fec0::/10", "site-local addresses are global for some versions"),
        ("4000::/2", "outside of 2000::/3, which is all that is allocated"),
        ("8000::/1", "the same"),
        ("0::/3", "the same"),
    ]

    @Test func `what may be dialled is global for Python, and what is global may be dialled but for what is listed`()
        throws
    {
        let addresses = Self.addresses()
        let python = """
            import ipaddress, sys
            for line in sys.stdin: print(ipaddress.ip_address(line.strip()).is_global)
            """
        let input = addresses.map { "\($0)\n" }.joined()
        let outcome = try Subprocess.run(["/usr/bin/python3", "-c", python], environment: [:], input: input)
        let answers = outcome.output.split(separator: "\n")
        try #require(answers.count == addresses.count, "\(outcome.errors)")
        let listed = try Self.differences.map { try #require(AddressRange($0.0)) }
        var (passed, refused) = (0, 0)
        for (address, answer) in zip(addresses, answers) {
            let isGlobal = answer == "True"
            switch AddressRules().objection(to: address) {
            case nil:
                #expect(isGlobal, "\(address)")
                passed += 1
            case let purpose?:
                #expect(!isGlobal || listed.contains { $0.contains(address) }, "\(address): \(purpose)")
                refused += 1
            }
        }
        #expect(passed > 2000 && refused > 2000)
    }

    /// The neighbourhood of every boundary, and addresses from anywhere.
    private static func addresses() -> [IPAddress] {
        var addresses: [IPAddress] = []
        for (first, last, _) in AddressRulesTests.ranges {
            for text in [first, last] {
                switch IPAddress(text) {
                case .v4(let number): addresses += [number &- 1, number, number &+ 1].map { .v4($0) }
                case .v6(let number): addresses += [number &- 1, number, number &+ 1].map { .v6($0) }
                case nil: break
                }
            }
        }
        var generator = SplitMix(state: 5)
        for _ in 0..<4000 {
            addresses.append(.v4(.random(in: 0...UInt32.max, using: &generator)))
            let number = UInt128.random(in: 0...UInt128.max, using: &generator)
            addresses.append(.v6(Bool.random(using: &generator) ? number : number >> 3 | 1 << 125))
        }
        // The first two bytes decide most of IPv4.
        for high in 0...UInt32(0xffff) where high % 7 == 0 || high >> 8 == 192 || high >> 8 == 198 {
            addresses.append(.v4(high << 16 | 0x0a0b))
        }
        return addresses
    }
}
