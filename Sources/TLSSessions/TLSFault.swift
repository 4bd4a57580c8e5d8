/// Why a session of TLS cannot be, or cannot go on.
package enum TLSFault: Error, Sendable, Hashable {
    /// The other side's certificate does not prove that it is who was asked for; the number is OpenSSL's `X509_V_ERR_…`.
    case notTrusted(code: Int)
    /// The other side broke off with an alert of TLS (RFC 8446, section 6.2), such as 48 for an authority that it does not
    /// know.
    case alert(UInt8)
    /// What the other side sent is no TLS that passes.
    case failed
    /// The connection ended without a word of its end.
    case truncated
    /// The library has no memory, or the bytes that it is to start from are none.
    case unavailable
}
