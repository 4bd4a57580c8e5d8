/// A server's text as a message may show it: short, on one line, and with nothing in it that hides.
package enum ShownText {
    /// At most about this many characters of the original are shown.
    static let width = 120

    /// A piece of a text around a range, quoted, with `…` where something is left out.
    ///
    /// - Parameter lookalikes: Whether letters of other alphabets that look like Latin ones are written as escapes.
    static func excerpt(of text: String, around range: Range<String.Index>, lookalikes: Bool = false) -> String {
        let scalars = text.unicodeScalars
        let before = scalars.index(range.lowerBound, offsetBy: -24, limitedBy: text.startIndex) ?? text.startIndex
        let room = scalars.index(before, offsetBy: width, limitedBy: text.endIndex) ?? text.endIndex
        var shown = "“"
        if before > text.startIndex { shown += "…" }
        for scalar in scalars[before..<room] {
            if lookalikes, !scalar.isASCII, Likeness.ascii(of: scalar) != nil {
                escape(scalar, into: &shown)
            } else {
                append(scalar, to: &shown)
            }
        }
        if room < text.endIndex { shown += "…" }
        return shown + "”"
    }

    /// A whole short text, quoted.
    package static func quoted(_ text: String, lookalikes: Bool = false) -> String {
        excerpt(of: text, around: text.startIndex..<text.endIndex, lookalikes: lookalikes)
    }

    /// A member's name as a part of a JSON pointer: short, and with nothing in it that hides.
    ///
    /// - Source: RFC 6901, section 3.
    static func pointerToken(_ name: String) -> String {
        var shown = ""
        for scalar in name.unicodeScalars.prefix(width) {
            switch scalar {
            case "~": shown += "~0"
            case "/": shown += "~1"
            default: append(scalar, to: &shown)
            }
        }
        return name.unicodeScalars.count > width ? shown + "…" : shown
    }

    /// Appends a character as itself where it shows itself, as a space where it is one, else as an escape.
    private static func append(_ scalar: Unicode.Scalar, to shown: inout String) {
        switch scalar.properties.generalCategory {
        case .control where scalar == "\n" || scalar == "\t": shown += " "
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator:
            escape(scalar, into: &shown)
        case .spaceSeparator: shown += " "
        default:
            if scalar.properties.isDefaultIgnorableCodePoint || scalar.value == 0x2800 {
                escape(scalar, into: &shown)
            } else {
                shown.unicodeScalars.append(scalar)
            }
        }
    }

    /// Appends `\u{1b}` for what cannot be shown.
    static func escape(_ scalar: Unicode.Scalar, into shown: inout String) {
        shown += "\\u{\(String(scalar.value, radix: 16))}"
    }
}
