package import Refusals

/// Which names of one kind a client may see and call: what `tools:`, `prompts:`, `resources:` or `templates:` says.
///
/// Where nothing is said every name passes. What is not allowed is neither shown nor answered.
package struct NameFilter: Sendable, Hashable {
    /// Only what one of these means passes; nil where every name does.
    ///
    /// The place is that of the list, which may be empty.
    package var allow: Located<[Located<NameGlob>]>?
    /// What one of these means does not pass, whatever is allowed.
    package var deny: [Located<NameGlob>]

    package init(allow: Located<[Located<NameGlob>]>? = nil, deny: [Located<NameGlob>] = []) {
        self.allow = allow
        self.deny = deny
    }

    /// No name that a filter looks at is longer than this many bytes.
    package static let longestName = 8 << 10

    /// Whether every name passes.
    package var isOpen: Bool { allow == nil && deny.isEmpty }

    /// Judges a name, given as the bytes of its UTF-8 without escapes; allocates nothing.
    package func verdict(for name: Span<UInt8>) -> NameVerdict {
        if isOpen { return .allowed }
        guard name.count <= NameFilter.longestName else { return .tooLong }
        for pattern in deny where pattern.value.matches(name) { return .denied(by: pattern) }
        guard let allow else { return .allowed }
        for pattern in allow.value where pattern.value.matches(name) { return .allowed }
        return .notListed(allow.location)
    }

    /// Judges a name.
    package func verdict(for name: String) -> NameVerdict { verdict(for: name.utf8.span) }
}

/// What a filter says of a name.
package enum NameVerdict: Sendable, Hashable {
    case allowed
    /// A line of `deny` means it.
    case denied(by: Located<NameGlob>)
    /// No line of the list at this place means it.
    case notListed(SourceLocation)
    /// Nothing honest has a name of this length.
    case tooLong

    package var isAllowed: Bool { self == .allowed }
}
