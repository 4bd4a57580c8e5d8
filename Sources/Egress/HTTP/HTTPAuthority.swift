/// The host and port that the requests of a connection are for, as a grant names them.
package struct HTTPAuthority: Sendable, Hashable {
    package let name: DNSName
    package let port: UInt16
    /// The port that a host without one has: that of the connection's scheme.
    package let defaultPort: UInt16

    package init(name: DNSName, port: UInt16, isTLS: Bool) {
        self.name = name
        self.port = port
        defaultPort = isTLS ? 443 : 80
    }

    /// The one spelling that goes on to the server.
    package var bytes: [UInt8] { Array("\(name)\(port == defaultPort ? "" : ":\(port)")".utf8) }

    /// Whether the value of a `Host` names this: the name in any case, and the port where it is not the scheme's own.
    func isNamed(by value: [UInt8]) -> Bool {
        let parts = value.split(separator: UInt8(ascii: ":"), maxSplits: 1, omittingEmptySubsequences: false)
        guard let host = parts.first, DNSName(text: Array(host).span) == name else { return false }
        guard parts.count == 2 else { return port == defaultPort }
        return parts[1].elementsEqual(String(port).utf8)
    }
}
