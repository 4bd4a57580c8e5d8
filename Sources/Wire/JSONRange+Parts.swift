/// The parts of an object or array, one after the other and without a tree.
extension JSONRange {
    /// Calls `body` for each element of an array; for what is no array not at all.
    package func forEachElement<Failure: Error>(
        in text: Span<UInt8>, _ body: (_ element: JSONRange) throws(Failure) -> Void
    ) throws(Failure) {
        guard kind(in: text) == .array else { return }
        var index = lowerBound
        Self.stepIn(in: text, &index)
        while text[index] != UInt8(ascii: "]") {
            let element = Self.value(in: text, from: index)
            try body(element)
            index = element.upperBound
            Self.stepToNext(in: text, &index)
        }
    }

    /// Calls `body` for each member of an object; for what is no object not at all.
    package func forEachMember<Failure: Error>(
        in text: Span<UInt8>, _ body: (_ key: JSONRange, _ value: JSONRange) throws(Failure) -> Void
    ) throws(Failure) {
        guard kind(in: text) == .object else { return }
        var index = lowerBound
        Self.stepIn(in: text, &index)
        while text[index] != UInt8(ascii: "}") {
            let key = Self.value(in: text, from: index)
            index = key.upperBound
            Self.stepOverColon(in: text, &index)
            let value = Self.value(in: text, from: index)
            try body(key, value)
            index = value.upperBound
            Self.stepToNext(in: text, &index)
        }
    }

    /// The value of an object's member with this name of ASCII characters; nil where there is none.
    ///
    /// Allocates nothing.
    package func member(_ name: StaticString, in text: Span<UInt8>) -> JSONRange? {
        var found: JSONRange?
        forEachMember(in: text) { key, value in
            if key.isString(name, in: text) { found = value }
        }
        return found
    }

    // MARK: Steps in a text that is JSON

    /// The value that begins at an index.
    static func value(in text: Span<UInt8>, from start: Int) -> JSONRange {
        switch text[start] {
        case UInt8(ascii: "\""): return JSONRange(start..<endOfString(in: text, from: start))
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            var index = start
            var depth = 0
            repeat {
                switch text[index] {
                case UInt8(ascii: "\""): index = endOfString(in: text, from: index) - 1
                case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
                case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
                default: break
                }
                index += 1
            } while depth > 0
            return JSONRange(start..<index)
        default:
            var index = start
            while index < text.count, !isEndOfWord(text[index]) { index += 1 }
            return JSONRange(start..<index)
        }
    }

    /// From an opening bracket to the first part, or to the closing bracket.
    static func stepIn(in text: Span<UInt8>, _ index: inout Int) {
        index += 1
        skipSpace(in: text, &index)
    }

    /// From the end of a part to the next one, or to the closing bracket.
    static func stepToNext(in text: Span<UInt8>, _ index: inout Int) {
        skipSpace(in: text, &index)
        if text[index] == UInt8(ascii: ",") { stepIn(in: text, &index) }
    }

    /// From the end of a key to its value.
    static func stepOverColon(in text: Span<UInt8>, _ index: inout Int) {
        skipSpace(in: text, &index)
        stepIn(in: text, &index)
    }

    private static func endOfString(in text: Span<UInt8>, from start: Int) -> Int {
        var index = start + 1
        while text[index] != UInt8(ascii: "\"") { index += text[index] == UInt8(ascii: "\\") ? 2 : 1 }
        return index + 1
    }

    private static func isEndOfWord(_ byte: UInt8) -> Bool {
        TextBytes.isSpace(byte) || byte == UInt8(ascii: ",") || byte == UInt8(ascii: "]") || byte == UInt8(ascii: "}")
    }

    private static func skipSpace(in text: Span<UInt8>, _ index: inout Int) {
        while TextBytes.isSpace(text[index]) { index += 1 }
    }
}
