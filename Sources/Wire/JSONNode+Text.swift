/// Trees from texts, and texts from trees.
extension JSONNode {
    /// Reads a whole text.
    ///
    /// The rules and limits are those of `JSONScanner`.
    ///
    /// - Throws: the first thing that is wrong.
    package static func read(_ bytes: Span<UInt8>) throws(JSONFault) -> JSONNode {
        var scanner = JSONScanner()
        return try read(bytes, with: &scanner)
    }

    /// Reads a whole text with a scanner that is kept.
    ///
    /// - Throws: the first thing that is wrong.
    package static func read(_ bytes: Span<UInt8>, with scanner: inout JSONScanner) throws(JSONFault) -> JSONNode {
        JSONNode(try scanner.scan(bytes).value, in: bytes)
    }

    /// The tree of one value of a text that a scanner has accepted.
    package init(_ range: JSONRange, in text: Span<UInt8>) {
        var index = range.lowerBound
        self = Self.node(in: text, &index)
    }

    /// The value that begins at `index`, which is moved behind it.
    ///
    /// It calls itself no deeper than the scanner's limit, and reads every byte once.
    private static func node(in text: Span<UInt8>, _ index: inout Int) -> JSONNode {
        switch text[index] {
        case UInt8(ascii: "["):
            var elements: [JSONNode] = []
            JSONRange.stepIn(in: text, &index)
            while text[index] != UInt8(ascii: "]") {
                elements.append(node(in: text, &index))
                JSONRange.stepToNext(in: text, &index)
            }
            index += 1
            return .array(elements)
        case UInt8(ascii: "{"):
            var members: [Member] = []
            JSONRange.stepIn(in: text, &index)
            while text[index] != UInt8(ascii: "}") {
                let name = leaf(in: text, &index).text ?? ""
                JSONRange.stepOverColon(in: text, &index)
                members.append(Member(name, node(in: text, &index)))
                JSONRange.stepToNext(in: text, &index)
            }
            index += 1
            return .object(members)
        default: return leaf(in: text, &index)
        }
    }

    private static func leaf(in text: Span<UInt8>, _ index: inout Int) -> JSONNode {
        let range = JSONRange.value(in: text, from: index)
        index = range.upperBound
        switch range.kind(in: text) {
        case .null: return .null
        case .boolean: return .bool(text[range.lowerBound] == UInt8(ascii: "t"))
        case .number: return .number(range.source(in: text))
        // A string, whose escapes and UTF-8 the scanner has seen to.
        default: return .string(range.string(in: text) ?? "")
        }
    }

    /// Appends the tree as JSON without white space.
    package func append(to bytes: inout [UInt8]) {
        switch self {
        case .null: bytes.append(contentsOf: "null".utf8)
        case .bool(let value): bytes.append(contentsOf: (value ? "true" : "false").utf8)
        case .number(let number): bytes.append(contentsOf: number.utf8)
        case .string(let text): JSONText.append(text, to: &bytes)
        case .array(let elements):
            bytes.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                element.append(to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let members):
            bytes.append(UInt8(ascii: "{"))
            for (index, member) in members.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                JSONText.append(member.name, to: &bytes)
                bytes.append(UInt8(ascii: ":"))
                member.value.append(to: &bytes)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }
}
