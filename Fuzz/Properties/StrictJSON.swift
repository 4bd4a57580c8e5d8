/// A JSON parser that accepts what RFC 8259 says and nothing else, and builds all of it.
package struct StrictJSON {
    package indirect enum Value {
        case word
        /// As it was written.
        case number(String)
        /// Nil where a surrogate has no pair, which the grammar allows.
        case string(String?)
        case array([Value])
        case object([Member])
    }

    package struct Member {
        /// Nil where a surrogate in it has no pair.
        package var name: String?
        package var value: Value
        /// How many bytes the value has in the text.
        package var writtenLength: Int
    }

    /// Deeper texts are not read: this parser calls itself.
    private static let maximumDepth = 200

    private let bytes: [UInt8]
    private var position = 0
    private var depth = 0

    package init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The value that all of the bytes are; nil where they are none.
    package mutating func text() -> Value? {
        guard String(validating: bytes, as: UTF8.self) != nil else { return nil }
        skipSpace()
        guard let value = value() else { return nil }
        skipSpace()
        return position == bytes.count ? value : nil
    }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private mutating func skipSpace() {
        while let next, [0x20, 0x09, 0x0a, 0x0d].contains(next) { position += 1 }
    }

    private mutating func value() -> Value? {
        guard depth < Self.maximumDepth else { return nil }
        depth += 1
        defer { depth -= 1 }
        switch next {
        case UInt8(ascii: "{"): return object()
        case UInt8(ascii: "["): return array()
        case UInt8(ascii: "\""): return string().map(Value.string)
        case UInt8(ascii: "t"): return word("true")
        case UInt8(ascii: "f"): return word("false")
        case UInt8(ascii: "n"): return word("null")
        default: return number()
        }
    }

    private mutating func word(_ word: String) -> Value? {
        guard bytes[position...].starts(with: word.utf8) else { return nil }
        position += word.utf8.count
        return .word
    }

    private mutating func object() -> Value? {
        position += 1
        var members: [Member] = []
        skipSpace()
        if take("}") { return .object([]) }
        repeat {
            skipSpace()
            guard next == UInt8(ascii: "\""), let name = string() else { return nil }
            skipSpace()
            guard take(":") else { return nil }
            skipSpace()
            let start = position
            guard let value = value() else { return nil }
            members.append(Member(name: name, value: value, writtenLength: position - start))
            skipSpace()
        } while take(",")
        return take("}") ? .object(members) : nil
    }

    private mutating func array() -> Value? {
        position += 1
        var items: [Value] = []
        skipSpace()
        if take("]") { return .array([]) }
        repeat {
            skipSpace()
            guard let item = value() else { return nil }
            items.append(item)
            skipSpace()
        } while take(",")
        return take("]") ? .array(items) : nil
    }

    private mutating func number() -> Value? {
        let start = position
        _ = take("-")
        if !take("0") {
            guard digits() else { return nil }
        }
        if take(".") {
            guard digits() else { return nil }
        }
        if take("e") || take("E") {
            _ = take("+") || take("-")
            guard digits() else { return nil }
        }
        return .number(String(decoding: bytes[start..<position], as: UTF8.self))
    }

    private mutating func digits() -> Bool {
        let start = position
        while let next, (0x30...0x39).contains(next) { position += 1 }
        return position > start
    }

    /// The value of a string as UTF-16 says it; nil where it is none, `.some(nil)` where it is no Unicode.
    private mutating func string() -> String?? {
        position += 1
        var units: [UInt16] = []
        var plain: [UInt8] = []
        func flush() { units += String(decoding: plain, as: UTF8.self).utf16 }
        while let byte = next {
            position += 1
            switch byte {
            case UInt8(ascii: "\""):
                flush()
                return .some(String(validating: units, as: UTF16.self))
            case 0..<0x20: return nil
            case UInt8(ascii: "\\"):
                flush()
                plain = []
                guard let unit = escape() else { return nil }
                units.append(unit)
            default: plain.append(byte)
            }
        }
        return nil
    }

    private mutating func escape() -> UInt16? {
        guard let letter = next else { return nil }
        position += 1
        let simple: [Unicode.Scalar: UInt16] = [
            "\"": 0x22, "\\": 0x5c, "/": 0x2f, "b": 8, "f": 12, "n": 10, "r": 13, "t": 9,
        ]
        if let unit = simple[Unicode.Scalar(letter)] { return unit }
        guard letter == UInt8(ascii: "u"), position + 4 <= bytes.count else { return nil }
        let digits = bytes[position..<(position + 4)]
        guard digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }) else { return nil }
        position += 4
        return UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
    }
}
