/// What is spoken inside a session (ALPN, RFC 7301).
package enum ApplicationProtocol: UInt, Sendable, Hashable, CaseIterable {
    case http1 = 1
    case http2

    /// Its name on the wire.
    package var name: [UInt8] {
        switch self {
        case .http1: Array("http/1.1".utf8)
        case .http2: Array("h2".utf8)
        }
    }

    /// A list of them as a hello has it: each behind its length.
    static func list(_ protocols: [ApplicationProtocol]) -> [UInt8] {
        protocols.flatMap { [UInt8($0.name.count)] + $0.name }
    }
}
