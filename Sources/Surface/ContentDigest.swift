internal import CSodium

/// SHA-256 of some bytes, as a value that needs no memory of its own.
///
/// Source: FIPS 180-4.
package struct ContentDigest: Sendable, Hashable {
    // In the order of the bytes, each word in the machine's own order.
    private var words: (UInt64, UInt64, UInt64, UInt64)

    package init(of bytes: Span<UInt8>) {
        var hasher = Hasher()
        hasher.add(bytes)
        self = hasher.finish()
    }

    package init(of bytes: [UInt8]) { self.init(of: bytes.span) }

    /// Reads 64 hexadecimal digits in lower case.
    package init?(_ text: some StringProtocol) {
        guard text.utf8.count == 64 else { return nil }
        var bytes: [UInt8] = []
        var high: UInt8?
        for digit in text.utf8 {
            let value: UInt8
            switch digit {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = digit - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): value = digit - UInt8(ascii: "a") + 10
            default: return nil
            }
            if let half = high { bytes.append(half << 4 | value) }
            high = high == nil ? value : nil
        }
        self.init(bytes: bytes)
    }

    /// Takes the 32 bytes of a digest.
    package init(bytes: [UInt8]) {
        precondition(bytes.count == 32, "a digest of another length")
        words = (0, 0, 0, 0)
        unsafe withUnsafeMutableBytes(of: &words) { unsafe $0.copyBytes(from: bytes) }
    }

    /// The 32 bytes.
    package var bytes: [UInt8] { unsafe withUnsafeBytes(of: words) { unsafe Array($0) } }

    package static func == (left: ContentDigest, right: ContentDigest) -> Bool { left.words == right.words }

    package func hash(into hasher: inout Swift.Hasher) {
        // A digest is spread evenly as it is.
        hasher.combine(words.0)
    }
}

extension ContentDigest: CustomStringConvertible {
    /// 64 hexadecimal digits.
    package var description: String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 0xf)]] }, as: UTF8.self)
    }
}

extension ContentDigest {
    /// The digest of bytes that come one piece after another.
    package struct Hasher: ~Copyable {
        private var state = crypto_hash_sha256_state()

        package init() { _ = unsafe crypto_hash_sha256_init(&state) }

        package mutating func add(_ bytes: Span<UInt8>) {
            // No function of this family fails: their result is 0 for every input.
            unsafe bytes.withUnsafeBufferPointer { buffer in
                _ = unsafe crypto_hash_sha256_update(&state, buffer.baseAddress, UInt64(buffer.count))
            }
        }

        package mutating func add(_ bytes: [UInt8]) { add(bytes.span) }

        package consuming func finish() -> ContentDigest {
            var digest = [UInt8](repeating: 0, count: Int(crypto_hash_sha256_BYTES))
            _ = unsafe crypto_hash_sha256_final(&state, &digest)
            return ContentDigest(bytes: digest)
        }
    }
}
