package import Addresses
package import Egress
package import Refusals

/// What `network:` says.
///
/// Nothing stated is the same as `none`.
package struct NetworkGrants: Sendable, Hashable {
    /// Where `loopback` is written: the box's own loopback interface is up, and leads nowhere else.
    package var loopback: SourceLocation?
    /// Hosts that the box reaches through the broker.
    package var hosts: [HostGrant]
    /// Where `literal-addresses: by-name` is written: a connection to an address that no grant names is judged by the
    /// server name in its client hello.
    package var literalsByName: SourceLocation?
    /// `unknown-host: ask`: a person decides on hosts that no grant names.
    package var unknownHosts: UnknownHostGrant?
    /// Where `none` is written.
    package var none: SourceLocation?

    package init(
        loopback: SourceLocation? = nil, hosts: [HostGrant] = [], literalsByName: SourceLocation? = nil,
        unknownHosts: UnknownHostGrant? = nil, none: SourceLocation? = nil
    ) {
        self.loopback = loopback
        self.hosts = hosts
        self.literalsByName = literalsByName
        self.unknownHosts = unknownHosts
        self.none = none
    }

    /// Whether the broker looks into connections, so that the box must trust it.
    package var hasInspectedHosts: Bool { hosts.contains { $0.inspect } }
}

/// Hosts that no grant names, as far as a person allows each.
package struct UnknownHostGrant: Sendable, Hashable {
    package var location: SourceLocation
    /// How long a connection waits for a word.
    package var seconds: UInt16

    /// Less than clients wait for an answer.
    package static let defaultSeconds: UInt16 = 45

    package init(at location: SourceLocation, seconds: UInt16 = UnknownHostGrant.defaultSeconds) {
        self.location = location
        self.seconds = seconds
    }
}

/// One host, or all names below one, that the box reaches through the broker.
package struct HostGrant: Sendable, Hashable {
    package var host: HostPattern
    package var location: SourceLocation
    /// Ports, ascending and without repeats.
    package var ports: [UInt16]
    /// The broker terminates TLS and sees requests.
    package var inspect: Bool
    /// The name may resolve to an address of a private range.
    package var isPrivate: Bool
    /// Which ones; empty stands for those that private networks use.
    ///
    /// Only with `isPrivate`.
    package var ranges: [AddressRange]
    /// Every connection begins with a client hello for this host.
    package var requiresTLS: Bool
    /// The secret that the broker puts into requests; the box never has it.
    ///
    /// Only with `inspect`, and for one exact name.
    package var credential: CredentialUse?
    /// The requests that pass; empty passes all.
    ///
    /// Only with `inspect`.
    package var requests: [RequestRule]
    /// What the box may take of it; nothing stated is no limit beside the box's own.
    package var limits: GrantLimits
    package var narrowings: [Narrowing]
    package var because: Reason?

    /// The ports where a profile names none.
    package static let defaultPorts: [UInt16] = [443]

    package init(
        host: HostPattern, at location: SourceLocation, ports: [UInt16] = HostGrant.defaultPorts,
        inspect: Bool = false, isPrivate: Bool = false, ranges: [AddressRange] = [], requiresTLS: Bool = true,
        credential: CredentialUse? = nil,
        requests: [RequestRule] = [], limits: GrantLimits = GrantLimits(), narrowings: [Narrowing] = [],
        because: Reason? = nil
    ) {
        self.host = host
        self.location = location
        self.ports = ports
        self.inspect = inspect
        self.isPrivate = isPrivate
        self.ranges = ranges
        self.requiresTLS = requiresTLS
        self.credential = credential
        self.requests = requests
        self.limits = limits
        self.narrowings = narrowings
        self.because = because
    }
}
