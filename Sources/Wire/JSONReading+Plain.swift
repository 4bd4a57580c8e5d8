extension JSONReading {
    /// How far `readPlain` looks ahead, in bytes: a key and what follows it, or a number and what follows it.
    static var longestLook: Int { 20 }

    /// Reads on as long as things look as most do: keys and strings of plain ASCII, short numbers, words.
    ///
    /// It stops where an outline has something to note, giving whether a value has ended there; and before anything that
    /// looks otherwise, which `readNext` takes. For speed it calls nothing, and looks ahead without asking each time
    /// whether the text goes on; it leaves alone what it does not know to be right.
    @inline(never)
    mutating func readPlain(
        _ text: TextBytes, _ members: inout OpenMembers, _ containers: inout OpenContainers
    ) -> Bool {
        var index = index
        var phase = phase
        var container = container
        var hasEnded = false
        let last = text.count &- Self.longestLook

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
                    if containers.depth <= OutlineNotes.depth { hasNewKey = true }
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
                        // What is inside comes before the key's value has ended.
                        if hasNewKey { break walking }
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
                if containers.depth <= OutlineNotes.depth {
                    hasEnded = true
                    break walking
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
                        index &+= 1
                        hasEnded = true
                        break walking
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
}
