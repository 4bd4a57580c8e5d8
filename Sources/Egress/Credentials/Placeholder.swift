/// What a box holds in place of a secret: as long, and of the same kinds of characters at the same places.
package struct Placeholder: Sendable, Hashable {
    package let bytes: [UInt8]

    /// Fewer characters at random could be met by chance, or guessed.
    package static let fewestRandom = 16
    /// No secret is longer.
    package static let longest = 4096

    /// Makes one for a secret, of bytes that nobody foresees.
    ///
    /// Letters and digits are drawn anew within their kind; the rest stays, and so does a short word in front that says what
    /// kind of token it is (`ghp_`, `sk-`), since programs look for it. Nil where the secret has other bytes than visible
    /// ASCII, is too long, or has too few characters to draw.
    package init?(standingFor secret: Span<UInt8>, random: inout some RandomNumberGenerator) {
        guard secret.count <= Self.longest else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(secret.count)
        let prefix = Self.prefixLength(of: secret)
        var drawn = 0
        for index in secret.indices {
            let byte = secret[index]
            guard HTTPByte.isVisible(byte) else { return nil }
            guard index >= prefix, let kind = Self.kind(of: byte) else {
                bytes.append(byte)
                continue
            }
            bytes.append(UInt8.random(in: kind, using: &random))
            drawn += 1
        }
        guard drawn >= Self.fewestRandom else { return nil }
        self.bytes = bytes
    }

    /// Takes one that was made before; nil where it cannot be one.
    package init?(bytes: [UInt8]) {
        guard (Self.fewestRandom...Self.longest).contains(bytes.count), bytes.allSatisfy(HTTPByte.isVisible) else {
            return nil
        }
        self.bytes = bytes
    }

    private static func kind(of byte: UInt8) -> ClosedRange<UInt8>? {
        switch byte {
        case 0x30...0x39: 0x30...0x39
        case 0x41...0x5a: 0x41...0x5a
        case 0x61...0x7a: 0x61...0x7a
        default: nil
        }
    }

    /// How long the word in front is: up to seven small letters and a `-` or `_`.
    private static func prefixLength(of secret: Span<UInt8>) -> Int {
        var index = 0
        while index < min(7, secret.count), HTTPByte.isLower(secret[index]) { index += 1 }
        guard index > 0, index < secret.count, secret[index] == UInt8(ascii: "-") || secret[index] == UInt8(ascii: "_")
        else { return 0 }
        return index + 1
    }
}

extension Placeholder: CustomStringConvertible {
    package var description: String { String(decoding: bytes, as: UTF8.self) }
}
