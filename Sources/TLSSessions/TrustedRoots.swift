internal import COpenSSL

/// The roots that the certificates of hosts must lead to, and the sessions with such hosts.
@safe package final class TrustedRoots {
    private let context: OpaquePointer
    /// How many there are.
    package let count: Int

    /// Takes the certificates of a bundle in PEM; what else stands there is passed over, as all readers of bundles do.
    ///
    /// - Throws: `TLSFault.unavailable` where there is none.
    package init(bundle: [UInt8]) throws(TLSFault) {
        try OpenSSL.start()
        unsafe context = try OpenSSL.made(SSL_CTX_new(TLS_client_method()))
        let store = try unsafe OpenSSL.made(SSL_CTX_get_cert_store(context))
        let memory = try OpenSSLMemory.holding(bundle)
        var count = 0
        while let certificate = unsafe PEM_read_bio_X509(memory.pointer, nil, nil, nil) {
            // The same root twice is no fault.
            if unsafe X509_STORE_add_cert(store, certificate) == 1 { count += 1 }
            unsafe X509_free(certificate)
        }
        ERR_clear_error()
        self.count = count
        guard count > 0 else { throw .unavailable }
        try unsafe OpenSSL.check(trilatch_restrict(context))
        unsafe SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nil)
    }

    deinit { unsafe SSL_CTX_free(context) }

    /// A session with a host, which must prove its name by these roots; `offering` in the order of preference.
    ///
    /// - Throws: `TLSFault.unavailable`.
    package func session(with name: String, offering protocols: [ApplicationProtocol]) throws(TLSFault) -> TLSSession {
        let pointer = try unsafe OpenSSL.made(SSL_new(context))
        let session = try unsafe TLSSession(owning: pointer)
        try unsafe OpenSSL.check(trilatch_set_server_name(pointer, name))
        unsafe SSL_set_hostflags(pointer, UInt32(X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS))
        try unsafe OpenSSL.check(SSL_set1_host(pointer, name))
        let list = ApplicationProtocol.list(protocols)
        // Alone among these functions, it says 0 for success.
        guard unsafe SSL_set_alpn_protos(pointer, list, UInt32(list.count)) == 0 else { throw .unavailable }
        unsafe SSL_set_connect_state(pointer)
        return session
    }
}
