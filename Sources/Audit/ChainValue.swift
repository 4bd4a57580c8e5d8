internal import CSodium

/// A line's place in the log's chain: SHA-256 over the value of the line before it and the line's own text.
///
/// The text of a value is 64 hexadecimal digits, small letters. Where nothing stands before, the value is zero.
package struct ChainValue: Sendable, Hashable {
    private var bytes: SIMD32<UInt8>

    /// What stands for the line before the first one.
    package static let none = ChainValue(bytes: .zero)
    /// Digits of a value's text.
    package static let length = 64

    private init(bytes: SIMD32<UInt8>) { self.bytes = bytes }

    /// The value over some text that begins with the digits of the value before.
    init(over text: Span<UInt8>) {
        var bytes = SIMD32<UInt8>.zero
        unsafe withUnsafeMutablePointer(to: &bytes) { place in
            let digest = unsafe UnsafeMutableRawPointer(place).assumingMemoryBound(to: UInt8.self)
            unsafe text.withUnsafeBufferPointer { text in
                // It cannot fail: its result is 0 for every input.
                _ = unsafe crypto_hash_sha256(digest, text.baseAddress, UInt64(text.count))
            }
        }
        self.bytes = bytes
    }

    /// Reads the digits; nil for anything else.
    package init?(digits: some Collection<UInt8>) {
        guard digits.count == ChainValue.length else { return nil }
        var bytes = SIMD32<UInt8>.zero
        for (index, digit) in digits.enumerated() {
            let value: UInt8
            switch digit {
            case 0x30...0x39: value = digit - 0x30
            case 0x61...0x66: value = digit - 0x61 + 10
            default: return nil
            }
            bytes[index / 2] = bytes[index / 2] << 4 | value
        }
        self.bytes = bytes
    }

    /// Writes the digits over the bytes from an index on.
    func write(to text: inout MutableSpan<UInt8>, at start: Int) {
        for index in 0..<32 {
            text[start + 2 * index] = Hexadecimal.digit(bytes[index] >> 4)
            text[start + 2 * index + 1] = Hexadecimal.digit(bytes[index] & 0xf)
        }
    }
}

extension ChainValue: CustomStringConvertible {
    package var description: String {
        var digits = [UInt8](repeating: 0, count: ChainValue.length)
        var span = digits.mutableSpan
        write(to: &span, at: 0)
        return String(decoding: digits, as: UTF8.self)
    }
}

/// Digits to the base of 16.
enum Hexadecimal {
    static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }
}
