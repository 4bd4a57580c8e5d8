/// All addresses of one family that begin with the same bits, such as `10.0.0.0/8`.
package struct AddressRange: Sendable, Hashable {
    package let first: IPAddress
    /// How many bits the addresses share, from 0 to all of them.
    package let prefixLength: Int

    /// Takes a range by its first address; nil where there are not so many bits, or where a bit after them is set.
    package init?(_ first: IPAddress, prefixLength: Int) {
        guard (0...first.bitCount).contains(prefixLength) else { return nil }
        self.init(of: first, prefixLength)
        guard self.first == first else { return nil }
    }

    /// The range of one address.
    package init(of address: IPAddress) { self.init(of: address, address.bitCount) }

    /// The range that an address lies in; `prefixLength` is no more than its bits.
    init(of address: IPAddress, _ prefixLength: Int) {
        // A shift by all of the bits gives 0.
        switch address {
        case .v4(let number): first = .v4(number & ~(.max >> UInt32(truncatingIfNeeded: prefixLength)))
        case .v6(let number): first = .v6(number & ~(.max >> UInt128(truncatingIfNeeded: prefixLength)))
        }
        self.prefixLength = prefixLength
    }

    /// Reads `10.0.0.0/8` or `fd00::/8`, or one address, which is a range of itself; nil for anything else.
    ///
    /// `10.0.0.1/8` is refused: whether the host or the network is meant is not for us to guess.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = IPAddress(String(parts[0])) else { return nil }
        guard parts.count == 2 else {
            self.init(of: first, first.bitCount)
            return
        }
        // Without a sign and without leading zeroes.
        guard let length = UInt8(parts[1]), String(length) == parts[1] else { return nil }
        self.init(first, prefixLength: Int(length))
    }

    /// Whether the address is one of the range; one of the other family never is, embedded in it or not.
    package func contains(_ address: IPAddress) -> Bool {
        AddressRange(of: address, prefixLength).first == first
    }

    /// Whether this is one address and nothing more.
    package var isSingle: Bool { prefixLength == first.bitCount }
}

extension AddressRange: CustomStringConvertible {
    package var description: String { "\(first)/\(prefixLength)" }
}
