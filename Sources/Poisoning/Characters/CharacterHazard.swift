/// What a character does that a person who reads the text cannot see.
package enum CharacterHazard: Sendable, Hashable, CaseIterable {
    /// Moves a terminal's cursor, colours it, or changes what stands there: C0 and C1 controls.
    case control
    /// Has no width and no honest work where it stands.
    case invisible
    /// Changes the order in which what follows is shown.
    case direction
    /// A letter of the tag block, which shows nothing and which models read.
    case tag
    /// Chooses between forms of the character before it, where that has none.
    case variation
}

extension CharacterHazard {
    /// The first hazard of a text at or after a position; nil where there is none.
    ///
    /// A joiner, a mark of direction or a variation selector is none where a script or an emoji needs it.
    /// One pass; nothing is allocated.
    ///
    /// - Source: Unicode 16, chapter 23 (special areas), UTS #51 (emoji sequences), UTS #37 (ideographic variations).
    package static func first(
        in text: Substring.UnicodeScalarView
    ) -> (position: String.Index, hazard: CharacterHazard)? {
        var previous: Unicode.Scalar?
        var rightToLeft: Bool?
        var position = text.startIndex
        while position < text.endIndex {
            let scalar = text[position]
            if scalar.value >= 0x7f || scalar.value < 0x20 {
                let next = text.index(after: position)
                let following = next < text.endIndex ? text[next] : nil
                if scalar.value == 0x1f3f4, let flag = TagFlag.length(of: Array(text[next...].prefix(TagFlag.longest)))
                {
                    position = text.index(next, offsetBy: flag)
                    previous = nil
                    continue
                }
                let needsDirection = [0x200e, 0x200f, 0x061c].contains(scalar.value)
                if needsDirection, rightToLeft == nil { rightToLeft = text.contains(where: Script.isRightToLeft) }
                let context = Context(before: previous, after: following, rightToLeft: rightToLeft ?? false)
                if let hazard = hazard(of: scalar, in: context) { return (position, hazard) }
            }
            previous = scalar
            position = text.index(after: position)
        }
        return nil
    }

    /// What stands around a character.
    struct Context {
        var before: Unicode.Scalar?
        var after: Unicode.Scalar?
        /// Whether the text has letters of a script that runs from right to left.
        var rightToLeft: Bool
    }

    static func hazard(of scalar: Unicode.Scalar, in context: Context) -> CharacterHazard? {
        switch scalar.value {
        case 0x09, 0x0a: nil
        case 0x0d: context.after == "\n" ? nil : .control
        case 0x00..<0x20, 0x7f..<0xa0: .control
        case 0x20..<0x7f: nil
        case 0xe0000...0xe007f: .tag
        case 0x202a...0x202e, 0x2066...0x2069: .direction
        case 0x200e, 0x200f, 0x061c: context.rightToLeft ? nil : .direction
        case 0x200c, 0x200d: Joiner.hasWork(scalar, in: context) ? nil : .invisible
        case 0xfe00...0xfe0f, 0xe0100...0xe01ef, 0x180b...0x180d, 0x180f:
            VariationSelector.hasWork(scalar, in: context) ? nil : .variation
        // Not ignorable by the standard, and as invisible: interlinear annotation, the blank of Braille.
        case 0xfff9...0xfffb, 0x2800: .invisible
        default: scalar.properties.isDefaultIgnorableCodePoint || isNoncharacter(scalar) ? .invisible : nil
        }
    }

    private static func isNoncharacter(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value & 0xfffe == 0xfffe || (0xfdd0...0xfdef).contains(scalar.value)
    }
}

/// A quick answer for the many characters that are never a hazard, whatever stands around them.
extension CharacterHazard {
    /// Whether a character beyond ASCII is a hazard in some context.
    static func isPossible(_ value: UInt32) -> Bool {
        switch value {
        case 0x80..<0xa0, 0xad, 0x34f, 0x61c, 0x115f, 0x1160, 0x17b4, 0x17b5, 0x180b...0x180f: true
        case 0x200b...0x200f, 0x202a...0x202e, 0x2060...0x206f, 0x2800, 0x3164: true
        case 0xfdd0...0xfdef, 0xfe00...0xfe0f, 0xfeff, 0xffa0, 0xfff0...0xfffb: true
        case 0x10000...: isPossible(above: value & ~0x3ff) || value & 0xfffe == 0xfffe
        default: value & 0xfffe == 0xfffe
        }
    }

    /// Whether one of the 1024 characters from here on is; not asked of the two that end a plane.
    static func isPossible(above start: UInt32) -> Bool {
        switch start {
        case 0x1bc00, 0x1d000, 0xe0000..<0xe1000: true
        default: false
        }
    }
}
