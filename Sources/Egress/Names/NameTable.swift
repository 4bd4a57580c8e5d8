package import Addresses

/// The names that a box may reach, and the addresses that stand for them in it.
///
/// A name that is granted by itself has its addresses from the start; one below a wildcard gets the next of the pool when it
/// is first asked for, and keeps them as long as the box lives. So does one that no grant names, where a person may allow it:
/// it must have an address before anybody can be asked whether it may be reached.
package struct NameTable: Sendable {
    /// The name of each slot that is given out.
    private var names: [DNSName]
    private var slots: [DNSName: UInt16]
    private let wildcards: [DNSName]
    /// Those that no grant names, in slots behind all others.
    private var unknown: [DNSName] = []
    private let unknownSize: Int
    /// What a person has said of them.
    private var decisions: [DNSName: Bool] = [:]
    /// How many slots there are, the pool's included.
    package let capacity: Int

    /// No box has more names, the pool's included.
    package static let longest = 1 << 13

    /// Makes a table of exact names, of what lies below others, of how many of the latter there may be, and of how many that
    /// a person is to be asked for.
    package init(names: [DNSName], below wildcards: [DNSName] = [], poolSize: Int = 0, unknownSize: Int = 0) {
        self.names = []
        slots = [:]
        self.wildcards = wildcards
        for name in names where slots[name] == nil {
            slots[name] = UInt16(truncatingIfNeeded: self.names.count)
            self.names.append(name)
        }
        self.unknownSize = unknownSize
        capacity = self.names.count + (wildcards.isEmpty ? 0 : max(0, poolSize))
        precondition(capacity + unknownSize <= Self.longest, "a plan has no more names")
    }

    /// What stands for a name.
    package enum Standing: Sendable, Hashable {
        case granted(SyntheticAddresses)
        /// A person is asked when it is connected to.
        case unknown(SyntheticAddresses)
        case notGranted
        /// A name below a wildcard, or one that a person would be asked for, and there are too many of them.
        case poolExhausted
    }

    /// Finds what stands for a name, and gives it addresses where it has none yet.
    package mutating func standing(of name: DNSName) -> Standing {
        if let slot = slots[name] { return .granted(SyntheticAddresses(slot: slot)) }
        guard wildcards.contains(where: name.isBelow) else { return standing(ofUnknown: name) }
        guard names.count < capacity else { return .poolExhausted }
        let slot = UInt16(truncatingIfNeeded: names.count)
        names.append(name)
        slots[name] = slot
        return .granted(SyntheticAddresses(slot: slot))
    }

    private mutating func standing(ofUnknown name: DNSName) -> Standing {
        guard unknownSize > 0, name.isOfTheInternet, decisions[name] != false else { return .notGranted }
        if !unknown.contains(name) {
            guard unknown.count < unknownSize else { return .poolExhausted }
            unknown.append(name)
        }
        guard let index = unknown.firstIndex(of: name) else { return .notGranted }
        let addresses = SyntheticAddresses(slot: UInt16(truncatingIfNeeded: capacity + index))
        return decisions[name] == true ? .granted(addresses) : .unknown(addresses)
    }

    /// Whether a person is asked for a name that has addresses.
    package func isUnknown(_ name: DNSName) -> Bool { slots[name] == nil && decisions[name] != true }

    /// Takes what a person has said of a name.
    package mutating func decide(_ name: DNSName, isAllowed: Bool) { decisions[name] = isAllowed }

    /// The name that an address stands for; nil where it stands for none.
    package func name(of address: IPAddress) -> DNSName? {
        guard let slot = SyntheticAddresses(holding: address).map({ Int($0.slot) }) else { return nil }
        if slot < names.count { return names[slot] }
        let index = slot - capacity
        return unknown.indices.contains(index) ? unknown[index] : nil
    }
}
