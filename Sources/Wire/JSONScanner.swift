/// Judges whether a whole text is JSON of one meaning, and finds what it says as a message.
///
/// Everything that two readers could take for different things is refused: besides RFC 8259 and UTF-8, a key twice in
/// one object, half a surrogate pair, a number beyond the doubles, and more structure than `JSONLimits` allows. No tree
/// is built. What a scan needs is kept for the next one, so that messages of usual shapes allocate nothing.
@safe
package struct JSONScanner: ~Copyable {
    package let limits: JSONLimits
    private var members = OpenMembers()
    // Safe because: owned by this value alone, of `limits.depth` elements, and indexed by depths below that. An element
    // is set when its depth is entered, before it is read when that is left.
    private let outside: UnsafeMutablePointer<Container>

    /// What is open around a value.
    private struct Container: BitwiseCopyable {
        let isObject: Bool
        /// Where its keys begin among the open ones.
        let firstMember: Int
    }

    package init(limits: JSONLimits = JSONLimits()) {
        precondition(limits.depth > 0 && limits.members <= 1 << 24, "limits that texts can keep and indices count")
        self.limits = limits
        unsafe outside = .allocate(capacity: limits.depth)
    }

    deinit { unsafe outside.deallocate() }

    /// Judges one text, and says where the parts of a message stand in it.
    ///
    /// - Throws: the first thing that is wrong.
    package mutating func scan(_ text: Span<UInt8>) throws(JSONFault) -> MessageOutline {
        // Entries of keys count to this.
        guard text.count < 1 << 30 else { throw JSONFault(.tooLong, at: 1 << 30) }
        return try unsafe text.withUnsafeBufferPointer { buffer throws(JSONFault) in
            guard let base = buffer.baseAddress else { throw JSONFault(.empty, at: 0) }
            return try scan(unsafe TextBytes(base, count: buffer.count))
        }
    }

    private mutating func scan(_ text: TextBytes) throws(JSONFault) -> MessageOutline {
        members.removeAll()
        let start = try startOfValue(text)
        var outline = OutlineBuilder(MessageOutline.Kind(firstByte: text[start]))
        var marks = StringMarks()
        var depth = 0
        var container = Container(isObject: false, firstMember: 0)
        var index = start

        reading: while true {
            // A value begins here.
            guard index < text.count else { throw JSONFault(.truncated, at: text.count) }
            let first = text[index]
            switch first {
            case UInt8(ascii: "\""): index = try text.endOfString(from: index + 1, &marks) + 1
            case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                index = try text.endOfNumber(from: index, longest: limits.numberLength)
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                guard depth < limits.depth else { throw JSONFault(.tooDeep, at: index) }
                unsafe (outside + depth).initialize(to: container)
                depth += 1
                container = Container(isObject: first == UInt8(ascii: "{"), firstMember: members.count)
                index = text.skippingSpace(from: index + 1)
                guard index < text.count else { throw JSONFault(.truncated, at: text.count) }
                // `}` stands two after `{`, and `]` two after `[`.
                if text[index] != first + 2 {
                    if container.isObject {
                        index = try readKey(text, index, container, depth, &outline, &marks)
                    }
                    continue reading
                }
                index += 1
                depth -= 1
                container = unsafe outside[depth]
            case UInt8(ascii: "t"): index = try text.endOfWord("true", from: index)
            case UInt8(ascii: "f"): index = try text.endOfWord("false", from: index)
            case UInt8(ascii: "n"): index = try text.endOfWord("null", from: index)
            default: throw JSONFault(.syntax, at: index)
            }

            // A value has ended here.
            while true {
                if depth <= 2 { outline.endValue(at: index, depth: depth) }
                if depth == 0 { break reading }
                index = text.skippingSpace(from: index)
                guard index < text.count else { throw JSONFault(.truncated, at: text.count) }
                let byte = text[index]
                if byte == UInt8(ascii: ",") {
                    index = text.skippingSpace(from: index + 1)
                    if container.isObject { index = try readKey(text, index, container, depth, &outline, &marks) }
                    continue reading
                }
                guard byte == (container.isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) else {
                    throw JSONFault(.syntax, at: index)
                }
                index += 1
                members.remove(from: container.firstMember)
                depth -= 1
                container = unsafe outside[depth]
            }
        }

        let end = text.skippingSpace(from: index)
        guard end == text.count else { throw JSONFault(.trailingData, at: end) }
        return outline.finish(JSONRange(start..<index), marks)
    }

    /// The index of the first byte that is no white space.
    private func startOfValue(_ text: TextBytes) throws(JSONFault) -> Int {
        if text.count >= 3, text[0] == 0xef, text[1] == 0xbb, text[2] == 0xbf { throw JSONFault(.byteOrderMark, at: 0) }
        let start = text.skippingSpace(from: 0)
        guard start < text.count else { throw JSONFault(.empty, at: text.count) }
        return start
    }

    /// Reads a key and its colon; the index of the value.
    @inline(__always)
    private mutating func readKey(
        _ text: TextBytes, _ start: Int, _ object: Container, _ depth: Int, _ outline: inout OutlineBuilder,
        _ marks: inout StringMarks
    ) throws(JSONFault) -> Int {
        guard start < text.count else { throw JSONFault(.truncated, at: text.count) }
        guard text[start] == UInt8(ascii: "\"") else { throw JSONFault(.syntax, at: start) }
        var keyMarks = StringMarks()
        let end = try text.endOfString(from: start + 1, &keyMarks)
        marks.formUnion(keyMarks)
        let key = (start + 1)..<end
        guard key.count <= limits.keyLength else { throw JSONFault(.keyTooLong, at: start) }
        guard members.count < limits.members else { throw JSONFault(.tooManyMembers, at: start) }
        let isEscaped = keyMarks.contains(.escape)
        guard members.insert(key, isEscaped: isEscaped, of: text, base: object.firstMember) else {
            throw JSONFault(.duplicateKey, at: start)
        }
        let colon = text.skippingSpace(from: end + 1)
        guard colon < text.count else { throw JSONFault(.truncated, at: text.count) }
        guard text[colon] == UInt8(ascii: ":") else { throw JSONFault(.syntax, at: colon) }
        let value = text.skippingSpace(from: colon + 1)
        if depth <= 2 { outline.beginValue(of: key, isEscaped: isEscaped, in: text, at: value, depth: depth) }
        return value
    }
}
