package import Refusals

/// What was found about the server, and what its box met.
extension AuditTrail {
    /// Writes what became of one item that the server claims, or of its package.
    ///
    /// - Parameters:
    ///   - verdict: Such as `recorded`, `moved`, `held`, `poisoned`, `filtered`.
    ///   - kind: Such as `tool`, `prompt`, `package`.
    ///   - rule: The rule that found it, where one did.
    /// - Throws: `audit.unavailable`.
    package func surface(
        _ verdict: String, kind: String, name: String, rule: String? = nil, refusal: Refusal? = nil
    ) throws(Refusal) {
        begin("surface")
        line.add("verdict", verdict)
        line.add("kind", kind)
        line.add("name", name, limit: AuditTrail.itemNameLimit)
        if let rule { line.add("rule", rule) }
        if let refusal { add(refusal) }
        try write()
    }

    /// Writes that a limit of the box or of the wire was reached, and what the client waited for by then.
    ///
    /// - Throws: `audit.unavailable`.
    package func limit(_ refusal: Refusal) throws(Refusal) {
        begin("limit")
        add(refusal)
        line.add("calls", openCalls.numbers(by: .client))
        try write()
    }

    /// Writes how much of the server's output was no message.
    ///
    /// - Parameters:
    ///   - lines: So far.
    ///   - bytes: So far.
    /// - Throws: `audit.unavailable`.
    package func stray(lines: UInt64, bytes: UInt64? = nil) throws(Refusal) {
        begin("stray")
        line.add("lines", lines)
        if let bytes { line.add("bytes", bytes) }
        try write()
    }

    /// The longest name of an item, in bytes; what follows is cut.
    private static let itemNameLimit = 256
}
