/// Where the reading of a text stands, and its steps.
///
/// Each step takes one thing, whatever it looks like, and says what is wrong with it. `readPlain` takes many things that
/// look as most do, at once.
struct JSONReading {
    /// What comes next.
    enum Phase {
        /// A member of the object at hand, or an element of the array; after a comma or an opening bracket.
        case member
        /// A value; after a colon, or the whole text's.
        case value
        /// What follows a value.
        case ended
    }

    typealias Container = OpenContainers.Container

    /// The next byte; white space may stand there.
    var index: Int
    var phase = Phase.value
    /// What is at hand.
    var container = Container.array
    /// What the strings so far have.
    var marks = StringMarks()

    init(at start: Int) { index = start }

    /// Reads the next thing; gives whether it was the end of a value.
    @inline(never)
    mutating func readNext(
        _ text: TextBytes, _ limits: JSONLimits, _ members: inout OpenMembers, _ containers: inout OpenContainers
    ) throws(JSONFault) -> Bool {
        switch phase {
        case .member:
            phase = .value
            if container.isObject { try readKey(text, limits, &members) }
            return false
        case .value:
            return try readValue(text, limits, &members, &containers)
        case .ended:
            return try readEnd(text, &members, &containers)
        }
    }

    /// Reads the key of a member and its colon.
    private mutating func readKey(
        _ text: TextBytes, _ limits: JSONLimits, _ members: inout OpenMembers
    ) throws(JSONFault) {
        let start = text.skippingSpace(from: index)
        try text.require(UInt8(ascii: "\""), at: start)
        let end = try text.endOfString(from: start + 1)
        guard end.index - start - 1 <= limits.keyLength else { throw JSONFault(.keyTooLong, at: start) }
        guard members.hasRoom else { throw JSONFault(.tooManyMembers, at: start) }
        marks.formUnion(end.marks)
        let key = OpenMembers.Key(start + 1, end.index, isEscaped: end.marks.contains(.escape))
        guard members.insert(key, of: text, &container) else { throw JSONFault(.duplicateKey, at: start) }
        let colon = text.skippingSpace(from: end.index + 1)
        try text.require(UInt8(ascii: ":"), at: colon)
        index = colon + 1
    }

    /// Reads a value, or the beginning of one that has parts.
    private mutating func readValue(
        _ text: TextBytes, _ limits: JSONLimits, _ members: inout OpenMembers, _ containers: inout OpenContainers
    ) throws(JSONFault) -> Bool {
        index = text.skippingSpace(from: index)
        guard index < text.count else { throw JSONFault(.truncated, at: text.count) }
        phase = .ended
        let first = text[index]
        switch first {
        case UInt8(ascii: "\""):
            let end = try text.endOfString(from: index + 1)
            marks.formUnion(end.marks)
            index = end.index + 1
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            guard containers.hasRoom else { throw JSONFault(.tooDeep, at: index) }
            containers.push(container)
            container = first == UInt8(ascii: "{") ? Container(firstMember: members.count) : .array
            index = text.skippingSpace(from: index + 1)
            if text.has(Self.closing(first), at: index) {
                index += 1
                container = containers.pop()
            } else {
                phase = .member
                return false
            }
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            index = try text.endOfNumber(from: index, longest: limits.numberLength)
        default: index = try text.endOfWord(from: index)
        }
        return true
    }

    /// Reads what follows a value inside a container: a comma, or the container's end.
    private mutating func readEnd(
        _ text: TextBytes, _ members: inout OpenMembers, _ containers: inout OpenContainers
    ) throws(JSONFault) -> Bool {
        index = text.skippingSpace(from: index)
        if text.has(UInt8(ascii: ","), at: index) {
            index += 1
            phase = .member
            return false
        }
        try text.require(container.isObject ? UInt8(ascii: "}") : UInt8(ascii: "]"), at: index)
        if container.isObject, let second = members.close(from: container.firstMember, of: text) {
            throw JSONFault(.duplicateKey, at: second - 1)
        }
        index += 1
        container = containers.pop()
        return true
    }

    /// The bracket that closes what another one opens.
    @inline(__always)
    static func closing(_ opening: UInt8) -> UInt8 { opening &+ 2 }
}
