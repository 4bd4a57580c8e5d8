/// A socket that is made inside a brokered box's network and held outside of it.
package struct BoxListener: Sendable, Hashable, CustomStringConvertible {
    package enum Transport: UInt8, Sendable, CaseIterable {
        /// TCP, listening.
        case stream = 0
        /// UDP; it tells the address that each datagram was sent to.
        case datagram = 1
    }

    package let transport: Transport
    /// 4 or 16 bytes in network order; all zero takes what is sent to any address of the family.
    package let address: [UInt8]
    package let port: UInt16

    /// How many a plan may have: what one message of a Unix socket could carry, and more than any profile needs.
    package static let maximumCount = 250

    /// Nil for an address that is none, and for port 0.
    package init?(_ transport: Transport, _ address: [UInt8], port: UInt16) {
        guard address.count == 4 || address.count == 16, port != 0 else { return nil }
        self.transport = transport
        self.address = address
        self.port = port
    }

    /// Such as `tcp 198.18.1.1:8443`, for messages.
    package var description: String {
        let family = address.count == 4 ? "" : "6"
        let name = transport == .stream ? "tcp\(family)" : "udp\(family)"
        guard address.contains(where: { $0 != 0 }) else { return "\(name) *:\(port)" }
        if address.count == 4 { return "\(name) \(address.map { "\($0)" }.joined(separator: ".")):\(port)" }
        let groups = stride(from: 0, to: 16, by: 2).map {
            String(UInt16(address[$0]) << 8 | UInt16(address[$0 + 1]), radix: 16)
        }
        return "\(name) [\(groups.joined(separator: ":"))]:\(port)"
    }
}
