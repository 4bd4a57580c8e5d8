/// Reads keys and values of TOML from its bytes.
struct TOMLValueReader {
    let bytes: [UInt8]
    var position = 0
    private(set) var comments: [Range<Int>] = []

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    func fault(_ reason: String) -> ConfigurationFault { ConfigurationFault(reason, at: position) }

    // MARK: Lines

    /// Goes to the next byte that is neither blank, nor a line break, nor part of a comment.
    mutating func skipEmptyLines() throws(ConfigurationFault) {
        while true {
            skipBlanks()
            try skipComment()
            guard try skipLineBreak() else { return }
        }
    }

    /// Takes what may stand behind a value or a header, to the end of the line.
    mutating func endLine() throws(ConfigurationFault) {
        skipBlanks()
        try skipComment()
        guard try skipLineBreak() || peek == nil else { throw fault("the line should end here") }
    }

    private mutating func skipBlanks() {
        while peek == 0x20 || peek == 0x09 { position += 1 }
    }

    private mutating func skipLineBreak() throws(ConfigurationFault) -> Bool {
        if peek == UInt8(ascii: "\r") {
            guard position + 1 < bytes.count, bytes[position + 1] == UInt8(ascii: "\n") else {
                throw fault("a carriage return stands alone")
            }
            position += 1
        }
        guard peek == UInt8(ascii: "\n") else { return false }
        position += 1
        return true
    }

    private mutating func skipComment() throws(ConfigurationFault) {
        guard peek == UInt8(ascii: "#") else { return }
        let start = position
        while let byte = peek, byte != UInt8(ascii: "\n"), byte != UInt8(ascii: "\r") {
            try checkPrintable(byte)
            position += 1
        }
        comments.append(start..<position)
    }

    private func checkPrintable(_ byte: UInt8) throws(ConfigurationFault) {
        guard byte >= 0x20 && byte != 0x7f || byte == 0x09 else { throw fault("there is a control character") }
    }

    // MARK: Keys

    /// Reads `key = value`.
    mutating func readPair(into table: TOMLTable, depth: Int) throws(ConfigurationFault) {
        let start = position
        let parts = try readKey()
        guard let last = parts.last else { preconditionFailure("a key has a part") }
        guard peek == UInt8(ascii: "=") else { throw fault("here should be `=`") }
        position += 1
        skipBlanks()
        try table.set(parts, try readValue(depth: depth), keyRange: start..<last.range.upperBound)
    }

    /// Reads a key of one or more parts, and the blanks behind it.
    mutating func readKey() throws(ConfigurationFault) -> [TOMLKeyPart] {
        var parts: [TOMLKeyPart] = []
        while true {
            skipBlanks()
            let start = position
            let text: String
            switch peek {
            case UInt8(ascii: "\""), UInt8(ascii: "'"): text = try readString(isKey: true)
            default:
                while let byte = peek, TOMLValueReader.isBare(byte) { position += 1 }
                guard position > start else { throw fault("here should be a key") }
                text = String(decoding: bytes[start..<position], as: UTF8.self)
            }
            parts.append(TOMLKeyPart(text: text, range: start..<position))
            guard parts.count <= ConfigurationText.maximumDepth else { throw fault("the key has too many parts") }
            skipBlanks()
            guard peek == UInt8(ascii: ".") else { return parts }
            position += 1
        }
    }

    private static func isBare(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    // MARK: Values

    private mutating func readValue(depth: Int) throws(ConfigurationFault) -> ConfigurationNode {
        guard depth <= ConfigurationText.maximumDepth else {
            throw fault("values nest deeper than \(ConfigurationText.maximumDepth) levels")
        }
        let start = position
        let content: ConfigurationNode.Content
        switch peek {
        case UInt8(ascii: "\""), UInt8(ascii: "'"): content = .string(try readString(isKey: false))
        case UInt8(ascii: "["): content = .array(try readArray(depth: depth))
        case UInt8(ascii: "{"): content = .object(try readInlineTable(depth: depth))
        default:
            try readWord()
            content = .other
        }
        return ConfigurationNode(range: start..<position, content: content)
    }

    private mutating func readArray(depth: Int) throws(ConfigurationFault) -> [ConfigurationNode] {
        var elements: [ConfigurationNode] = []
        position += 1
        while true {
            try skipEmptyLines()
            if peek == UInt8(ascii: "]") { break }
            elements.append(try readValue(depth: depth + 1))
            try skipEmptyLines()
            if peek == UInt8(ascii: "]") { break }
            guard peek == UInt8(ascii: ",") else { throw fault("here should be a comma or `]`") }
            position += 1
        }
        position += 1
        return elements
    }

    /// Reads a table between braces, which stands on one line and has no comma after its last value.
    private mutating func readInlineTable(depth: Int) throws(ConfigurationFault) -> ConfigurationObject {
        let table = TOMLTable(.header)
        position += 1
        skipBlanks()
        if peek == UInt8(ascii: "}") {
            position += 1
            return ConfigurationObject()
        }
        while true {
            skipBlanks()
            try readPair(into: table, depth: depth + 1)
            skipBlanks()
            if peek == UInt8(ascii: "}") { break }
            guard peek == UInt8(ascii: ",") else { throw fault("here should be a comma or `}`") }
            position += 1
        }
        position += 1
        return table.object(isLines: false)
    }

    /// A number, a date, a time, `true` or `false`.
    private mutating func readWord() throws(ConfigurationFault) {
        let start = position
        func isPart(_ byte: UInt8) -> Bool {
            TOMLValueReader.isBare(byte) || "+.:".utf8.contains(byte)
        }
        while let byte = peek, isPart(byte) { position += 1 }
        // A blank may stand between a date and its time.
        if position - start == 10, bytes[start + 4] == UInt8(ascii: "-"), position + 1 < bytes.count, peek == 0x20,
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[position + 1])
        {
            position += 1
            while let byte = peek, isPart(byte) { position += 1 }
        }
        let word = bytes[start..<position]
        let unsigned = word.first.map { "+-".utf8.contains($0) } == true ? word.dropFirst() : word
        let isNumeric = TOMLValueReader.isNumeric(unsigned)
        let isName = ["true", "false"].contains { word.elementsEqual($0.utf8) }
        let isSpecial = ["inf", "nan"].contains { unsigned.elementsEqual($0.utf8) }
        guard isNumeric || isName || isSpecial else {
            position = start
            throw fault("here should be a value")
        }
    }

    /// Whether a word has the letters of a number, a date or a time, and begins with a digit.
    private static func isNumeric(_ word: ArraySlice<UInt8>) -> Bool {
        guard let first = word.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else { return false }
        let isHexadecimal = word.starts(with: "0x".utf8)
        let letters = isHexadecimal ? "_xabcdefABCDEF" : word.starts(with: "0o".utf8) ? "_o" : "_.+-:eETtZzb "
        return word.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || letters.utf8.contains($0) }
    }

    // MARK: Strings

    /// Reads a string of any of the four kinds; a key has one line.
    private mutating func readString(isKey: Bool) throws(ConfigurationFault) -> String {
        let start = position
        guard let quote = peek else { preconditionFailure("a string begins with a quote") }
        let isLong = bytes[position...].starts(with: [quote, quote, quote])
        guard !(isLong && isKey) else { throw fault("a key has one line") }
        position += isLong ? 3 : 1
        // The line break right after the opening quotes is not part of the text.
        if isLong { _ = try skipLineBreak() }
        var value: [UInt8] = []
        while let byte = peek {
            if byte == quote, try endString(quote, isLong, into: &value) {
                guard let text = String(validating: value, as: UTF8.self) else {
                    throw ConfigurationFault("the text is not UTF-8", at: start)
                }
                return text
            }
            if byte == quote { continue }
            if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
                try readEscape(isLong, into: &value)
            } else if isLong, try skipLineBreak() {
                value.append(UInt8(ascii: "\n"))
            } else {
                try checkPrintable(byte)
                value.append(byte)
                position += 1
            }
        }
        throw ConfigurationFault("a text has no end", at: start)
    }

    /// Takes quotes inside a string: true where they end it; else they are part of the text.
    private mutating func endString(
        _ quote: UInt8, _ isLong: Bool, into value: inout [UInt8]
    ) throws(ConfigurationFault) -> Bool {
        guard isLong else {
            position += 1
            return true
        }
        let run = bytes[position...].prefix(6).prefix { $0 == quote }.count
        guard run < 6 else { throw fault("there are too many quotes") }
        position += run
        value += [UInt8](repeating: quote, count: run < 3 ? run : run - 3)
        return run >= 3
    }

    private mutating func readEscape(_ isLong: Bool, into value: inout [UInt8]) throws(ConfigurationFault) {
        let start = position
        position += 1
        guard let letter = peek else { throw fault("the file ends inside a text") }
        if isLong, letter == 0x20 || letter == 0x09 || letter == 0x0a || letter == 0x0d {
            skipBlanks()
            guard try skipLineBreak() else { throw ConfigurationFault("the escape is none", at: start) }
            repeat { skipBlanks() } while try skipLineBreak()
            return
        }
        position += 1
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): value.append(letter)
        case UInt8(ascii: "b"): value.append(0x08)
        case UInt8(ascii: "f"): value.append(0x0c)
        case UInt8(ascii: "n"): value.append(0x0a)
        case UInt8(ascii: "r"): value.append(0x0d)
        case UInt8(ascii: "t"): value.append(0x09)
        case UInt8(ascii: "u"), UInt8(ascii: "U"):
            let count = letter == UInt8(ascii: "u") ? 4 : 8
            let digits = bytes[position...].prefix(count)
            guard digits.count == count, digits.allSatisfy({ UnicodeScalar($0).properties.isASCIIHexDigit }),
                let code = UInt32(String(decoding: digits, as: UTF8.self), radix: 16), let scalar = UnicodeScalar(code)
            else { throw ConfigurationFault("the escape is none", at: start) }
            position += count
            value += Array(String(scalar).utf8)
        default: throw ConfigurationFault("the escape is none", at: start)
        }
    }
}
