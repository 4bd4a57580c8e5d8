/// Why a connection was refused, or how it ended.
package enum EgressReason: UInt8, Sendable, CaseIterable {
    // How it ended.
    case ended = 0
    case reset
    case idle
    case upstreamReset
    case boxEnded
    // Why it was refused.
    case addressNotGranted
    case portNotGranted
    case loopbackAddress
    case noTLS
    case noServerName
    case otherServerName
    case encryptedServerName
    case tooLate
    case tooMany
    case nameNotFound
    case resolverFailed
    case forbiddenAddress
    case unreachable
    case brokerFailed

    /// A stable word for logs.
    package var word: String {
        switch self {
        case .ended: "ended"
        case .reset: "reset-by-server"
        case .idle: "idle"
        case .boxEnded: "box-ended"
        case .upstreamReset: "reset-by-host"
        case .addressNotGranted: "address-not-granted"
        case .portNotGranted: "port-not-granted"
        case .loopbackAddress: "loopback-address"
        case .noTLS: "no-tls"
        case .noServerName: "no-server-name"
        case .otherServerName: "other-server-name"
        case .encryptedServerName: "encrypted-server-name"
        case .tooLate: "too-late"
        case .tooMany: "too-many"
        case .nameNotFound: "name-not-found"
        case .resolverFailed: "resolver-failed"
        case .forbiddenAddress: "forbidden-address"
        case .unreachable: "unreachable"
        case .brokerFailed: "broker-failed"
        }
    }
}
