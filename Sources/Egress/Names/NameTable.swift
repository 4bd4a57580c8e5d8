package import Addresses

/// The names that a box may reach, and the addresses that stand for them in it.
///
/// A name that is granted by itself has its addresses from the start; one below a wildcard gets the next of the pool when it
/// is first asked for, and keeps them as long as the box lives.
package struct NameTable: Sendable {
    /// The name of each slot that is given out.
    private var names: [DNSName]
    private var slots: [DNSName: UInt16]
    private let wildcards: [DNSName]
    /// How many slots there are, the pool's included.
    package let capacity: Int

    /// No box has more names, the pool's included.
    package static let longest = 1 << 13

    /// Makes a table of exact names, of what lies below others, and of how many of the latter there may be.
    package init(names: [DNSName], below wildcards: [DNSName] = [], poolSize: Int = 0) {
        self.names = []
        slots = [:]
        self.wildcards = wildcards
        for name in names where slots[name] == nil {
            slots[name] = UInt16(truncatingIfNeeded: self.names.count)
            self.names.append(name)
        }
        capacity = self.names.count + (wildcards.isEmpty ? 0 : max(0, poolSize))
        precondition(capacity <= Self.longest, "a plan has no more names")
    }

    /// What stands for a name.
    package enum Standing: Sendable, Hashable {
        case granted(SyntheticAddresses)
        case notGranted
        /// A name below a wildcard, and the pool is used up.
        case poolExhausted
    }

    /// Finds what stands for a name, and gives it addresses where it has none yet.
    package mutating func standing(of name: DNSName) -> Standing {
        if let slot = slots[name] { return .granted(SyntheticAddresses(slot: slot)) }
        guard wildcards.contains(where: name.isBelow) else { return .notGranted }
        guard names.count < capacity else { return .poolExhausted }
        let slot = UInt16(truncatingIfNeeded: names.count)
        names.append(name)
        slots[name] = slot
        return .granted(SyntheticAddresses(slot: slot))
    }

    /// The name that an address stands for; nil where it stands for none.
    package func name(of address: IPAddress) -> DNSName? {
        guard let slot = SyntheticAddresses(holding: address)?.slot, Int(slot) < names.count else { return nil }
        return names[Int(slot)]
    }
}
