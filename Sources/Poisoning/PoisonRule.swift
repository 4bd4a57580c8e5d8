/// What a text of a server's must not do.
///
/// The raw value is the stable id of the rule; `docs/poisoning.md` lists the same with reason and examples.
package enum PoisonRule: String, Sendable, Hashable, CaseIterable {
    // Characters: a scan finds them or does not.
    case invisibleCharacters = "invisible-characters"
    case directionControls = "direction-controls"
    case tagCharacters = "tag-characters"
    case variationSelectors = "variation-selectors"
    case controlCharacters = "control-characters"
    case misleadingName = "misleading-name"
    case mixedAlphabet = "mixed-alphabet"

    // Words: a person decides.
    case overridesInstructions = "overrides-instructions"
    case addressesModel = "addresses-model"
    case hidesFromUser = "hides-from-user"
    case asksForSecrets = "asks-for-secrets"
    case steersOtherTools = "steers-other-tools"
    case sendsElsewhere = "sends-elsewhere"
    case runsCommands = "runs-commands"
    case encodedText = "encoded-text"
    case excessiveLength = "excessive-length"
    case similarName = "similar-name"
}

/// What follows from a finding.
package enum PoisonVerdict: String, Sendable, Hashable, Comparable {
    /// Held until a person approves: the rule weighs words, and words can be honest.
    case hold
    /// Refused: what was found has no honest use.
    case refuse

    package static func < (left: Self, right: Self) -> Bool { left == .hold && right == .refuse }
}

extension PoisonRule {
    /// What a finding of this rule means for the thing whose text it is.
    package var verdict: PoisonVerdict {
        switch self {
        case .invisibleCharacters, .directionControls, .tagCharacters, .variationSelectors, .controlCharacters,
            .misleadingName:
            .refuse
        case .mixedAlphabet, .overridesInstructions, .addressesModel, .hidesFromUser, .asksForSecrets,
            .steersOtherTools, .sendsElsewhere, .runsCommands, .encodedText, .excessiveLength, .similarName:
            .hold
        }
    }
}

extension PoisonRule {
    /// Whether what breaks the rule looks as if it did not, so that its letters must be told apart.
    package var isAboutLetters: Bool { self == .misleadingName || self == .mixedAlphabet }
}

/// A rule that a text breaks.
package struct PoisonFinding: Sendable, Hashable {
    package var rule: PoisonRule
    /// Where the text stands, as ``ClaimedText/place``.
    package var place: String
    /// The words in question, quoted and short; what cannot be seen is written as an escape.
    package var excerpt: String

    package var verdict: PoisonVerdict { rule.verdict }

    package init(rule: PoisonRule, place: String, excerpt: String) {
        self.rule = rule
        self.place = place
        self.excerpt = excerpt
    }
}
