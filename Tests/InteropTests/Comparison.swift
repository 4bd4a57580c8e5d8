import InstalledTrilatch
import Testing

/// Expects that a boxed run said and did what the bare one did; otherwise shows the first line that differs, and not two
/// whole conversations.
func expectSame(_ boxed: Subprocess, _ bare: Subprocess, sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(boxed.status == bare.status, "the exit code", sourceLocation: sourceLocation)
    for (name, inBox, outside) in [
        ("standard output", boxed.output, bare.output), ("standard error", boxed.errors, bare.errors),
    ] where inBox != outside {
        let lines = inBox.split(separator: "\n", omittingEmptySubsequences: false)
        let expected = outside.split(separator: "\n", omittingEmptySubsequences: false)
        let index = zip(lines, expected).enumerated().first { $0.element.0 != $0.element.1 }?.offset
        let place = index ?? min(lines.count, expected.count)
        Issue.record(
            """
            \(name) differs in line \(place + 1)
              in a box: \(place < lines.count ? String(lines[place]) : "(at its end)")
              without:  \(place < expected.count ? String(expected[place]) : "(at its end)")
            """, sourceLocation: sourceLocation)
    }
}
