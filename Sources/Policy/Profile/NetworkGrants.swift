package import Addresses
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
    /// Where `none` is written.
    package var none: SourceLocation?

    package init(
        loopback: SourceLocation? = nil, hosts: [HostGrant] = [], literalsByName: SourceLocation? = nil,
        none: SourceLocation? = nil
    ) {
        self.loopback = loopback
        self.hosts = hosts
        self.literalsByName = literalsByName
        self.none = none
    }

    /// Whether the broker looks into connections, so that the box must trust it.
    package var hasInspectedHosts: Bool { hosts.contains { $0.inspect } }
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
    /// The name of the credential that the broker puts into requests; the box never has it.
    package var credential: Located<String>?
    /// The requests that pass; empty passes all.
    ///
    /// Only with `inspect`.
    package var requests: [RequestRule]
    package var narrowings: [Narrowing]
    package var because: Reason?

    /// The ports where a profile names none.
    package static let defaultPorts: [UInt16] = [443]

    package init(
        host: HostPattern, at location: SourceLocation, ports: [UInt16] = HostGrant.defaultPorts,
        inspect: Bool = false, isPrivate: Bool = false, ranges: [AddressRange] = [], requiresTLS: Bool = true,
        credential: Located<String>? = nil,
        requests: [RequestRule] = [], narrowings: [Narrowing] = [], because: Reason? = nil
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
        self.narrowings = narrowings
        self.because = because
    }
}

/// HTTP requests that an inspected host grant lets pass.
package struct RequestRule: Sendable, Hashable {
    /// Methods in capitals.
    package var methods: [String]
    /// An absolute path; a `*` at the end stands for any rest.
    package var path: String
    package var location: SourceLocation

    package init(methods: [String], path: String, at location: SourceLocation) {
        self.methods = methods
        self.path = path
        self.location = location
    }
}
