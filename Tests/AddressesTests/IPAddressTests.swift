import Addresses
import InstalledTrilatch
import Testing

@Suite struct IPAddressTests {
    /// How an address is spelled, and its bytes.
    static let spellings: [(String, String)] = [
        ("0.0.0.0", "00000000"),
        ("255.255.255.255", "ffffffff"),
        ("192.0.2.1", "c0000201"),
        ("::", "00000000000000000000000000000000"),
        ("::1", "00000000000000000000000000000001"),
        ("1::", "00010000000000000000000000000000"),
        ("2001:db8::1", "20010db8000000000000000000000001"),
        ("1:2:3:4:5:6:7:8", "00010002000300040005000600070008"),
        ("::ffff:192.0.2.1", "00000000000000000000ffffc0000201"),
        ("::ffff:0:c000:201", "0000000000000000ffff0000c0000201"),
        ("1::2:0:0:3", "00010000000000000002000000000003"),
        ("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "ffffffffffffffffffffffffffffffff"),
    ]

    @Test(arguments: spellings)
    func `an address has one spelling, and is read from it`(text: String, bytes: String) throws {
        let address = try #require(IPAddress(text))
        #expect(AddressSamples.hexadecimal(address.bytes) == bytes)
        #expect(address.description == text)
        #expect(IPAddress(bytes: address.bytes.span) == address)
    }

    @Test(arguments: [
        ("2001:DB8:0:0:0:0:0:1", "2001:db8::1"), ("0:0:0:0:0:0:0:0", "::"), ("1:0:0:2:0:0:0:3", "1:0:0:2::3"),
        ("1:0:0:2:3:0:0:4", "1::2:3:0:0:4"), ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"),
        ("::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"),
        ("0001::", "1::"), ("64:ff9b::192.0.2.33", "64:ff9b::c000:221"), ("::192.0.2.33", "::c000:221"),
        ("1:2:3:4:5:6:192.0.2.33", "1:2:3:4:5:6:c000:221"),
    ])
    func `other spellings of an address are read too`(text: String, spelling: String) {
        #expect(IPAddress(text)?.description == spelling)
    }

    @Test(arguments: [
        "", ".", ":", ":::", "1", "1.2.3", "1.2.3.4.5", "1.2.3.4.", ".1.2.3.4", "256.1.1.1", "01.2.3.4", "1.2.3.0x4",
        "1.2.3.-4",
        "1.2.3.4 ", " 1.2.3.4", "+1.2.3.4", "1.2.3.4/32", "1..2.3", "0000.0.0.0", "127.1", "2130706433", "１.2.3.4",
        "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3", "12345::", "g::", ":1::", "1:", "::1:", "1:2:3:4:5:6:7:8::",
        "::1:2:3:4:5:6:7:8", "fe80::1%eth0", "[::1]", "::1.2.3", "::1.2.3.4:5", "1:2:3:4:5:6:7:1.2.3.4", "::01.2.3.4",
        "1.2.3.4::", "::ffff:1.2.3.256", "::\u{0}", "0x1::", "-1::",
    ])
    func `what is no address in its ordinary spelling is none`(text: String) {
        #expect(IPAddress(text) == nil)
    }

    @Test func `an address on the wire has four bytes or sixteen`() {
        for count in 0...20 {
            let bytes = [UInt8](repeating: 1, count: count)
            #expect((IPAddress(bytes: bytes.span) != nil) == (count == 4 || count == 16))
        }
    }

    @Test func `Python reads the same addresses in the same texts, and writes them the same`() throws {
        let texts = AddressSamples.texts()
        let python = """
            import ipaddress, sys
            for line in sys.stdin:
                try:
                    address = ipaddress.ip_address(line.rstrip("\\n"))
                    if getattr(address, "scope_id", None): raise ValueError
                    print(address.packed.hex(), address)
                except ValueError:
                    print("-")
            """
        let outcome = try Subprocess.run(
            ["/usr/bin/python3", "-c", python], environment: [:], input: texts.map { $0 + "\n" }.joined())
        let answers = outcome.output.split(separator: "\n")
        try #require(answers.count == texts.count, "\(outcome.errors)")
        var read = 0
        for (text, answer) in zip(texts, answers) {
            guard let address = IPAddress(text) else {
                #expect(answer == "-", "\(text)")
                continue
            }
            read += 1
            let words = answer.split(separator: " ")
            try #require(words.count == 2, "\(text)")
            #expect(words[0] == AddressSamples.hexadecimal(address.bytes), "\(text)")
            // Python of this age writes the IPv4 part of a mapped address as groups.
            if case .v6(let number) = address, number >> 32 == 0xffff { continue }
            #expect(words[1] == address.description, "\(text)")
        }
        #expect(read > texts.count / 3)
    }
}
