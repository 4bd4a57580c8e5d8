internal import COpenSSL

/// The authority that one box trusts beside the host's: in whose name the broker speaks for inspected hosts.
///
/// Its key is made for the box, and is nowhere but in the memory of the box's brokers.
@safe package final class BoxAuthority {
    private let key: SigningKey
    private let certificate: Certificate
    /// The key of all its leaves.
    private let leafKey: SigningKey
    private var leaves: [String: TLSServer] = [:]
    /// In PEM, for the box's bundle of roots.
    package let certificateText: String

    /// Longer than any box runs.
    private static let days: Int32 = 3650
    /// What clients let pass for a leaf, with room to spare; a broker that runs longer makes new ones.
    static let leafDays: Int32 = 90

    /// Makes one.
    ///
    /// - Throws: `TLSFault.unavailable`.
    package convenience init() throws(TLSFault) {
        try OpenSSL.start()
        let key = try SigningKey()
        let certificate = try Certificate(named: "Trilatch box", days: BoxAuthority.days)
        try unsafe OpenSSL.check(X509_set_pubkey(certificate.pointer, key.pointer))
        try certificate.add(NID_basic_constraints, "critical,CA:TRUE,pathlen:0", issuer: certificate)
        try certificate.add(NID_key_usage, "critical,keyCertSign,cRLSign", issuer: certificate)
        try certificate.add(NID_subject_key_identifier, "hash", issuer: certificate)
        try certificate.sign(for: key, by: certificate, key)
        try self.init(key, certificate)
    }

    /// Takes one that a broker of the box made before.
    ///
    /// - Parameter stored: What `stored()` gave.
    /// - Throws: `TLSFault.unavailable` for anything else.
    package convenience init(stored: [UInt8]) throws(TLSFault) {
        try OpenSSL.start()
        let memory = try OpenSSLMemory.holding(stored)
        let key = try unsafe OpenSSL.made(PEM_read_bio_PrivateKey(memory.pointer, nil, nil, nil))
        let owned = unsafe SigningKey(owning: key)
        let certificate = try unsafe OpenSSL.made(PEM_read_bio_X509(memory.pointer, nil, nil, nil))
        let kept = unsafe Certificate(owning: certificate)
        try unsafe OpenSSL.check(X509_check_private_key(kept.pointer, owned.pointer))
        try self.init(owned, kept)
    }

    private init(_ key: consuming SigningKey, _ certificate: Certificate) throws(TLSFault) {
        self.key = key
        self.certificate = certificate
        leafKey = try SigningKey()
        certificateText = try certificate.text()
    }

    /// The key and the certificate, in PEM, for a broker that follows this one; whoever is done with the bytes wipes them.
    package func stored() throws(TLSFault) -> [UInt8] {
        let memory = try OpenSSLMemory()
        try unsafe OpenSSL.check(PEM_write_bio_PrivateKey(memory.pointer, key.pointer, nil, nil, 0, nil, nil))
        try unsafe OpenSSL.check(PEM_write_bio_X509(memory.pointer, certificate.pointer))
        return memory.bytes
    }

    /// What speaks for a host, made when it is first asked for.
    ///
    /// - Parameter name: Of letters, digits, `-`, `_` and `.` alone, which mean nothing but themselves to the library.
    /// - Throws: `TLSFault.unavailable`.
    package func session(
        for name: String, speaking spoken: ApplicationProtocol
    ) throws(TLSFault) -> TLSSession { try server(for: name).session(speaking: spoken) }

    private func server(for name: String) throws(TLSFault) -> TLSServer {
        if let server = leaves[name], server.isFresh { return server }
        let leaf = try Certificate(named: "Inspected by Trilatch", days: BoxAuthority.leafDays)
        try unsafe OpenSSL.check(X509_set_pubkey(leaf.pointer, leafKey.pointer))
        try leaf.add(NID_basic_constraints, "critical,CA:FALSE", issuer: certificate)
        try leaf.add(NID_key_usage, "critical,digitalSignature", issuer: certificate)
        try leaf.add(NID_ext_key_usage, "serverAuth", issuer: certificate)
        try leaf.add(NID_subject_key_identifier, "hash", issuer: certificate)
        try leaf.add(NID_authority_key_identifier, "keyid:always", issuer: certificate)
        try leaf.add(NID_subject_alt_name, "DNS:\(name)", issuer: certificate)
        try leaf.sign(for: leafKey, by: certificate, key)
        let server = try TLSServer(leaf, leafKey)
        leaves[name] = server
        return server
    }
}
