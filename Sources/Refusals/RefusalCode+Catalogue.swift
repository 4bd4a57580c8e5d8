extension RefusalCode {
    /// What leads to this refusal, for a person who meets it.
    package var cause: String { "" }

    /// The general fix.
    package var fix: String { "see docs/errors.md#\(rawValue)" }
}
