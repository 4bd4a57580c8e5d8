/// What of a message's outline is still being read.
struct OutlineNotes {
    /// How deep the values are that an outline can tell of.
    static var depth: Int { 2 }

    /// The member of the message whose value is being read, and the member of that one; nil where nobody asks for them.
    private var part: MessageMember?
    private var inner: MessageMember?
    private var partStart = 0
    private var innerStart = 0

    /// Notes that the value of a key begins.
    mutating func beginValue(of key: OpenMembers.Key, in text: TextBytes, depth: Int) {
        guard let parent = depth == 1 ? .message : part?.asParent else { return }
        let member =
            key.isEscaped
            ? KeyText.withPlain(key.range, of: text) { MessageMember.named($0, of: parent) }
            : MessageMember.named(KeyText(text, key.range), of: parent)
        var start = key.range.upperBound + 2
        if text[start - 1] != UInt8(ascii: ":") { start = text.skippingSpace(from: start - 1) + 1 }
        start = text.skippingSpace(from: start)
        if depth == 1 {
            (part, partStart) = (member, start)
        } else {
            (inner, innerStart) = (member, start)
        }
    }

    /// Notes that a value has ended.
    mutating func endValue(at end: Int, depth: Int, _ outline: inout MessageOutline) {
        if depth == 1, let part {
            outline[part] = JSONRange(partStart..<end)
            self.part = nil
        } else if depth == 2, let inner {
            outline[inner] = JSONRange(innerStart..<end)
            self.inner = nil
        }
    }
}
