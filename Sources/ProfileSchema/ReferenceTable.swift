package import PolicyYAML

/// The table of a mapping's keys in `docs/profiles.md`.
package enum ReferenceTable {
    /// The line before the table, which Markdown does not show.
    package static func mark(of mapping: ProfileMapping) -> String { "<!-- keys: \(mapping.rawValue) -->" }

    /// The table in Markdown, with a line break after each row.
    package static func markdown(of mapping: ProfileMapping) -> String {
        let rows = mapping.reference.map { key in
            "| `\(key.key)` | \(key.value.words)\(key.isRequired ? "; required" : "") | \(key.meaning) |\n"
        }
        return "| key | value | meaning |\n|---|---|---|\n" + rows.joined()
    }
}
