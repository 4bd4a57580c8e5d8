/// A kind of socket that no profile grants.
struct SocketKind {
    let name: String
    /// For a person.
    let what: String
    let family: SocketFamily
    let type: SocketType
    /// The third argument of `socket(2)`.
    let number: Int
    /// The name in `/proc/net/protocols`.
    let protocolName: String

    private init(
        _ name: String, _ what: String, _ family: SocketFamily, _ type: SocketType, _ number: Int,
        _ protocolName: String
    ) {
        self.name = name
        self.what = what
        self.family = family
        self.type = type
        self.number = number
        self.protocolName = protocolName
    }

    /// Whether the kernel has it at hand.
    ///
    /// A kernel with modules would load one at the first socket of its kind, and a control changes nothing.
    var isLoaded: Bool {
        if family == .netlink {
            return lines(of: "/proc/net/netlink").contains { line in
                line.split(separator: " ").dropFirst().first.flatMap { Int($0) } == number
            }
        }
        return lines(of: "/proc/net/protocols").contains { $0.split(separator: " ").first == protocolName[...] }
    }

    static let all = [
        SocketKind(
            "vsock", "AF_VSOCK, the hypervisor's channel, which no namespace separates", .virtual, .stream, 0,
            "AF_VSOCK"),
        SocketKind("alg", "AF_ALG, the kernel's crypto", .algorithm, .sequential, 0, "ALG"),
        SocketKind("packet", "AF_PACKET", .packet, .raw, 0x0300, "PACKET"),
        SocketKind("xdp", "AF_XDP", .express, .raw, 0, "XDP"),
        SocketKind("raw", "a raw IPv4 socket", .inet, .raw, 1, "RAW"),
        SocketKind("raw6", "a raw IPv6 socket", .inet6, .raw, 58, "RAWv6"),
        SocketKind("ping", "an ICMP echo socket", .inet, .datagram, 1, "PING"),
        SocketKind("mptcp", "an MPTCP socket", .inet, .stream, 262, "MPTCP"),
        SocketKind("udp-lite", "a UDP-Lite socket", .inet, .datagram, 136, "UDP-Lite"),
        SocketKind("sctp", "an SCTP socket", .inet, .stream, 132, "SCTP"),
        SocketKind("smc", "an SMC socket", .inet, .stream, 256, "SMC"),
        SocketKind("netlink-generic", "generic netlink", .netlink, .raw, 16, "NETLINK"),
        SocketKind("netlink-diagnostics", "netlink socket diagnostics", .netlink, .raw, 4, "NETLINK"),
        SocketKind("netlink-netfilter", "netlink to the packet filter", .netlink, .raw, 12, "NETLINK"),
        SocketKind("netlink-audit", "netlink to the audit log", .netlink, .raw, 9, "NETLINK"),
        SocketKind("netlink-events", "netlink device events", .netlink, .raw, 15, "NETLINK"),
    ]
}
