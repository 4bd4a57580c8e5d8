internal import CSodium

/// Bytes that were written as text.
///
/// Source: RFC 4648, section 4; `sodium_base642bin`, which takes one text alone for the same bytes.
enum Base64 {
    /// The bytes of a text with its padding; nil for what is none.
    static func decode(_ text: Span<UInt8>) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: text.count / 4 * 3)
        var count = 0
        let result = unsafe text.withUnsafeBytes { text in
            unsafe sodium_base642bin(
                &bytes, bytes.count, text.baseAddress?.assumingMemoryBound(to: CChar.self), text.count, nil, &count,
                nil,
                sodium_base64_VARIANT_ORIGINAL)
        }
        guard result == 0 else { return nil }
        bytes.removeLast(bytes.count - count)
        return bytes
    }
}
