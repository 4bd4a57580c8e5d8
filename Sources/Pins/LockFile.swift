internal import Surface

/// The lock file `trilatch.lock`: what every server was approved to be, as text that a person can review.
///
/// The text is JSON with one thing a line, sorted by the bytes of names: the same pins have the same text, so that a
/// version control system shows what changed. A text of several lines is an array of them under the key `$lines`.
package struct LockFile: Sendable, Equatable {
    /// The one version of the format that there is.
    package static let version = 1
    /// No file is longer, in bytes.
    package static let lengthLimit = 32 << 20
    /// No server has more items, held ones included.
    package static let itemLimit = 4096
    /// No item's text is longer, in bytes.
    package static let itemLengthLimit = 512 << 10
    package static let serverLimit = 1024

    package internal(set) var entries: [ServerKey: PinEntry] = [:]

    package init() {}

    /// The entries, sorted.
    package var sorted: [PinEntry] { entries.values.sorted { $0.key < $1.key } }

    package subscript(key: ServerKey) -> PinEntry? {
        get { entries[key] }
        set { entries[key] = newValue }
    }

    /// Entries of the same name and profile with another program, the one approved last first.
    package func siblings(of key: ServerKey) -> [PinEntry] {
        sorted.filter { $0.key.isSibling(of: key) && !$0.items.isEmpty }.sorted { $0.date > $1.date }
    }

    /// The tools and prompts of the user's other servers, for a look at names that are meant to be taken for them.
    package func names(besides key: ServerKey) -> [(server: String, name: String)] {
        sorted.filter { $0.key != key && !$0.key.isSibling(of: key) }.flatMap { entry in
            entry.items.keys.filter { $0.kind == .tool || $0.kind == .prompt }.sorted()
                .map { (server: entry.key.name, name: $0.name) }
        }
    }
}
