/// The id of a JSON-RPC request, by value: `"a"` and `"\u0061"` are one id, and so are `1` and `1` on both sides of the wire.
///
/// Source: MCP 2025-11-25 and 2026-07-28, `RequestId`: a string or an integer.
package enum RequestID: Sendable, Hashable {
    case integer(Int64)
    case string(String)
    /// A number that is not a 64-bit integer, as it was written.
    case number(String)

    // By bytes: a reader does not take two strings for one that Unicode holds to be the same.
    package static func == (one: RequestID, other: RequestID) -> Bool {
        switch (one, other) {
        case (.integer(let one), .integer(let other)): one == other
        case (.string(let one), .string(let other)), (.number(let one), .number(let other)):
            one.utf8.elementsEqual(other.utf8)
        default: false
        }
    }

    package func hash(into hasher: inout Hasher) {
        switch self {
        case .integer(let value): hasher.combine(value)
        case .string(let text), .number(let text):
            for byte in text.utf8 { hasher.combine(byte) }
        }
    }

    /// The longest id that is kept, in bytes as written.
    ///
    /// A longer one is treated as none.
    package static let longest = 1024

    /// Reads a number or literal as written; nil for `null`, `true` and anything else that is no number.
    init?(literal text: some Collection<UInt8>) {
        let text = String(decoding: text, as: UTF8.self)
        guard let first = text.utf8.first, first == UInt8(ascii: "-") || (first >= 0x30 && first <= 0x39) else {
            return nil
        }
        if let value = Int64(text) {
            self = .integer(value)
        } else if Self.isNumber(text) {
            self = .number(text)
        } else {
            return nil
        }
    }

    /// Whether a text is a number of JSON's: what is written back as an id has to be one.
    ///
    /// Source: RFC 8259, section 6.
    private static func isNumber(_ text: String) -> Bool {
        var rest = text.utf8[...]
        func takeDigits() -> Substring.UTF8View {
            let digits = rest.prefix { (0x30...0x39).contains($0) }
            rest = rest.dropFirst(digits.count)
            return digits
        }
        if rest.first == UInt8(ascii: "-") { rest.removeFirst() }
        let integer = takeDigits()
        guard !integer.isEmpty, integer.first != UInt8(ascii: "0") || integer.count == 1 else { return false }
        if rest.first == UInt8(ascii: ".") {
            rest.removeFirst()
            if takeDigits().isEmpty { return false }
        }
        if let letter = rest.first, letter | 0x20 == UInt8(ascii: "e") {
            rest.removeFirst()
            if let sign = rest.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { rest.removeFirst() }
            if takeDigits().isEmpty { return false }
        }
        return rest.isEmpty
    }

    /// The id as JSON.
    package var json: [UInt8] {
        var bytes: [UInt8] = []
        append(to: &bytes)
        return bytes
    }

    /// Appends the id as JSON.
    func append(to bytes: inout [UInt8]) {
        switch self {
        case .integer(let value): bytes.append(contentsOf: String(value).utf8)
        case .string(let text): JSONText.append(text, to: &bytes)
        case .number(let text): bytes.append(contentsOf: text.utf8)
        }
    }
}
