package import Addresses

/// Decides where a connection of a box may go, from where it was sent and what its first bytes say.
package struct ConnectionJudge: Sendable {
    package private(set) var plan: EgressPlan

    package init(_ plan: EgressPlan) { self.plan = plan }

    /// What may become of a connection.
    package enum Opening: Sendable, Hashable {
        /// It may go to this host, when its first bytes are as the grant says; with the place of the grant in the plan.
        case granted(EgressGrant, number: Int, to: Target)
        /// The client hello must say where it wants to go.
        case byName
        /// A person may allow it, when the client hello is for this very name.
        case unknown(DNSName)
        case refused(EgressReason)
    }

    /// What is dialled.
    package enum Target: Sendable, Hashable {
        case name(DNSName)
        case address(IPAddress)
    }

    /// Judges where a connection was sent.
    ///
    /// - Parameter name: The name that the address stands for in the box; nil where it stands for none.
    package func judge(_ destination: IPAddress, port: UInt16, standingFor name: DNSName?) -> Opening {
        if let name { return judge(name, port: port) }
        // What a program sends to itself, and nobody there listens to.
        let purpose = SpecialPurpose(of: destination)
        guard purpose != .loopback, purpose != .unspecified else { return .refused(.loopbackAddress) }
        let numbers = plan.grants.indices.filter { plan.grants[$0].host == .address(destination) }
        if let number = numbers.first(where: { plan.grants[$0].ports.contains(port) }) {
            return .granted(plan.grants[number], number: number, to: .address(destination))
        }
        guard numbers.isEmpty else { return .refused(.portNotGranted) }
        return plan.literalsByName ? .byName : .refused(.addressNotGranted)
    }

    private func judge(_ name: DNSName, port: UInt16) -> Opening {
        guard let number = plan.grants.firstIndex(where: { $0.covers(name) && $0.ports.contains(port) }) else {
            let isGranted = plan.grants.contains { $0.covers(name) }
            return !isGranted && plan.askSeconds > 0 && port == ConnectionJudge.askedPort
                ? .unknown(name) : .refused(.portNotGranted)
        }
        return .granted(plan.grants[number], number: number, to: .name(name))
    }

    /// Lets a name be reached that a person has allowed, by TLS for that name and nothing else.
    package mutating func allow(_ name: DNSName) {
        guard !plan.grants.contains(where: { $0.covers(name) }) else { return }
        plan.grants.append(EgressGrant(host: .name(name), ports: [ConnectionJudge.askedPort]))
    }

    /// The port of names that no grant names.
    package static let askedPort: UInt16 = 443

    /// Judges the client hello of a connection that may go to `opening`.
    ///
    /// An encrypted hello may hide another name than the one that is shown, and is refused.
    package func judge(
        _ outcome: ClientHelloReader.Outcome, of opening: Opening, port: UInt16
    ) -> Opening {
        let hello: ClientHello
        switch outcome {
        case .needsMore: return opening
        case .notTLS, .fault: return .refused(.noTLS)
        case .hello(let found): hello = found
        }
        guard !hello.hasEncryptedHello else { return .refused(.encryptedServerName) }
        switch opening {
        case .refused: return opening
        case .unknown(let name):
            guard let shown = hello.serverName else { return .refused(.noServerName) }
            return shown == name ? opening : .refused(.otherServerName)
        case .granted(let grant, _, let target):
            guard grant.tls == .required else { return opening }
            switch target {
            case .name(let name):
                guard let shown = hello.serverName else { return .refused(.noServerName) }
                return shown == name ? opening : .refused(.otherServerName)
            // RFC 6066, section 3: a literal address is no server name, so a client that dials one names nothing.
            case .address: return hello.serverName == nil ? opening : .refused(.otherServerName)
            }
        case .byName:
            guard let shown = hello.serverName else { return .refused(.noServerName) }
            guard plan.grants.contains(where: { $0.covers(shown) }) else { return .refused(.otherServerName) }
            return judge(shown, port: port)
        }
    }
}
