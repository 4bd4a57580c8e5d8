/// The outline of the message at hand, while a scanner reads it.
struct OutlineBuilder {
    private(set) var outline: MessageOutline
    /// The member of the message whose value is being read, and the member of that one; nil where nobody asks for them.
    private var part: MessageMember?
    private var inner: MessageMember?
    private var partStart = 0
    private var innerStart = 0

    init(_ kind: MessageOutline.Kind) { outline = MessageOutline(kind: kind) }

    /// Notes that the value of a key begins, in the object at a depth of 1 or 2.
    mutating func beginValue(of key: Range<Int>, isEscaped: Bool, in text: TextBytes, at start: Int, depth: Int) {
        if depth == 1 {
            part = MessageMember.named(key, isEscaped: isEscaped, in: text, of: .message)
            partStart = start
        } else if let parent = part?.asParent {
            inner = MessageMember.named(key, isEscaped: isEscaped, in: text, of: parent)
            innerStart = start
        }
    }

    /// Notes that a value has ended inside of at most two others.
    @inline(__always)
    mutating func endValue(at end: Int, depth: Int) {
        if depth == 1, let part {
            outline[part] = JSONRange(partStart..<end)
            self.part = nil
        } else if depth == 2, let inner {
            outline[inner] = JSONRange(innerStart..<end)
            self.inner = nil
        }
    }

    /// The outline of the whole.
    mutating func finish(_ value: JSONRange, _ marks: StringMarks) -> MessageOutline {
        outline.finish(value, marks)
        return outline
    }
}
