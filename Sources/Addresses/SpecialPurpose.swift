/// Why an address is not simply one of the public internet's.
///
/// Source: the IANA special-purpose address registries (RFC 6890, RFC 8190 and what was added since, to RFC 9780), RFC 4291,
/// and for `metadata` what cloud providers document.
package enum SpecialPurpose: UInt8, Sendable, Hashable, CaseIterable {
    /// `0.0.0.0/8` and `::`; the kernel takes the first of each for this machine.
    case unspecified = 1
    case privateUse
    /// Carriers' own, `100.64.0.0/10`.
    case shared
    case loopback
    case linkLocal
    /// Where a cloud's machine is told of itself, credentials included.
    case metadata
    /// Set aside for protocols.
    case protocols
    case documentation
    case benchmarking
    /// An IPv6 address with an IPv4 address in it, or a relay to them: what is dialled is not what is read.
    case translation
    case multicast
    /// Reserved for what never came, the broadcast address included.
    case reserved
    case uniqueLocal
    /// `fec0::/10`, which RFC 3879 ended.
    case siteLocal
    /// IPv6 outside `2000::/3`, of which nothing is allocated.
    case unallocated

    /// What an address is for; nil for one of the public internet.
    package init?(of address: IPAddress) {
        if Self.metadataAddresses.contains(address) {
            self = .metadata
            return
        }
        let ranges = address.bitCount == 32 ? Self.ranges4 : Self.ranges6
        // The first that fits is the narrowest: the tables are in that order.
        guard let match = ranges.first(where: { $0.range.contains(address) }) else { return nil }
        guard let purpose = match.purpose else { return nil }
        self = purpose
    }

    /// Whether a grant that lists the range may open it.
    ///
    /// The others are nobody's address, or another's in disguise.
    package var canBeGranted: Bool {
        switch self {
        case .privateUse, .shared, .loopback, .linkLocal, .metadata, .documentation, .benchmarking, .uniqueLocal,
            .siteLocal:
            true
        case .unspecified, .protocols, .translation, .multicast, .reserved, .unallocated: false
        }
    }

    /// A stable word for logs.
    package var word: String {
        switch self {
        case .unspecified: "unspecified"
        case .privateUse: "private"
        case .shared: "shared"
        case .loopback: "loopback"
        case .linkLocal: "link-local"
        case .metadata: "metadata"
        case .protocols: "protocols"
        case .documentation: "documentation"
        case .benchmarking: "benchmarking"
        case .translation: "translation"
        case .multicast: "multicast"
        case .reserved: "reserved"
        case .uniqueLocal: "unique-local"
        case .siteLocal: "site-local"
        case .unallocated: "unallocated"
        }
    }
}
