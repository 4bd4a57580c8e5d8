/// What a scan knows of the object whose members it reads, as far as an outline tells of them.
struct OutlineNotes {
    /// How deep the values are that an outline can tell of.
    static var depth: Int { 2 }

    /// Where the keys of the object at depth 2 begin among the open ones, and what it is in the message; below 0 before any.
    private var base = -1
    private var part: MessageMember?

    /// Notes that a member's value has ended.
    ///
    /// The key that was added last is the value's: those of the objects inside it are taken off when these close. In the
    /// same way the key before an object's first is the object's own.
    ///
    /// - Parameters:
    ///   - firstMember: Where the keys of the member's object begin among the open ones.
    ///   - depth: 1 or 2.
    @inline(never)
    mutating func endValue(
        at end: Int, _ members: inout OpenMembers, ofObjectFrom firstMember: Int, _ depth: Int,
        in text: TextBytes, _ outline: inout MessageOutline
    ) {
        let key = members.last
        let member: MessageMember?
        if depth == 1 {
            // The part that has just ended is known.
            member = members.count == base ? part : MessageMember.named(key, of: .message, in: text)
        } else {
            if firstMember != base {
                base = firstMember
                // An object in an array has no key.
                part = base > 0 ? MessageMember.named(members[base - 1], of: .message, in: text) : nil
            }
            member = part?.asParent.flatMap { MessageMember.named(key, of: $0, in: text) }
        }
        guard let member else { return }
        let colon = text.skippingSpace(from: key.range.upperBound &+ 1)
        outline[member] = JSONRange(text.skippingSpace(from: colon &+ 1)..<end)
    }
}

extension MessageMember {
    /// The member of `parent` with this key; nil for any other.
    @inline(never)
    fileprivate static func named(_ key: OpenMembers.Key, of parent: Parent, in text: TextBytes) -> MessageMember? {
        key.isEscaped
            ? KeyText.withPlain(key.range, of: text) { named($0, of: parent) }
            : named(KeyText(text, key.range), of: parent)
    }
}
