import Addresses
import Egress
import Policy
import Refusals

extension SectionReader {
    /// Reads `network:`: `none`, `loopback`, or a list of hosts.
    func network(_ node: YAMLNode?) -> NetworkGrants {
        guard let node else { return NetworkGrants() }
        guard case .sequence(let items) = node.content else {
            switch scalars.word(node, "`network`", ProfileWord.networks) {
            case true?: return NetworkGrants(loopback: node.location)
            case false?: return NetworkGrants(none: node.location)
            case nil: return NetworkGrants()
            }
        }
        guard !items.isEmpty else { return NetworkGrants(none: node.location) }
        var network = NetworkGrants()
        for item in items {
            if case .mapping(let entries) = item.content, entries.contains(where: { $0.key == "loopback" }) {
                if let fields = Fields(item, .loopback, findings),
                    scalars.boolean(fields["loopback"], "`loopback`") == true
                {
                    network.loopback = item.location
                }
            } else if case .mapping(let entries) = item.content,
                entries.contains(where: { $0.key == "literal-addresses" })
            {
                if let fields = Fields(item, .literalAddresses, findings),
                    scalars.word(fields["literal-addresses"], "`literal-addresses`", ProfileWord.literalAddresses)
                        == true
                {
                    network.literalsByName = item.location
                }
            } else if case .mapping(let entries) = item.content, entries.contains(where: { $0.key == "unknown-host" }) {
                network.unknownHosts = unknownHosts(item) ?? network.unknownHosts
            } else if let grant = hostGrant(item) {
                if let first = network.hosts.first(where: { $0.overlaps(grant) }) {
                    findings.report(
                        .profileConflict,
                        "\(grant.host) stands in this profile twice for one port; the first is at \(first.location)",
                        at: grant.location, hint: "make one entry of the two")
                } else {
                    network.hosts.append(grant)
                }
            }
        }
        return network
    }

    private func unknownHosts(_ node: YAMLNode) -> UnknownHostGrant? {
        guard let fields = Fields(node, .unknownHost, findings),
            scalars.word(fields["unknown-host"], "`unknown-host`", ProfileWord.unknownHosts) == true
        else { return nil }
        let seconds = scalars.integer(fields["wait"], "`wait`", in: ProfileRange.wait)
        return UnknownHostGrant(at: node.location, seconds: seconds ?? UnknownHostGrant.defaultSeconds)
    }

    private func hostGrant(_ node: YAMLNode) -> HostGrant? {
        guard let fields = Fields(node, .host, findings) else { return nil }
        guard let hostNode = fields["host"] else {
            findings.report(
                .profileMissingKey, "the entry names no host", at: fields.location, hint: "begin it with `host: NAME`")
            return nil
        }
        guard let text = scalars.text(hostNode, "`host`") else { return nil }
        guard let host = HostPattern(text) else {
            findings.report(
                .profileInvalidValue, "\(ProfileBytes.shown(text)) is not a host", at: hostNode.location,
                hint: "write a DNS name in lower case, `*.` and a name of two parts or more, or an address; "
                    + "no scheme, port or path")
            return nil
        }
        let because = scalars.reason(fields["because"])
        let grant = HostGrant(
            host: host, at: fields.location, ports: ports(fields["ports"]),
            inspect: scalars.boolean(fields["inspect"], "`inspect`") ?? false,
            isPrivate: scalars.boolean(fields["private"], "`private`") ?? false,
            ranges: ranges(fields["ranges"]),
            requiresTLS: scalars.word(fields["tls"], "`tls`", ProfileWord.transportSecurity) ?? true,
            credential: fields["credential"].flatMap(credential),
            requests: requests(fields["requests"]), limits: limits(fields["limits"]),
            narrowings: narrowings(fields, because), because: because)
        check(grant, fields)
        return grant
    }

    /// What only makes sense together with something else.
    private func check(_ grant: HostGrant, _ fields: Fields) {
        if grant.host.isPrivate, !grant.isPrivate {
            findings.report(
                .profileInvalidValue, "\(grant.host) lies in a private range or on this machine", at: fields.location,
                hint: "add `private: true` if the server must reach it; it then carries private-data too")
        }
        if !grant.ranges.isEmpty, !grant.isPrivate {
            findings.report(
                .profileInvalidValue, "`ranges` says which private addresses the host may have",
                at: fields.location(of: "ranges") ?? fields.location, hint: "add `private: true`, or take it out")
        }
        if grant.ports.contains(53) {
            findings.report(
                .profileInvalidValue, "port 53 of every address is the box's own name server",
                at: fields.location(of: "ports") ?? fields.location, hint: "take the port out; granted names resolve")
        }
        checkInspection(of: grant, fields)
        for refusal in NarrowingRules.refusals(for: grant) { findings.report(refusal) }
    }

    private func limits(_ node: YAMLNode?) -> GrantLimits {
        guard let node, let fields = Fields(node, .hostLimits, findings) else { return GrantLimits() }
        func size(_ key: String) -> UInt64? {
            scalars.size(fields[key], "`\(key)`", in: ProfileRange.traffic)?.bytes
        }
        return GrantLimits(
            connections: scalars.integer(fields["connections"], "`connections`", in: ProfileRange.connections),
            idleSeconds: scalars.integer(fields["idle"], "`idle`", in: ProfileRange.seconds),
            totalSeconds: scalars.integer(fields["total"], "`total`", in: ProfileRange.seconds),
            bytesOut: size("sent"), bytesIn: size("received"))
    }

    private func ports(_ node: YAMLNode?) -> [UInt16] {
        guard let node, let items = scalars.list(node, "`ports`") else { return HostGrant.defaultPorts }
        guard !items.isEmpty else {
            findings.report(
                .profileInvalidValue, "`ports` is empty, so the host is out of reach", at: node.location,
                hint: "name a port, or take the entry out")
            return []
        }
        return Set(items.compactMap { scalars.integer($0, "a port", in: ProfileRange.port) }).sorted()
    }

    private func ranges(_ node: YAMLNode?) -> [AddressRange] {
        guard let node, let items = scalars.list(node, "`ranges`") else { return [] }
        return items.compactMap { item in
            guard let text = scalars.text(item, "a range") else { return nil }
            guard let range = AddressRange(text) else {
                findings.report(
                    .profileInvalidValue, "\(ProfileBytes.shown(text)) is no range of addresses", at: item.location,
                    hint: "write an address, or the first of a range and its length, such as `10.0.0.0/8`")
                return nil
            }
            return range
        }
    }
}
