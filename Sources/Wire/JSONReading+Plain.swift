extension JSONReading {
    /// How far `readPlain` looks ahead, in bytes: a key and what follows it, or a number and what follows it.
    static var longestLook: Int { 20 }

    /// Reads on as long as things look as most do: keys and strings of plain ASCII, short numbers, words.
    ///
    /// It stops at the end of the text's value, which gives true; and before anything that looks otherwise, which
    /// `readNext` takes. For speed it calls nothing but the notes of an outline, and looks ahead without asking each time
    /// whether the text goes on; it leaves alone what it does not know to be right.
    ///
    /// - Precondition: A container is open.
    @inline(never)
    mutating func readPlain(
        _ text: TextBytes, _ members: inout OpenMembers, _ containers: inout OpenContainers,
        _ notes: inout OutlineNotes, _ outline: inout MessageOutline
    ) -> Bool {
        var index = index
        var phase = phase
        var container = container
        var hasEnded = false
        let last = text.count &- Self.longestLook
        assert(containers.depth > 0)

        walking: while index <= last {
            if text[index] <= 0x20 {
                // Nearly always one space, or a line break and its indentation.
                if text[index &+ 1] > 0x20, text[index] == 0x20 {
                    index &+= 1
                    continue
                }
                let spaces = ByteBlock(text.block(at: index)).countOfSpaces
                guard spaces > 0 else { break }
                index &+= spaces
                continue
            }
            switch phase {
            case .member:
                if container.isObject {
                    let block = ByteBlock(text.block(at: index &+ 1))
                    let end = index &+ 1 &+ ByteBlock.firstEarly(block.endOfKey)
                    guard text[index] == UInt8(ascii: "\""), text.pair(at: end) == 0x3a22,
                        !ByteBlock.any(block.backslash),
                        members.insertPlain(index &+ 1, end, of: text, &container)
                    else { break walking }
                    index = end &+ 2
                }
                phase = .value
                if index > last || text[index] <= 0x20 { continue }
                fallthrough

            case .value:
                let first = text[index]
                if first == UInt8(ascii: "\"") {
                    var end = index &+ 1
                    let block = ByteBlock(text.block(at: end))
                    let place = ByteBlock.firstEarly(block.quote)
                    if place < 16, !ByteBlock.any(block.unusual) {
                        end &+= place
                    } else {
                        while end <= last {
                            let special = ByteBlock(text.block(at: end)).special
                            if ByteBlock.any(special) {
                                end &+= ByteBlock.firstEarly(special)
                                break
                            }
                            end &+= 16
                        }
                    }
                    guard text[end] == UInt8(ascii: "\"") else { break walking }
                    index = end &+ 1
                } else if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") {
                    var next = index &+ 1
                    if text[next] <= 0x20 { next &+= ByteBlock(text.block(at: next)).countOfSpaces }
                    guard text[next] > 0x20, containers.hasRoom else { break walking }
                    if text[next] != Self.closing(first) {
                        containers.push(container)
                        container = first == UInt8(ascii: "{") ? Container(firstMember: members.count) : .array
                        index = next
                        phase = .member
                        continue
                    }
                    index = next &+ 1
                } else if first &- UInt8(ascii: "0") < 10 || first == UInt8(ascii: "-") {
                    let end = text.endOfShortNumber(from: index)
                    guard end > 0 else { break walking }
                    index = end
                } else {
                    let length = text.lengthOfWord(at: index)
                    guard length > 0 else { break walking }
                    index &+= length
                }
                phase = .ended
                if container.isObject, containers.depth <= OutlineNotes.depth {
                    notes.endValue(
                        at: index, &members, ofObjectFrom: container.firstMember, containers.depth, in: text, &outline)
                }
                if index > last || text[index] <= 0x20 { continue }
                fallthrough

            case .ended:
                let byte = text[index]
                if byte == UInt8(ascii: ",") {
                    phase = .member
                } else {
                    guard byte == (container.isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")),
                        members.closePlain(container)
                    else { break walking }
                    container = containers.pop()
                    if containers.depth <= OutlineNotes.depth {
                        if containers.depth == 0 {
                            index &+= 1
                            hasEnded = true
                            break walking
                        }
                        if container.isObject {
                            notes.endValue(
                                at: index &+ 1, &members, ofObjectFrom: container.firstMember, containers.depth,
                                in: text, &outline)
                        }
                    }
                }
                index &+= 1
            }
        }
        self.index = index
        self.phase = phase
        self.container = container
        return hasEnded
    }

    /// Reads the bracket that ends what is at hand, where nothing stands before it; false, and nothing done, for all else.
    ///
    /// Most messages end in several of them, with too little behind to look ahead.
    @inline(__always)
    mutating func readPlainEnd(
        _ text: TextBytes, _ members: inout OpenMembers, _ containers: inout OpenContainers
    ) -> Bool {
        guard phase == .ended, text.has(container.isObject ? UInt8(ascii: "}") : UInt8(ascii: "]"), at: index),
            members.closePlain(container)
        else { return false }
        container = containers.pop()
        index &+= 1
        return true
    }
}
