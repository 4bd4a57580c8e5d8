import Refusals

/// The changes to a configuration's bytes that put a server into a box, and that take it out again.
///
/// The command gets the program `trilatch`, and the words of its command line go in front of the arguments; the
/// server's own command moves behind them as it was written. Nothing else is touched, so that taking the words out again
/// gives the very bytes back. Two marks tell how it was: arguments that were an empty list keep a blank behind the last
/// word, and a list that was not there at all stands right before the command, without one.
struct ServerRewrite {
    let text: ConfigurationText

    /// Puts a server into a box.
    ///
    /// - Parameters:
    ///   - program: What to start in place of the server.
    ///   - options: The words of `trilatch run`, `--` included.
    func wrap(_ launch: ServerLaunch, program: String, options: [String]) -> [TextEdit] {
        let command = launch.commandMember
        let words = options.map(text.literal) + [Array(text.bytes[command.value.range])]
        let list = Array(words.joined(separator: Array(", ".utf8)))
        let replaced = TextEdit(range: command.value.range, replacement: text.literal(program))
        guard let arguments = launch.argumentsMember, let elements = arguments.value.elements else {
            return [insertion(of: list, before: command, isLines: launch.isLines), replaced]
        }
        guard let first = elements.first?.range.lowerBound else {
            let inside = arguments.value.range.lowerBound + 1
            return [TextEdit(range: inside..<inside, replacement: list + [0x20]), replaced]
        }
        let separator = text.lineStart(before: first) ?? [0x20]
        return [TextEdit(range: first..<first, replacement: list + [UInt8(ascii: ",")] + separator), replaced]
    }

    /// A whole member with the arguments, right before the command's own.
    private func insertion(of list: [UInt8], before command: ConfigurationMember, isLines: Bool) -> TextEdit {
        let start = command.keyRange.lowerBound
        let prefix = Array(text.bytes[start..<command.lastPartRange.lowerBound])
        let key = text.syntax == .json ? Array("\"args\": ".utf8) : prefix + Array("args = ".utf8)
        let separator: [UInt8]
        if isLines {
            // The first line of a file has no line break before it, and TOML's lines need none but this.
            separator = text.lineStart(before: start) ?? [UInt8(ascii: "\n")]
        } else {
            separator = [UInt8(ascii: ",")] + (text.lineStart(before: start) ?? [0x20])
        }
        let member = key + [UInt8(ascii: "[")] + list + [UInt8(ascii: "]")] + separator
        return TextEdit(range: start..<start, replacement: member)
    }

    /// Takes a server out of its box.
    ///
    /// - Parameter count: How many of the arguments are words of `trilatch run`, `--` included.
    /// - Throws: `client.unsupported` where a comment stands among what has to go.
    func unwrap(_ launch: ServerLaunch, optionCount count: Int) throws(Refusal) -> [TextEdit] {
        guard let arguments = launch.argumentsMember, let elements = arguments.value.elements, count < elements.count
        else { preconditionFailure("a boxed server has its command among its arguments") }
        let own = elements[count]
        let command = launch.commandMember
        let restored = TextEdit(range: command.value.range, replacement: Array(text.bytes[own.range]))
        let start = elements[0].range.lowerBound
        if count + 1 < elements.count {
            return [try removal(start..<elements[count + 1].range.lowerBound), restored]
        }
        let list = arguments.value.range
        var end = own.range.upperBound
        if end < list.upperBound - 1, text.bytes[end] == 0x20 { return [try removal(start..<(end + 1)), restored] }
        if start == list.lowerBound + 1, end == list.upperBound - 1, list.upperBound <= command.keyRange.lowerBound,
            isSeparator(list.upperBound..<command.keyRange.lowerBound, isLines: launch.isLines)
        {
            return [try removal(arguments.keyRange.lowerBound..<command.keyRange.lowerBound), restored]
        }
        // A comma after the last value would stand alone in the empty list.
        if let comma = text.bytes[end..<list.upperBound].firstIndex(of: UInt8(ascii: ",")) { end = comma + 1 }
        return [try removal(start..<end), restored]
    }

    private func removal(_ range: Range<Int>) throws(Refusal) -> TextEdit {
        guard !text.holdsComment(range) else {
            throw Refusal(
                .clientUnsupported, "a comment stands among the words of `trilatch run`",
                at: text.location(of: range.lowerBound), hint: "move the comment out of the list of arguments")
        }
        return TextEdit(range: range, replacement: [])
    }

    /// Whether a range holds what stands between two members, and nothing else.
    private func isSeparator(_ range: Range<Int>, isLines: Bool) -> Bool {
        let visible = text.bytes[range].filter { ![0x20, 0x09, 0x0a, 0x0d].contains($0) }
        return visible.elementsEqual(isLines ? "".utf8 : ",".utf8)
    }
}
