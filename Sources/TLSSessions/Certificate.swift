internal import COpenSSL

/// A certificate of the library's, freed with its last holder.
@safe final class Certificate {
    let pointer: OpaquePointer

    /// - Parameter pointer: Owned from here on.
    init(owning pointer: OpaquePointer) { unsafe self.pointer = pointer }

    deinit { unsafe X509_free(pointer) }

    /// An empty one of X.509's third version, with a number that nobody else has given.
    ///
    /// - Parameter days: How long it lasts; it is valid since yesterday, for clocks that are behind.
    init(named name: String, days: Int32) throws(TLSFault) {
        unsafe pointer = try OpenSSL.made(X509_new())
        try unsafe OpenSSL.check(X509_set_version(pointer, 2))
        var number = [UInt8](repeating: 0, count: 16)
        try unsafe OpenSSL.check(RAND_bytes(&number, 16))
        // Positive, and never zero.
        number[0] = number[0] & 0x7f | 0x40
        let integer = try unsafe OpenSSL.made(BN_bin2bn(number, 16, nil))
        defer { unsafe BN_free(integer) }
        guard unsafe BN_to_ASN1_INTEGER(integer, X509_get_serialNumber(pointer)) != nil,
            unsafe X509_gmtime_adj(X509_getm_notBefore(pointer), -86400) != nil,
            unsafe X509_time_adj_ex(X509_getm_notAfter(pointer), days, 0, nil) != nil
        else { throw .unavailable }
        try OpenSSL.check(
            unsafe X509_NAME_add_entry_by_txt(
                X509_get_subject_name(pointer), "CN", MBSTRING_UTF8, name, Int32(name.utf8.count), -1, 0))
    }

    /// Says what the certificate is for.
    func add(_ kind: Int32, _ value: String, issuer: Certificate) throws(TLSFault) {
        var context = unsafe X509V3_CTX()
        unsafe X509V3_set_ctx(&context, issuer.pointer, pointer, nil, nil, 0)
        let part = try unsafe OpenSSL.made(X509V3_EXT_conf_nid(nil, &context, kind, value))
        defer { unsafe X509_EXTENSION_free(part) }
        try unsafe OpenSSL.check(X509_add_ext(pointer, part, -1))
    }

    /// Has it say whose it is and who says so, and makes that believable.
    func sign(for subject: borrowing SigningKey, by issuer: Certificate, _ key: borrowing SigningKey) throws(TLSFault) {
        try unsafe OpenSSL.check(X509_set_issuer_name(pointer, X509_get_subject_name(issuer.pointer)))
        guard unsafe X509_sign(pointer, key.pointer, EVP_sha256()) > 0 else { throw .unavailable }
    }

    /// In PEM, with its frame.
    func text() throws(TLSFault) -> String {
        let memory = try OpenSSLMemory()
        try unsafe OpenSSL.check(PEM_write_bio_X509(memory.pointer, pointer))
        return String(decoding: memory.bytes, as: UTF8.self)
    }
}

/// A key of the curve P-256, overwritten when its holder ends.
@safe struct SigningKey: ~Copyable {
    let pointer: OpaquePointer

    init() throws(TLSFault) { unsafe pointer = try OpenSSL.made(trilatch_make_p256_key()) }

    /// - Parameter pointer: Owned from here on.
    init(owning pointer: OpaquePointer) { unsafe self.pointer = pointer }

    deinit { unsafe EVP_PKEY_free(pointer) }
}
