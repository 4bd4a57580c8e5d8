internal import CLinux

/// An address and a port of TCP or UDP.
package struct Endpoint: Sendable, Hashable {
    /// 4 or 16 bytes in network order.
    package let address: [UInt8]
    package let port: UInt16

    /// Nil for an address of another length.
    package init?(_ address: [UInt8], port: UInt16) {
        guard address.count == 4 || address.count == 16 else { return nil }
        self.address = address
        self.port = port
    }

    package var isVersion6: Bool { address.count == 16 }

    init(_ value: trilatch_endpoint) {
        address = unsafe withUnsafeBytes(of: value.address) { unsafe Array($0.prefix(Int(value.length))) }
        port = value.port
    }

    var value: trilatch_endpoint {
        var value = trilatch_endpoint()
        unsafe withUnsafeMutableBytes(of: &value.address) { unsafe $0.copyBytes(from: address) }
        value.length = UInt8(address.count)
        value.port = port
        return value
    }
}
