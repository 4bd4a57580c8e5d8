/// Why a connection was refused, or how it ended.
package enum EgressReason: UInt8, Error, Sendable, CaseIterable {
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
    // Of inspected connections.
    /// The program does not speak TLS with the box's authority, or broke it off.
    case tlsFailed
    case upstreamTLSFailed
    /// The host's certificate leads to no root of this machine's, is for another name, or out of date.
    case upstreamNotTrusted
    case requestRefused
    case requestFault
    case answerFault
    /// A request held the placeholder of a credential where it does not belong.
    case strayPlaceholder
    // Of a grant's limits.
    case tooLong
    case sentTooMuch
    case receivedTooMuch
    // Of names that no grant names, where a person is asked.
    case denied
    case undecided
    case tooManyAsked

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
        case .tlsFailed: "tls-failed"
        case .upstreamTLSFailed: "host-tls-failed"
        case .upstreamNotTrusted: "host-not-trusted"
        case .requestRefused: "request-refused"
        case .requestFault: "request-fault"
        case .answerFault: "answer-fault"
        case .strayPlaceholder: "stray-placeholder"
        case .tooLong: "too-long"
        case .sentTooMuch: "sent-too-much"
        case .receivedTooMuch: "received-too-much"
        case .denied: "denied"
        case .undecided: "undecided"
        case .tooManyAsked: "too-many-asked"
        }
    }
}
