/// Reads JSON as editors keep their settings: RFC 8259, with `//` and `/* */` comments, and a comma after the last value.
///
/// Strict in everything else: a key stands once in an object however it is escaped, a surrogate has its pair, numbers
/// have the form that JSON gives them, and nothing follows the value.
struct JSONReader {
    private let bytes: [UInt8]
    private var position = 0
    private(set) var comments: [Range<Int>] = []

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Reads the whole file, which is one object.
    mutating func readDocument() throws(ConfigurationFault) -> ConfigurationObject {
        try skipTrivia()
        guard peek == UInt8(ascii: "{") else { throw fault("a configuration is an object, and here is none") }
        let node = try readValue(depth: 1)
        try skipTrivia()
        guard position == bytes.count else { throw fault("something follows the end of the object") }
        guard let root = node.object else { preconditionFailure("a value that begins with a brace is an object") }
        return root
    }

    private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    private func fault(_ reason: String) -> ConfigurationFault { ConfigurationFault(reason, at: position) }

    // MARK: Values

    private mutating func readValue(depth: Int) throws(ConfigurationFault) -> ConfigurationNode {
        guard depth <= ConfigurationText.maximumDepth else {
            throw fault("values nest deeper than \(ConfigurationText.maximumDepth) levels")
        }
        let start = position
        let content: ConfigurationNode.Content
        switch peek {
        case UInt8(ascii: "{"): content = .object(try readObject(depth: depth))
        case UInt8(ascii: "["): content = .array(try readArray(depth: depth))
        case UInt8(ascii: "\""): content = .string(try readString())
        default:
            try readWord()
            content = .other
        }
        return ConfigurationNode(range: start..<position, content: content)
    }

    private mutating func readObject(depth: Int) throws(ConfigurationFault) -> ConfigurationObject {
        var object = ConfigurationObject()
        position += 1
        while try continues(until: UInt8(ascii: "}"), isFirst: object.members.isEmpty) {
            guard peek == UInt8(ascii: "\"") else { throw fault("here should be a key in quotes") }
            let start = position
            let key = try readString()
            let range = start..<position
            try skipTrivia()
            guard peek == UInt8(ascii: ":") else { throw fault("here should be a colon") }
            position += 1
            try skipTrivia()
            let value = try readValue(depth: depth + 1)
            let member = ConfigurationMember(key: key, keyRange: range, lastPartRange: range, value: value)
            guard object.append(member) else {
                throw ConfigurationFault("a key stands twice in one object", at: start, isDuplicate: true)
            }
        }
        return object
    }

    private mutating func readArray(depth: Int) throws(ConfigurationFault) -> [ConfigurationNode] {
        var elements: [ConfigurationNode] = []
        position += 1
        while try continues(until: UInt8(ascii: "]"), isFirst: elements.isEmpty) {
            elements.append(try readValue(depth: depth + 1))
        }
        return elements
    }

    /// Goes to the next value of an object or array, over the comma before it; false at the end, which is passed.
    private mutating func continues(until close: UInt8, isFirst: Bool) throws(ConfigurationFault) -> Bool {
        try skipTrivia()
        if !isFirst, peek == UInt8(ascii: ",") {
            position += 1
            try skipTrivia()
        } else if !isFirst, peek != close {
            throw fault("here should be a comma or `\(UnicodeScalar(close))`")
        }
        guard peek != nil else { throw fault("the file ends inside a value") }
        guard peek == close else { return true }
        position += 1
        return false
    }

    /// A number, `true`, `false` or `null`.
    private mutating func readWord() throws(ConfigurationFault) {
        let start = position
        while let byte = peek, isWordByte(byte) { position += 1 }
        let word = bytes[start..<position]
        let isLiteral = ["true", "false", "null"].contains { word.elementsEqual($0.utf8) }
        guard isLiteral || JSONReader.isNumber(word) else {
            position = start
            throw fault("here should be a value")
        }
    }

    private func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
            true
        default: false
        }
    }

    private static func isNumber(_ word: ArraySlice<UInt8>) -> Bool {
        var rest = word
        func takeDigits() -> Int {
            let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            rest = rest.dropFirst(digits.count)
            return digits.count
        }
        func take(_ accepted: String) -> Bool {
            guard let first = rest.first, accepted.utf8.contains(first) else { return false }
            rest = rest.dropFirst()
            return true
        }
        _ = take("-")
        let leadsWithZero = rest.first == UInt8(ascii: "0")
        let digits = takeDigits()
        guard digits == 1 || (digits > 1 && !leadsWithZero) else { return false }
        if take("."), takeDigits() == 0 { return false }
        if take("eE") {
            _ = take("+-")
            if takeDigits() == 0 { return false }
        }
        return rest.isEmpty
    }

    // MARK: Strings

    private mutating func readString() throws(ConfigurationFault) -> String {
        let start = position
        position += 1
        var value: [UInt8] = []
        while let byte = peek {
            position += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let text = String(validating: value, as: UTF8.self) else {
                    throw ConfigurationFault("the text is not UTF-8", at: start)
                }
                return text
            case UInt8(ascii: "\\"): try readEscape(into: &value)
            case 0..<0x20:
                position -= 1
                throw fault("a control character stands in a text")
            default: value.append(byte)
            }
        }
        throw ConfigurationFault("a text has no end", at: start)
    }

    private mutating func readEscape(into value: inout [UInt8]) throws(ConfigurationFault) {
        let start = position - 1
        guard let letter = peek else { throw fault("the file ends inside a text") }
        position += 1
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): value.append(letter)
        case UInt8(ascii: "b"): value.append(0x08)
        case UInt8(ascii: "f"): value.append(0x0c)
        case UInt8(ascii: "n"): value.append(0x0a)
        case UInt8(ascii: "r"): value.append(0x0d)
        case UInt8(ascii: "t"): value.append(0x09)
        case UInt8(ascii: "u"):
            guard var code = readHexadecimal(4) else { throw ConfigurationFault("the escape is none", at: start) }
            if (0xd800..<0xdc00).contains(code), bytes[position...].starts(with: [0x5c, 0x75]) {
                position += 2
                guard let second = readHexadecimal(4), (0xdc00..<0xe000).contains(second) else {
                    throw ConfigurationFault("a surrogate has no pair", at: start)
                }
                code = 0x10000 + ((code - 0xd800) << 10) + (second - 0xdc00)
            }
            guard let scalar = UnicodeScalar(code) else {
                throw ConfigurationFault("a surrogate has no pair", at: start)
            }
            value += Array(String(scalar).utf8)
        default: throw ConfigurationFault("the escape is none", at: start)
        }
    }

    private mutating func readHexadecimal(_ count: Int) -> UInt32? {
        guard position + count <= bytes.count else { return nil }
        let digits = bytes[position..<(position + count)]
        guard digits.allSatisfy({ UnicodeScalar($0).properties.isASCIIHexDigit }) else { return nil }
        position += count
        return UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
    }

    // MARK: Between values

    private mutating func skipTrivia() throws(ConfigurationFault) {
        while let byte = peek {
            switch byte {
            case 0x20, 0x09, 0x0a, 0x0d: position += 1
            case UInt8(ascii: "/"): try skipComment()
            default: return
            }
        }
    }

    private mutating func skipComment() throws(ConfigurationFault) {
        let start = position
        switch position + 1 < bytes.count ? bytes[position + 1] : 0 {
        case UInt8(ascii: "/"):
            while let byte = peek, byte != 0x0a, byte != 0x0d { position += 1 }
        case UInt8(ascii: "*"):
            position += 2
            while position + 1 < bytes.count, bytes[position] != UInt8(ascii: "*") || bytes[position + 1] != 0x2f {
                position += 1
            }
            guard position + 1 < bytes.count else { throw ConfigurationFault("a comment has no end", at: start) }
            position += 2
        default: throw fault("here should be a value")
        }
        comments.append(start..<position)
    }
}
