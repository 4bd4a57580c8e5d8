/// A pattern for whole names of tools, prompts and resources: `*` stands for any run of bytes, also none, and everything
/// else for itself.
///
/// Names are compared by their bytes: two that look the same and are encoded differently are two names.
package struct NameGlob: Sendable, Hashable, CustomStringConvertible {
    private let bytes: [UInt8]

    /// No pattern is longer than this many bytes.
    package static let longest = 1024

    /// Takes a pattern; nil for one that is empty, too long, or has two stars side by side.
    package init?(_ text: String) {
        bytes = Array(text.utf8)
        guard !bytes.isEmpty, bytes.count <= NameGlob.longest else { return nil }
        let star = UInt8(ascii: "*")
        guard !zip(bytes, bytes.dropFirst()).contains(where: { $0 == star && $1 == star }) else { return nil }
    }

    package var description: String { String(decoding: bytes, as: UTF8.self) }

    /// Whether a whole name is meant.
    package func matches(_ name: Span<UInt8>) -> Bool { NameGlob.matches(bytes.span, name) }

    /// Whether every name that the other pattern means is one of this one's.
    ///
    /// A star of the other stands for anything, so that only a star of this one can take it.
    package func covers(_ other: NameGlob) -> Bool { NameGlob.matches(bytes.span, other.bytes.span) }

    /// Matches with one memory of the last `*`, so that time stays below pattern × name for any input.
    static func matches(_ pattern: Span<UInt8>, _ name: Span<UInt8>) -> Bool {
        let star = UInt8(ascii: "*")
        var (at, position) = (0, 0)
        var retry: (pattern: Int, name: Int)?
        while position < name.count {
            if at < pattern.count, pattern[at] == star {
                at += 1
                retry = (at, position)
            } else if at < pattern.count, pattern[at] == name[position] {
                at += 1
                position += 1
            } else if let last = retry {
                retry = (last.pattern, last.name + 1)
                at = last.pattern
                position = last.name + 1
            } else {
                return false
            }
        }
        while at < pattern.count, pattern[at] == star { at += 1 }
        return at == pattern.count
    }
}
