extension SpecialPurpose {
    /// A range, and what it is for; nil for the public internet.
    struct Entry: Sendable {
        let range: AddressRange
        let purpose: SpecialPurpose?

        private init(_ address: IPAddress, _ prefixLength: Int, _ purpose: SpecialPurpose?) {
            range = AddressRange(of: address, prefixLength)
            self.purpose = purpose
        }

        init(v4 number: UInt32, _ prefixLength: Int, _ purpose: SpecialPurpose) {
            self.init(.v4(number), prefixLength, purpose)
        }

        init(v6 head: UInt64, _ tail: UInt64, _ prefixLength: Int, _ purpose: SpecialPurpose) {
            self.init(.v6(UInt128(head) << 64 | UInt128(tail)), prefixLength, purpose)
        }

        init(v6 head: UInt64, _ prefixLength: Int, _ purpose: SpecialPurpose?) {
            self.init(.v6(UInt128(head) << 64), prefixLength, purpose)
        }
    }

    static let ranges4: [Entry] = [
        Entry(v4: 0xffff_ffff, 32, .reserved),  // 255.255.255.255, limited broadcast
        Entry(v4: 0x0000_0000, 8, .unspecified),  // 0.0.0.0/8
        Entry(v4: 0x0a00_0000, 8, .privateUse),  // 10.0.0.0/8
        Entry(v4: 0x6440_0000, 10, .shared),  // 100.64.0.0/10
        Entry(v4: 0x7f00_0000, 8, .loopback),  // 127.0.0.0/8
        Entry(v4: 0xa9fe_0000, 16, .linkLocal),  // 169.254.0.0/16
        Entry(v4: 0xac10_0000, 12, .privateUse),  // 172.16.0.0/12
        Entry(v4: 0xc000_0000, 24, .protocols),  // 192.0.0.0/24
        Entry(v4: 0xc000_0200, 24, .documentation),  // 192.0.2.0/24
        Entry(v4: 0xc058_6300, 24, .translation),  // 192.88.99.0/24, relays to 6to4
        Entry(v4: 0xc0a8_0000, 16, .privateUse),  // 192.168.0.0/16
        Entry(v4: 0xc612_0000, 15, .benchmarking),  // 198.18.0.0/15
        Entry(v4: 0xc633_6400, 24, .documentation),  // 198.51.100.0/24
        Entry(v4: 0xcb00_7100, 24, .documentation),  // 203.0.113.0/24
        Entry(v4: 0xe000_0000, 4, .multicast),  // 224.0.0.0/4
        Entry(v4: 0xf000_0000, 4, .reserved),  // 240.0.0.0/4
    ]

    static let ranges6: [Entry] = [
        Entry(v6: 0, 0, 128, .unspecified),  // ::
        Entry(v6: 0, 1, 128, .loopback),  // ::1
        Entry(v6: 0, 0xffff_0000_0000, 96, .translation),  // ::ffff:0:0/96, mapped
        Entry(v6: 0, 0xffff_0000_0000_0000, 96, .translation),  // ::ffff:0:0:0/96, translated (RFC 2765)
        Entry(v6: 0, 0, 96, .translation),  // ::/96, compatible
        Entry(v6: 0x0064_ff9b_0000_0000, 96, .translation),  // 64:ff9b::/96, NAT64
        Entry(v6: 0x0064_ff9b_0001_0000, 48, .translation),  // 64:ff9b:1::/48, NAT64 of a network's own
        Entry(v6: 0x2001_0000_0000_0000, 32, .translation),  // 2001::/32, Teredo
        Entry(v6: 0x2001_0002_0000_0000, 48, .benchmarking),  // 2001:2::/48
        Entry(v6: 0x2001_0000_0000_0000, 23, .protocols),  // 2001::/23
        Entry(v6: 0x2001_0db8_0000_0000, 32, .documentation),  // 2001:db8::/32
        Entry(v6: 0x2002_0000_0000_0000, 16, .translation),  // 2002::/16, 6to4
        Entry(v6: 0x3ffe_0000_0000_0000, 16, .unallocated),  // 3ffe::/16, given back (RFC 3701)
        Entry(v6: 0x3fff_0000_0000_0000, 20, .documentation),  // 3fff::/20
        Entry(v6: 0x2000_0000_0000_0000, 3, nil),  // 2000::/3, the public internet
        Entry(v6: 0xfc00_0000_0000_0000, 7, .uniqueLocal),  // fc00::/7
        Entry(v6: 0xfe80_0000_0000_0000, 10, .linkLocal),  // fe80::/10
        Entry(v6: 0xfec0_0000_0000_0000, 10, .siteLocal),  // fec0::/10
        Entry(v6: 0xff00_0000_0000_0000, 8, .multicast),  // ff00::/8
        Entry(v6: 0, 0, .unallocated),  // the rest
    ]

    static let metadataAddresses: [IPAddress] = [
        .v4(0xa9fe_a9fe),  // 169.254.169.254: most clouds
        .v4(0xa9fe_aa02), .v4(0xa9fe_aa17),  // 169.254.170.2 and .23: tasks and pods of Amazon's
        .v4(0x6464_64c8),  // 100.100.100.200: Alibaba
        .v4(0xa83f_8110),  // 168.63.129.16: Azure, an address of the public internet
        .v4(0xc000_00c0),  // 192.0.0.192: Oracle
        .v6(0xfd00_0ec2 << 96 | 0x254), .v6(0xfd00_0ec2 << 96 | 0x23),  // fd00:ec2::254 and ::23: Amazon
        .v6(0xfd20_00ce << 96 | 0x254),  // fd20:ce::254: Google
        .v6(0xfe80 << 112 | 0xa9fe_a9fe),  // fe80::a9fe:a9fe: OpenStack
    ]
}
