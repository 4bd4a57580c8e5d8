import Addresses
package import Egress
package import LaunchPlan
package import Refusals

/// What a profile's host grants come to: the broker's plan, and the sockets that lead to it.
package struct WayOut: Sendable {
    package let plan: EgressPlan
    /// The name server's, those of ports below 1024 for every address, and those of higher ports for exact addresses, so
    /// that a program of the box can still listen at its own loopback.
    package let listeners: [BoxListener]
    /// Where the broker puts which secret; the plan has none of it before the placeholders are bound.
    let credentials: [CredentialPlace]
    /// In words.
    let lines: [BoxLine]

    /// A server of the box cannot listen below this port, whatever its address.
    private static let firstFreePort: UInt16 = 1024
    /// How many names below wildcards a box may ask for, where they have ports that take a listener each.
    private static let smallPool: UInt16 = 16
    private static let pool: UInt16 = 64
    private static let nameServerPort: UInt16 = 53
    /// What private networks use (RFC 1918, RFC 4193, RFC 6598); neither this machine nor the link, where a cloud tells
    /// credentials.
    static let privateRanges = [
        AddressRange(.v4(0x0a00_0000), prefixLength: 8), AddressRange(.v4(0xac10_0000), prefixLength: 12),
        AddressRange(.v4(0xc0a8_0000), prefixLength: 16), AddressRange(.v4(0x6440_0000), prefixLength: 10),
        AddressRange(.v6(0xfc << 120), prefixLength: 7),
    ].compactMap(\.self)

    /// Nil for a profile without hosts.
    ///
    /// - Throws: `egress.too-wide`.
    package init?(_ network: NetworkGrants, secrets: [SecretGrant] = []) throws(Refusal) {
        guard let first = network.hosts.first?.location ?? network.unknownHosts?.location else { return nil }
        let highPorts = network.hosts.contains { grant in
            if case .below = grant.host { grant.ports.contains { $0 >= WayOut.firstFreePort } } else { false }
        }
        guard network.hosts.count <= EgressPlan.maximumGrants else {
            throw Refusal(.egressTooWide, "the profile grants \(network.hosts.count) hosts", at: first)
        }
        let hosts = network.hosts.exactFirst
        plan = EgressPlan(
            grants: hosts.compactMap(EgressGrant.init), poolSize: highPorts ? WayOut.smallPool : WayOut.pool,
            literalsByName: network.literalsByName != nil, askSeconds: network.unknownHosts?.seconds ?? 0)
        credentials = hosts.enumerated().compactMap { index, grant in
            guard let use = grant.credential, let secret = secrets.firstIndex(where: { $0.name == use.secret }) else {
                return nil
            }
            return CredentialPlace(grant: index, secret: secret, place: CredentialSwap.Place(use.place))
        }
        guard BrokerOrder.plan(plan.encoded()).encoded().count <= BrokerOrder.maximumLength else {
            throw Refusal(
                .egressTooWide, "the profile's hosts, ports and ranges are more than a broker takes", at: first
            )
        }
        listeners = WayOut.listeners(for: plan)
        guard listeners.count <= BoxListener.maximumCount else {
            throw Refusal(
                .egressTooWide,
                "the profile's hosts and ports take \(listeners.count) listeners; \(BoxListener.maximumCount) is the most",
                at: first)
        }
        lines = network.hosts.flatMap(\.lines) + (network.unknownHosts.map { [$0.line] } ?? [])
    }

    /// All that resolution would refuse of a profile's hosts.
    package static func refusals(_ network: NetworkGrants) -> [Refusal] {
        do throws(Refusal) {
            _ = try WayOut(network)
            return []
        } catch {
            return [error]
        }
    }

    private static func listeners(for plan: EgressPlan) -> [BoxListener] {
        let anywhere = [[UInt8](repeating: 0, count: 4), [UInt8](repeating: 0, count: 16)]
        var found: [BoxListener?] = []
        for address in anywhere {
            found.append(BoxListener(.datagram, address, port: nameServerPort))
            found.append(BoxListener(.stream, address, port: nameServerPort))
        }
        var low: Set<UInt16> = [nameServerPort]
        if plan.askSeconds > 0 {
            low.insert(ConnectionJudge.askedPort)
            found += anywhere.map { BoxListener(.stream, $0, port: ConnectionJudge.askedPort) }
        }
        var table = plan.nameTable
        let firstOfPool = plan.exactNameCount
        for grant in plan.grants {
            for port in grant.ports {
                if port < firstFreePort {
                    guard low.insert(port).inserted else { continue }
                    found += anywhere.map { BoxListener(.stream, $0, port: port) }
                    continue
                }
                switch grant.host {
                case .address(let address): found.append(BoxListener(.stream, address.bytes, port: port))
                case .name(let name):
                    guard case .granted(let addresses) = table.standing(of: name) else { continue }
                    found += addresses.listeners(port: port)
                case .below:
                    for slot in firstOfPool..<(firstOfPool + plan.poolSize) {
                        found += SyntheticAddresses(slot: slot).listeners(port: port)
                    }
                }
            }
        }
        var seen: Set<BoxListener> = []
        return found.compactMap(\.self).filter { seen.insert($0).inserted }
    }
}

extension SyntheticAddresses {
    fileprivate func listeners(port: UInt16) -> [BoxListener?] {
        [BoxListener(.stream, v4.bytes, port: port), BoxListener(.stream, v6.bytes, port: port)]
    }
}

extension EgressGrant {
    /// Nil for a host that is no name of the internet's, which no reader of profiles lets pass.
    fileprivate init?(_ grant: HostGrant) {
        let host: Host
        var ranges = grant.ranges
        if ranges.isEmpty, grant.isPrivate { ranges = WayOut.privateRanges }
        switch grant.host {
        case .name(let text):
            guard let name = DNSName(text) else { return nil }
            host = .name(name)
        case .below(let text):
            guard let name = DNSName(text) else { return nil }
            host = .below(name)
        case .address(let address):
            host = .address(address)
            if grant.isPrivate { ranges.append(AddressRange(of: address)) }
        }
        self.init(
            host: host, ports: grant.ports, ranges: ranges, tls: grant.requiresTLS ? .required : .unchecked,
            inspection: grant.inspect ? Inspection(rules: RequestRules(grant.requests)) : nil, limits: grant.limits)
    }
}

extension UnknownHostGrant {
    /// In words.
    fileprivate var line: BoxLine {
        BoxLine(
            "reach any other host at port \(ConnectionJudge.askedPort), TLS for that name, when a person allows it",
            from: .profile(location))
    }
}
