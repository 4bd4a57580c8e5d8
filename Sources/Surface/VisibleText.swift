/// Texts of a server as a person may see them: nothing in them moves the cursor, turns the order of letters or stays unseen.
package enum VisibleText {
    /// The text with everything that has no shape of its own escaped, such as `\u{202e}`.
    ///
    /// - Parameter limit: How many characters of it are shown; what is left out is counted in its place.
    package static func of(_ text: String, limit: Int = .max) -> String {
        var result = ""
        var shown = 0
        var previous: Unicode.Scalar?
        var rest = text.unicodeScalars[...]
        while let scalar = rest.first, shown < limit {
            result += isVisible(scalar, after: previous) ? String(scalar) : escape(scalar)
            previous = scalar
            rest.removeFirst()
            shown += 1
        }
        return rest.isEmpty ? result : "\(result)… (+\(rest.count) characters)"
    }

    /// Whether a scalar can be shown as it is.
    package static func isVisible(_ scalar: Unicode.Scalar, after previous: Unicode.Scalar? = nil) -> Bool {
        if (0x20..<0x7f).contains(scalar.value) { return true }
        // It makes the sign before it an emoji, and more than one emoji in ten has it.
        if scalar.value == 0xfe0f, let previous, previous.properties.isEmoji, !previous.isASCII { return true }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned, .surrogate: return false
        case .spaceSeparator: return false
        default:
            // Variation selectors, fillers and the like; and Braille's empty cell, which Unicode counts as a sign.
            return !scalar.properties.isDefaultIgnorableCodePoint && scalar.value != 0x2800
        }
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\n": "\\n"
        case "\t": "\\t"
        case "\r": "\\r"
        default: "\\u{\(String(scalar.value, radix: 16))}"
        }
    }
}
