package import Addresses

/// The addresses that stand for one name in a box, one of each family.
///
/// Of the ranges for benchmarks, which nobody's traffic leaves a network with (RFC 2544, RFC 5180), so that an address which
/// a program keeps is of no use elsewhere.
package struct SyntheticAddresses: Sendable, Hashable {
    /// The place in the table of names.
    package let slot: UInt16

    package init(slot: UInt16) { self.slot = slot }

    /// `198.18.1.1` and what follows.
    package var v4: IPAddress { .v4(Self.first4 + UInt32(slot)) }
    /// `2001:2::1:1` and what follows.
    package var v6: IPAddress { .v6(Self.first6 + UInt128(slot)) }

    /// The addresses that one of them belongs to; nil for one that no slot has.
    package init?(holding address: IPAddress) {
        let slot: UInt16? =
            switch address {
            case .v4(let number): number < Self.first4 ? nil : UInt16(exactly: number - Self.first4)
            case .v6(let number): number < Self.first6 ? nil : UInt16(exactly: number - Self.first6)
            }
        guard let slot else { return nil }
        self.slot = slot
    }

    /// Where the box's resolver is: `198.18.0.1` and `2001:2::1`.
    package static let resolver4 = IPAddress.v4(0xc612_0001)
    package static let resolver6 = IPAddress.v6(0x2001_0002 << 96 | 1)

    private static let first4: UInt32 = 0xc612_0101
    private static let first6: UInt128 = 0x2001_0002 << 96 | 0x0001_0001
}
