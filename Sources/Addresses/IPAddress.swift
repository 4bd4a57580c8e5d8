/// An IPv4 or IPv6 address, as a number whose highest byte is the first on the wire.
///
/// A zone (`%eth0`) is no part of it.
package enum IPAddress: Sendable, Hashable {
    case v4(UInt32)
    case v6(UInt128)

    /// How many bits an address of this family has.
    package var bitCount: Int {
        switch self {
        case .v4: 32
        case .v6: 128
        }
    }

    /// Takes an address as it stands on the wire: four bytes or sixteen; nil for any other count.
    package init?(bytes: Span<UInt8>) {
        switch bytes.count {
        case 4:
            var number: UInt32 = 0
            for index in bytes.indices { number = number << 8 | UInt32(bytes[index]) }
            self = .v4(number)
        case 16:
            var number: UInt128 = 0
            for index in bytes.indices { number = number << 8 | UInt128(bytes[index]) }
            self = .v6(number)
        default: return nil
        }
    }

    /// The four or sixteen bytes of the address, in the order of the wire.
    package var bytes: [UInt8] {
        switch self {
        case .v4(let number): (1...4).map { UInt8(truncatingIfNeeded: number >> UInt32(32 - 8 * $0)) }
        case .v6(let number): (1...16).map { UInt8(truncatingIfNeeded: number >> UInt128(128 - 8 * $0)) }
        }
    }
}

extension IPAddress: CustomStringConvertible {
    /// The one spelling that RFC 5952 recommends.
    package var description: String {
        switch self {
        case .v4(let number): Self.dotted(number)
        // Only here the last half is known to be an IPv4 address (RFC 5952, section 5).
        case .v6(let number) where number >> 32 == 0xffff:
            "::ffff:" + Self.dotted(UInt32(truncatingIfNeeded: number))
        case .v6(let number): Self.grouped(number)
        }
    }

    private static func dotted(_ number: UInt32) -> String {
        "\(number >> 24).\(number >> 16 & 0xff).\(number >> 8 & 0xff).\(number & 0xff)"
    }

    private static func grouped(_ number: UInt128) -> String {
        let groups = (1...8).map { UInt16(truncatingIfNeeded: number >> UInt128(128 - 16 * $0)) }
        let gap = longestZeroes(groups)
        func text(_ groups: ArraySlice<UInt16>) -> String {
            groups.map { String($0, radix: 16) }.joined(separator: ":")
        }
        guard gap.count >= 2 else { return text(groups[...]) }
        return text(groups[..<gap.lowerBound]) + "::" + text(groups[gap.upperBound...])
    }

    /// The longest run of zero groups, of several the first.
    private static func longestZeroes(_ groups: [UInt16]) -> Range<Int> {
        var longest = 0..<0
        var start = 0
        for (index, group) in groups.enumerated() {
            if group != 0 {
                start = index + 1
            } else if index + 1 - start > longest.count {
                longest = start..<index + 1
            }
        }
        return longest
    }
}
