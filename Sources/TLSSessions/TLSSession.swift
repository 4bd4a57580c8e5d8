internal import COpenSSL

/// One session of TLS, between bytes that come and go: it does no input or output of its own.
///
/// Bytes of the other side go in by `take`, what is to be sent to it comes out by `takeOutput`. Nothing bounds what is held
/// but the caller, who writes no more while there is output, and takes no more while there is something to read.
@safe package final class TLSSession {
    private let pointer: OpaquePointer
    /// The other side's bytes, and those for it; both owned by the session.
    private let input: OpaquePointer
    private let output: OpaquePointer
    private var hasInputEnded = false

    /// What came of reading.
    package enum Reading: Sendable, Hashable {
        case bytes(Int)
        /// Nothing for now.
        case nothing
        /// The other side has said that it has no more.
        case ended
    }

    /// - Parameter pointer: Owned from here on, whatever comes of it.
    init(owning pointer: OpaquePointer) throws(TLSFault) {
        unsafe self.pointer = pointer
        // Memory that the session frees.
        guard let input = unsafe BIO_new(BIO_s_mem()) else {
            unsafe SSL_free(pointer)
            throw .unavailable
        }
        guard let output = unsafe BIO_new(BIO_s_mem()) else {
            unsafe BIO_free_all(input)
            unsafe SSL_free(pointer)
            throw .unavailable
        }
        unsafe self.input = input
        unsafe self.output = output
        unsafe SSL_set_bio(pointer, input, output)
    }

    deinit { unsafe SSL_free(pointer) }

    /// Takes bytes of the other side.
    ///
    /// - Throws: `TLSFault.unavailable` where there is no memory for them.
    package func take(_ bytes: Span<UInt8>) throws(TLSFault) {
        guard bytes.count > 0 else { return }
        let taken = unsafe bytes.withUnsafeBufferPointer {
            unsafe BIO_write(input, $0.baseAddress, Int32(clamping: $0.count))
        }
        guard taken == bytes.count else { throw .unavailable }
    }

    /// The other side's connection has ended.
    package func endInput() {
        hasInputEnded = true
        unsafe trilatch_end_memory(input)
    }

    /// Goes on with the handshake.
    ///
    /// - Returns: Whether it is complete.
    package func shakeHands() throws(TLSFault) -> Bool {
        ERR_clear_error()
        let result = unsafe SSL_do_handshake(pointer)
        if result == 1 { return true }
        guard unsafe SSL_get_error(pointer, result) == SSL_ERROR_WANT_READ else { throw fault() }
        return false
    }

    /// Reads what the other side said, at most as much as there is space.
    package func read(into space: UnsafeMutableRawBufferPointer) throws(TLSFault) -> Reading {
        ERR_clear_error()
        var count = 0
        let result = unsafe SSL_read_ex(pointer, space.baseAddress, space.count, &count)
        if result == 1 { return .bytes(count) }
        switch unsafe SSL_get_error(pointer, result) {
        case SSL_ERROR_WANT_READ: return .nothing
        case SSL_ERROR_ZERO_RETURN: return .ended
        default: throw fault()
        }
    }

    /// Has bytes said to the other side; all of them are taken.
    package func write(_ bytes: Span<UInt8>) throws(TLSFault) {
        var rest = bytes
        while rest.count > 0 {
            ERR_clear_error()
            var count = 0
            let result = unsafe rest.withUnsafeBufferPointer { bytes in
                unsafe SSL_write_ex(pointer, bytes.baseAddress, bytes.count, &count)
            }
            // Memory has room for all, and there is no handshake in between.
            guard result == 1 else { throw fault() }
            rest = rest.extracting(count...)
        }
    }

    /// Says that there is no more.
    package func end() {
        ERR_clear_error()
        // In the midst of a handshake there is nothing to say.
        unsafe SSL_shutdown(pointer)
    }

    /// Whether there are bytes for the other side.
    package var hasOutput: Bool { unsafe trilatch_pending(output) > 0 }

    /// The bytes for the other side, which are given once.
    package func takeOutput() -> [UInt8] {
        let count = unsafe trilatch_pending(output)
        guard count > 0 else { return [] }
        return unsafe [UInt8](unsafeUninitializedCapacity: count) { bytes, written in
            written = max(0, Int(unsafe BIO_read(output, bytes.baseAddress, Int32(clamping: count))))
        }
    }

    /// What was agreed to be spoken inside; nil where the other side did not choose.
    package var spoken: ApplicationProtocol? {
        var name: UnsafePointer<UInt8>?
        var length: UInt32 = 0
        unsafe SSL_get0_alpn_selected(pointer, &name, &length)
        let bytes = unsafe UnsafeBufferPointer(start: name, count: Int(length))
        return ApplicationProtocol.allCases.first { unsafe bytes.elementsEqual($0.name) }
    }

    /// What went wrong last.
    private func fault() -> TLSFault {
        let verified = unsafe SSL_get_verify_result(pointer)
        if verified != X509_V_OK { return .notTrusted(code: verified) }
        let code = ERR_peek_last_error()
        let reason = Int32(truncatingIfNeeded: code & 0x7f_ffff)
        // Alerts that came are told as 1000 and their number.
        if (1000..<1256).contains(reason) { return .alert(UInt8(reason - 1000)) }
        return hasInputEnded ? .truncated : .failed
    }
}
