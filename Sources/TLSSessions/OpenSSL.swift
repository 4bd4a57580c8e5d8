internal import COpenSSL

/// What all uses of the library begin with.
enum OpenSSL {
    /// Starts the library once: no configuration file is read, and nothing is left to be done at exit.
    ///
    /// - Throws: `TLSFault.unavailable`.
    static func start() throws(TLSFault) {
        let options = UInt64(OPENSSL_INIT_NO_LOAD_CONFIG) | UInt64(OPENSSL_INIT_NO_ATEXIT)
        guard OPENSSL_init_ssl(options, nil) == 1 else { throw .unavailable }
    }

    /// What the library gives, or a fault where it gives nothing.
    static func made(_ pointer: OpaquePointer?) throws(TLSFault) -> OpaquePointer {
        guard let pointer = unsafe pointer else { throw .unavailable }
        return unsafe pointer
    }

    /// - Throws: `TLSFault.unavailable` for anything but 1, the library's word for success.
    static func check(_ result: Int32) throws(TLSFault) {
        guard result == 1 else { throw .unavailable }
    }
}

/// Bytes in the library's memory, read from and written to as from and to a file.
@safe struct OpenSSLMemory: ~Copyable {
    let pointer: OpaquePointer

    init() throws(TLSFault) { unsafe pointer = try OpenSSL.made(BIO_new(BIO_s_mem())) }

    /// One with these bytes in it.
    static func holding(_ bytes: [UInt8]) throws(TLSFault) -> OpenSSLMemory {
        let memory = try OpenSSLMemory()
        guard let count = Int32(exactly: bytes.count), unsafe BIO_write(memory.pointer, bytes, count) == count else {
            throw .unavailable
        }
        return memory
    }

    deinit { unsafe BIO_free_all(pointer) }

    /// All bytes in it; they stay there.
    var bytes: [UInt8] {
        var start: UnsafeMutablePointer<CChar>?
        let count = unsafe trilatch_memory(pointer, &start)
        guard let start = unsafe start, count > 0 else { return [] }
        return unsafe Array(UnsafeRawBufferPointer(start: start, count: count))
    }
}
