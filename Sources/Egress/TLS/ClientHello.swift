/// What the first message of a TLS client says of where it wants to go.
///
/// Source: RFC 8446, section 4.1.2; RFC 6066, section 3 (server name); RFC 7301 (protocols); RFC 9849 (encrypted hello).
package struct ClientHello: Sendable, Hashable {
    /// The name of the server; nil where the client gives none.
    package var serverName: DNSName?
    /// Whether an encrypted hello is in it, so that `serverName` may be the name of a front.
    ///
    /// Browsers put random bytes there when they have no key for it (GREASE), which nobody but the server can tell apart.
    package var hasEncryptedHello: Bool
    /// The protocols that the client speaks inside (ALPN), in its order; empty where it does not say.
    package var protocols: [[UInt8]]

    package init(serverName: DNSName?, hasEncryptedHello: Bool = false, protocols: [[UInt8]] = []) {
        self.serverName = serverName
        self.hasEncryptedHello = hasEncryptedHello
        self.protocols = protocols
    }
}

/// Why bytes that begin as TLS are no client hello.
package enum HelloFault: UInt8, Error, Sendable, Hashable, CaseIterable {
    /// A record of another kind before the hello's end, an empty one, or one that is longer than may be.
    case badRecord = 1
    /// Another handshake message than a client hello.
    case wrongMessage
    /// More bytes than a hello has.
    case tooLong
    /// A part of it is longer than what it is a part of.
    case truncated
    /// Something follows where it ends.
    case trailingBytes
    /// A field has a length that it must not have.
    case badField
    case duplicateExtension
    /// Another server name than one host's, in the form of `DNSName`.
    case badServerName
}

/// Why a connection's first bytes are not TLS.
package enum PlainStart: UInt8, Sendable, Hashable, CaseIterable {
    /// A hello of SSL 2, which some libraries sent to be understood by all servers.
    case sslVersion2 = 1
    /// A record of TLS that no handshake begins with.
    case otherRecord
    /// Anything else.
    case other
}
