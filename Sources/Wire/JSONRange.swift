/// Where a value or a key stands in a text that a scanner has accepted.
///
/// In bytes from the text's start; a string's quotation marks are part of it. It is read with the text that it is of: with
/// another one it says nothing of use, and traps at worst.
package struct JSONRange: BitwiseCopyable, Sendable, Hashable {
    private let start: UInt32
    private let length: UInt32

    @inline(__always)
    init(_ range: Range<Int>) {
        start = UInt32(truncatingIfNeeded: range.lowerBound)
        length = UInt32(truncatingIfNeeded: range.count)
    }

    package var lowerBound: Int { Int(start) }
    package var upperBound: Int { Int(start) + Int(length) }
    package var count: Int { Int(length) }
    package var bounds: Range<Int> { lowerBound..<upperBound }

    /// What a value is.
    package enum Kind: BitwiseCopyable, Sendable { case object, array, string, number, boolean, null }

    /// What the value is.
    package func kind(in text: Span<UInt8>) -> Kind {
        switch text[lowerBound] {
        case UInt8(ascii: "{"): .object
        case UInt8(ascii: "["): .array
        case UInt8(ascii: "\""): .string
        case UInt8(ascii: "t"), UInt8(ascii: "f"): .boolean
        case UInt8(ascii: "n"): .null
        default: .number
        }
    }
}

/// Reading a value.
extension JSONRange {
    /// The characters of a string, its escapes undone; nil for what is no string.
    package func string(in text: Span<UInt8>) -> String? {
        guard kind(in: text) == .string else { return nil }
        let characters = lowerBound + 1..<upperBound - 1
        for index in characters where text[index] == UInt8(ascii: "\\") {
            return JSONText.decode(bytes(in: text, characters))
        }
        // Short ones, as ids and names are, take no memory of their own.
        return unsafe String(unsafeUninitializedCapacity: characters.count) { place in
            for index in characters { unsafe place[index - characters.lowerBound] = text[index] }
            return characters.count
        }
    }

    /// A value as it is written.
    package func source(in text: Span<UInt8>) -> String { String(decoding: bytes(in: text, bounds), as: UTF8.self) }

    private func bytes(in text: Span<UInt8>, _ range: Range<Int>) -> [UInt8] {
        [UInt8](capacity: range.count) { bytes in for index in range { bytes.append(text[index]) } }
    }

    /// Whether this is a string of these ASCII characters, however they are spelled.
    ///
    /// Allocates nothing.
    package func isString(_ characters: StaticString, in text: Span<UInt8>) -> Bool {
        guard kind(in: text) == .string else { return false }
        var index = lowerBound + 1
        for place in 0..<characters.utf8CodeUnitCount {
            guard index < upperBound - 1, let (character, end) = character(at: index, in: text),
                unsafe character == UInt32(characters.utf8Start[place])
            else { return false }
            index = end
        }
        return index == upperBound - 1
    }

    /// The character at an index inside a string, and the index after it; nil for one beyond ASCII that is not escaped.
    private func character(at index: Int, in text: Span<UInt8>) -> (UInt32, Int)? {
        let byte = text[index]
        guard byte == UInt8(ascii: "\\") else { return byte < 0x80 ? (UInt32(byte), index + 1) : nil }
        switch text[index + 1] {
        case UInt8(ascii: "b"): return (0x08, index + 2)
        case UInt8(ascii: "f"): return (0x0c, index + 2)
        case UInt8(ascii: "n"): return (0x0a, index + 2)
        case UInt8(ascii: "r"): return (0x0d, index + 2)
        case UInt8(ascii: "t"): return (0x09, index + 2)
        case UInt8(ascii: "u"):
            let unit = (index + 2..<index + 6).reduce(UInt32(0)) {
                $0 << 4 | (JSONText.hexadecimalValue(text[$1]) ?? 0)
            }
            return (unit, index + 6)
        case let itself: return (UInt32(itself), index + 2)
        }
    }
}
