/// Makes what hides in a text visible.
enum VisibleText {
    /// The text with each hazard written as an escape such as `\u{1b}`; nil where there is none to be written.
    ///
    /// - Parameter shown: Which hazards are written so; is asked for each.
    static func showing(_ text: String, where shown: (CharacterHazard) -> Bool) -> String? {
        guard !isPlain(text) else { return nil }
        var cleaned = String.UnicodeScalarView()
        var isChanged = false
        let scalars = text.unicodeScalars
        let rightToLeft = scalars.contains(where: Script.isRightToLeft)
        // What the next character has before it is what stands there now: an escape is no base of anything.
        var previous: Unicode.Scalar?
        var position = scalars.startIndex
        while position < scalars.endIndex {
            let scalar = scalars[position]
            if scalar.value == 0x1f3f4, let end = TagFlag.end(in: scalars[...], after: position) {
                cleaned.append(contentsOf: scalars[position..<end])
                previous = nil
                position = end
                continue
            }
            let next = scalars.index(after: position)
            let context = CharacterHazard.Context(
                before: previous, after: next < scalars.endIndex ? scalars[next] : nil, rightToLeft: rightToLeft)
            if let hazard = CharacterHazard.hazard(of: scalar, in: context), shown(hazard) {
                cleaned.append(contentsOf: "\\u{\(String(scalar.value, radix: 16))}".unicodeScalars)
                previous = "}"
                isChanged = true
            } else {
                cleaned.append(scalar)
                previous = scalar
            }
            position = next
        }
        return isChanged ? String(cleaned) : nil
    }

    /// Whether a text has nothing but printable ASCII, tabs and line feeds.
    private static func isPlain(_ text: String) -> Bool {
        text.utf8.allSatisfy { (0x20..<0x7f).contains($0) || $0 == 0x0a || $0 == 0x09 }
    }
}
