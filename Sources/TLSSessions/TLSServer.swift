internal import COpenSSL
internal import Glibc

/// What speaks for one host to the programs of the box.
@safe final class TLSServer {
    private let context: OpaquePointer
    private let end: time_t

    /// Sessions end sooner than a leaf does that is fresh when they begin, or near enough.
    private static let margin: time_t = 10 * 86400

    init(_ leaf: Certificate, _ key: borrowing SigningKey) throws(TLSFault) {
        unsafe context = try OpenSSL.made(SSL_CTX_new(TLS_server_method()))
        end = time(nil) + time_t(BoxAuthority.leafDays) * 86400
        try unsafe OpenSSL.check(trilatch_restrict(context))
        try unsafe OpenSSL.check(SSL_CTX_set_num_tickets(context, 0))
        try unsafe OpenSSL.check(SSL_CTX_use_certificate(context, leaf.pointer))
        try unsafe OpenSSL.check(SSL_CTX_use_PrivateKey(context, key.pointer))
        unsafe SSL_CTX_set_alpn_select_cb(context, TLSServer.choose, nil)
    }

    deinit { unsafe SSL_CTX_free(context) }

    /// Picks what was decided for the session; a client that does not offer it is told so, and there is no session.
    private static let choose:
        @convention(c) (
            OpaquePointer?, UnsafeMutablePointer<UnsafePointer<UInt8>?>?, UnsafeMutablePointer<UInt8>?,
            UnsafePointer<UInt8>?, UInt32, UnsafeMutableRawPointer?
        ) -> Int32 = { session, output, outputLength, input, inputLength, _ in
            guard let session = unsafe session, let input = unsafe input, let output = unsafe output,
                let outputLength = unsafe outputLength,
                let spoken = ApplicationProtocol(rawValue: UInt(bitPattern: unsafe SSL_get_ex_data(session, 0)))
            else { return SSL_TLSEXT_ERR_ALERT_FATAL }
            let offered = unsafe UnsafeBufferPointer(start: input, count: Int(inputLength))
            var index = 0
            while index < offered.count {
                let range = index + 1..<index + 1 + Int(unsafe offered[index])
                guard range.upperBound <= offered.count else { break }
                if unsafe offered[range].elementsEqual(spoken.name) {
                    unsafe output.pointee = input + range.lowerBound
                    unsafe outputLength.pointee = UInt8(range.count)
                    return SSL_TLSEXT_ERR_OK
                }
                index = range.upperBound
            }
            return SSL_TLSEXT_ERR_ALERT_FATAL
        }

    var isFresh: Bool { time(nil) < end - TLSServer.margin }

    func session(speaking spoken: ApplicationProtocol) throws(TLSFault) -> TLSSession {
        let pointer = try unsafe OpenSSL.made(SSL_new(context))
        let session = try unsafe TLSSession(owning: pointer)
        try unsafe OpenSSL.check(SSL_set_ex_data(pointer, 0, UnsafeMutableRawPointer(bitPattern: spoken.rawValue)))
        unsafe SSL_set_accept_state(pointer)
        return session
    }
}
