/// The few questions about scripts that the rules ask; blocks, not properties, which the library has not.
enum Script {
    /// Hebrew, Arabic, Syriac, Thaana, N'Ko and their later blocks.
    static func isRightToLeft(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x0590...0x061b, 0x061d...0x08ff, 0xfb1d...0xfdcf, 0xfdf0...0xfdff, 0xfe70...0xfefc: true
        case 0x10800...0x10fff, 0x1e800...0x1efff: true
        default: false
        }
    }

    /// Scripts whose letters join, and which write joiners and non-joiners: Arabic, Indic, Myanmar, Khmer, Mongolian.
    static func joins(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x0600...0x08ff, 0x0900...0x0dff, 0x1000...0x109f, 0x1780...0x17ff, 0x1800...0x18af: true
        case 0xfb50...0xfdcf, 0xfe70...0xfefc, 0x11000...0x11fff: true
        default: false
        }
    }

    /// Whether an emoji sequence may go on before or after this character.
    static func isEmoji(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value > 0xff && (scalar.properties.isEmoji || scalar.properties.isEmojiModifier)
    }
}

/// U+200C and U+200D.
enum Joiner {
    /// Whether a joiner stands where a joining script or an emoji sequence needs one.
    static func hasWork(_ joiner: Unicode.Scalar, in context: CharacterHazard.Context) -> Bool {
        guard let before = context.before, let after = context.after else { return false }
        if Script.joins(before) && Script.joins(after) && shows(before) && shows(after) { return true }
        let emoji = Script.isEmoji(before) || before.value == 0xfe0f
        return joiner.value == 0x200d && emoji && Script.isEmoji(after)
    }
}

extension Joiner {
    /// Whether a character of a joining script is one that is seen.
    private static func shows(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.generalCategory != .format && !scalar.properties.isDefaultIgnorableCodePoint
    }
}

/// U+FE00 to U+FE0F, U+E0100 to U+E01EF, and Mongolian's own.
enum VariationSelector {
    /// Whether a selector follows a character that has variants.
    static func hasWork(_ selector: Unicode.Scalar, in context: CharacterHazard.Context) -> Bool {
        guard let base = context.before else { return false }
        switch selector.value {
        case 0xfe0e, 0xfe0f:
            // Digits and `#`, `*` have an emoji form as a key cap alone.
            return base.value < 0x80
                ? base.properties.isEmoji && context.after?.value == 0x20e3 : base.properties.isEmoji
        case 0xe0100...0xe01ef: return base.properties.isIdeographic
        case 0x180b...0x180d, 0x180f: return (0x1800...0x18af).contains(base.value)
        default: return base.properties.isIdeographic || base.properties.generalCategory == .mathSymbol
        }
    }
}

/// The three flags that the tag block still serves: a black flag, tags, and the end of tags.
enum TagFlag {
    /// The most tags that a flag has.
    static let longest = 6

    /// How many characters of these belong to a well-formed flag that begins before them; nil where none does.
    static func length(of tags: [Unicode.Scalar]) -> Int? {
        guard let end = tags.firstIndex(where: { $0.value == 0xe007f }) else { return nil }
        let region = tags[..<end].map { UInt8(truncatingIfNeeded: $0.value & 0x7f) }
        let isKnown = ["gbeng", "gbsct", "gbwls"].contains { region.elementsEqual($0.utf8) }
        return isKnown && tags[..<end].allSatisfy { $0.value >= 0xe0061 } ? end + 1 : nil
    }
}
