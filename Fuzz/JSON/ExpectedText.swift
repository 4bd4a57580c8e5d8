import FuzzProperties
import Wire

/// What a text must be found to be.
struct ExpectedText {
    let value: StrictJSON.Value
    let hasEscapes: Bool
    let hasUnicodeEscapes: Bool
    let hasNonASCII: Bool

    /// Nil for a text that must be refused.
    init?(_ bytes: [UInt8]) {
        var reader = StrictJSON(bytes)
        guard let value = reader.text(), Self.isAllowed(value, depth: 0) else { return nil }
        self.value = value
        hasEscapes = bytes.contains(UInt8(ascii: "\\"))
        hasNonASCII = bytes.contains { $0 >= 0x80 }
        var hasNumbered = false
        var index = 0
        // Of a text that is JSON, every backslash begins an escape or ends a pair of them.
        while index + 1 < bytes.count {
            let isEscape = bytes[index] == UInt8(ascii: "\\")
            if isEscape, bytes[index + 1] == UInt8(ascii: "u") { hasNumbered = true }
            index += isEscape ? 2 : 1
        }
        hasUnicodeEscapes = hasNumbered
    }

    /// Whether it is an object or an array, so that no part of it is a text.
    var isBracketed: Bool {
        switch value {
        case .array, .object: true
        default: false
        }
    }

    func equals(_ tree: JSONNode) -> Bool { Self.isSame(value, tree) }

    private static func isSame(_ value: StrictJSON.Value, _ tree: JSONNode) -> Bool {
        switch (value, tree) {
        case (.word, .null), (.word, .bool): true
        case (.number(let one), .number(let other)): one == other
        case (.string(let one?), .string(let other)): one.utf8.elementsEqual(other.utf8)
        case (.array(let ones), .array(let others)):
            ones.count == others.count && zip(ones, others).allSatisfy { isSame($0, $1) }
        case (.object(let ones), .object(let others)):
            ones.count == others.count
                && zip(ones, others).allSatisfy { one, other in
                    one.name?.utf8.elementsEqual(other.name.utf8) == true && isSame(one.value, other.value)
                }
        default: false
        }
    }

    /// What is refused beyond the grammar.
    private static func isAllowed(_ value: StrictJSON.Value, depth: Int) -> Bool {
        let limits = JSONLimits()
        switch value {
        case .word: return true
        case .number(let text): return text.utf8.count <= limits.numberLength && Double(text)?.isFinite == true
        case .string(let text): return text != nil
        case .array(let items):
            return depth < limits.depth && items.allSatisfy { isAllowed($0, depth: depth + 1) }
        case .object(let members):
            let names = members.compactMap(\.name).map { Array($0.utf8) }
            return depth < limits.depth && names.count == members.count && Set(names).count == names.count
                && members.allSatisfy { isAllowed($0.value, depth: depth + 1) }
        }
    }
}
