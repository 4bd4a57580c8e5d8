package import Addresses

/// What a box may reach, as its broker is told.
///
/// A pure value, made from a profile; `EgressPlan+Codec` turns it into bytes and back.
package struct EgressPlan: Sendable, Hashable {
    package var grants: [EgressGrant]
    /// How many names below wildcards a box may ask for in its life.
    package var poolSize: UInt16
    /// A literal address that no grant names is taken for the name in the TLS server name; else it is refused.
    package var literalsByName: Bool
    package var limits: EgressLimits
    /// Seconds that a connection to a name that no grant names waits for a person; 0 where it is refused.
    package var askSeconds: UInt16

    /// No box has more grants.
    package static let maximumGrants = 512

    package init(
        grants: [EgressGrant], poolSize: UInt16 = 64, literalsByName: Bool = false,
        limits: EgressLimits = EgressLimits(), askSeconds: UInt16 = 0
    ) {
        self.grants = grants
        self.poolSize = poolSize
        self.literalsByName = literalsByName
        self.limits = limits
        self.askSeconds = askSeconds
    }

    /// How many slots the table of names has before its pool.
    package var exactNameCount: UInt16 {
        UInt16(Set(grants.map(\.host)).count { if case .name = $0 { true } else { false } })
    }

    /// The names of the grants, as the box's name server knows them: the exact ones have their slots in this order.
    package var nameTable: NameTable {
        NameTable(
            names: grants.compactMap { if case .name(let name) = $0.host { name } else { nil } },
            below: grants.compactMap { if case .below(let name) = $0.host { name } else { nil } },
            poolSize: Int(poolSize), unknownSize: askSeconds == 0 ? 0 : EgressPlan.mostUnknownNames)
    }

    /// How many names that no grant names a box may ask for in its life.
    package static let mostUnknownNames = 64

    /// Whether any host's connections are looked into.
    package var inspects: Bool { grants.contains { $0.inspection != nil } }

    /// What the box holds in place of its credentials, each once.
    package var placeholders: [Placeholder] {
        var found: [Placeholder] = []
        for case let placeholder? in grants.map(\.inspection?.credential?.swap.placeholder)
        where !found.contains(placeholder) { found.append(placeholder) }
        return found
    }
}

/// One host, or all below one, that a box may reach.
package struct EgressGrant: Sendable, Hashable {
    package enum Host: Sendable, Hashable {
        case name(DNSName)
        /// Every name that ends in `.` and this one.
        case below(DNSName)
        case address(IPAddress)
    }

    package enum TLS: UInt8, Sendable, CaseIterable {
        /// A connection begins with a client hello whose server name is the granted one.
        case required = 0
        /// Whatever passes.
        case unchecked = 1
    }

    package var host: Host
    package var ports: [UInt16]
    /// Ranges beside the public internet that the name may resolve to.
    package var ranges: [AddressRange]
    package var tls: TLS
    /// What may be asked of the host; nil where nobody looks into its connections.
    ///
    /// Only with `tls: .required`, and for names.
    package var inspection: Inspection?
    package var limits: GrantLimits

    package init(
        host: Host, ports: [UInt16], ranges: [AddressRange] = [], tls: TLS = .required, inspection: Inspection? = nil,
        limits: GrantLimits = GrantLimits()
    ) {
        self.host = host
        self.ports = ports
        self.ranges = ranges
        self.tls = tls
        self.inspection = inspection
        self.limits = limits
    }

    /// Whether the grant is for a name.
    package func covers(_ name: DNSName) -> Bool {
        switch host {
        case .name(let own): own == name
        case .below(let suffix): name.isBelow(suffix)
        case .address: false
        }
    }
}

/// What a box may take of one grant; nil stands for no limit beside those of the box.
package struct GrantLimits: Sendable, Hashable {
    /// Connections at a time.
    package var connections: UInt32?
    /// Seconds without a byte after which a connection is closed.
    package var idleSeconds: UInt32?
    /// Seconds after which a connection is closed, whatever passes.
    package var totalSeconds: UInt32?
    /// Bytes that all connections of the grant together may send, and receive, in a broker's life; with TLS, as they are on
    /// the wire.
    package var bytesOut: UInt64?
    package var bytesIn: UInt64?

    package init(
        connections: UInt32? = nil, idleSeconds: UInt32? = nil, totalSeconds: UInt32? = nil, bytesOut: UInt64? = nil,
        bytesIn: UInt64? = nil
    ) {
        self.connections = connections
        self.idleSeconds = idleSeconds
        self.totalSeconds = totalSeconds
        self.bytesOut = bytesOut
        self.bytesIn = bytesIn
    }
}

/// What passes to a host whose connections are looked into.
package struct Inspection: Sendable, Hashable {
    package var rules: RequestRules
    package var credential: BoundCredential?

    package init(rules: RequestRules, credential: BoundCredential? = nil) {
        self.rules = rules
        self.credential = credential
    }
}

/// A credential of a host: which of the box's secrets it is, and where a request has its placeholder.
package struct BoundCredential: Sendable, Hashable {
    /// The secret's number, as `BrokerOrder.secret` gives it.
    package var secret: UInt16
    package var swap: CredentialSwap

    package init(secret: UInt16, swap: CredentialSwap) {
        self.secret = secret
        self.swap = swap
    }
}

/// What a box may take of its broker.
package struct EgressLimits: Sendable, Hashable {
    /// Connections at a time.
    package var connections: UInt32
    /// Seconds without a byte after which a connection is closed.
    package var idleSeconds: UInt32
    /// Seconds until a connection must have said what it is for, and until it must be made.
    package var openingSeconds: UInt32

    package init(connections: UInt32 = 512, idleSeconds: UInt32 = 600, openingSeconds: UInt32 = 10) {
        self.connections = connections
        self.idleSeconds = idleSeconds
        self.openingSeconds = openingSeconds
    }
}
