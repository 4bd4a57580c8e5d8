/// Judges whether a whole text is JSON of one meaning, and finds what it says as a message.
///
/// Everything that two readers could take for different things is refused: besides RFC 8259 and UTF-8, a key twice in
/// one object, half a surrogate pair, a number beyond the doubles, and more structure than `JSONLimits` allows. No tree
/// is built. What a scan needs is kept for the next one, so that messages of usual shapes allocate nothing.
package struct JSONScanner: ~Copyable {
    package let limits: JSONLimits
    private var members: OpenMembers
    private var containers: OpenContainers

    package init(limits: JSONLimits = JSONLimits()) {
        precondition(limits.depth > 0 && (1...1 << 24).contains(limits.members), "limits that indices can count")
        precondition(limits.keyLength >= 32 && limits.numberLength >= 32, "what is short is not measured")
        self.limits = limits
        members = OpenMembers(limit: limits.members)
        containers = OpenContainers(limit: limits.depth)
    }

    /// Judges one text, and says where the parts of a message stand in it.
    ///
    /// - Throws: the first thing that is wrong; of objects with many members, duplicate keys are found where they end.
    package mutating func scan(_ text: Span<UInt8>) throws(JSONFault) -> MessageOutline {
        var outline = MessageOutline()
        try scan(text, into: &outline)
        return outline
    }

    /// The same into an outline that there is, whatever it says: without another copy of it, which takes as long as a
    /// hundred bytes of a text.
    ///
    /// - Throws: the same; the outline says nothing of use then.
    package mutating func scan(_ text: Span<UInt8>, into outline: inout MessageOutline) throws(JSONFault) {
        outline.clear()
        // So much do the places of keys and values count.
        guard text.count < 1 << 30 else { throw JSONFault(.tooLong, at: 1 << 30) }
        try unsafe text.withUnsafeBufferPointer { buffer throws(JSONFault) in
            guard let base = buffer.baseAddress else { throw JSONFault(.empty, at: 0) }
            try scan(unsafe TextBytes(base, count: buffer.count), &outline)
        }
    }

    private mutating func scan(_ text: TextBytes, _ outline: inout MessageOutline) throws(JSONFault) {
        members.removeAll()
        containers.removeAll()
        let start = try startOfValue(text)
        var notes = OutlineNotes()
        var reading = JSONReading(at: start)
        // The first bracket, or all there is.
        _ = try reading.readNext(text, limits, &members, &containers)
        while containers.depth > 0 {
            var hasEnded =
                reading.index <= text.count &- JSONReading.longestLook
                ? reading.readPlain(text, &members, &containers, &notes, &outline)
                : reading.readPlainEnd(text, &members, &containers)
            if !hasEnded { hasEnded = try reading.readNext(text, limits, &members, &containers) }
            if hasEnded, reading.container.isObject, containers.depth <= OutlineNotes.depth {
                notes.endValue(
                    at: reading.index, &members, ofObjectFrom: reading.container.firstMember, containers.depth,
                    in: text, &outline)
            }
        }
        let end = text.skippingSpace(from: reading.index)
        guard end == text.count else { throw JSONFault(.trailingData, at: end) }
        outline.finish(MessageOutline.Kind(firstByte: text[start]), JSONRange(start..<reading.index), reading.marks)
    }

    /// The index of the first byte that is no white space.
    private func startOfValue(_ text: TextBytes) throws(JSONFault) -> Int {
        if text.count >= 3, text[0] == 0xef, text[1] == 0xbb, text[2] == 0xbf { throw JSONFault(.byteOrderMark, at: 0) }
        let start = text.skippingSpace(from: 0)
        guard start < text.count else { throw JSONFault(.empty, at: text.count) }
        return start
    }
}
