/// A pattern of `hide:` or `reveal:`: a name at every depth, with `*` for any run of bytes, or a path from the grant's
/// root.
struct NamePattern {
    private let bytes: [UInt8]
    private let isPath: Bool

    init(_ pattern: RelativePath) {
        bytes = Array(pattern.text.utf8)
        isPath = bytes.contains(UInt8(ascii: "/"))
    }

    /// Whether an entry of this name, at this path below `root`, is meant.
    func matches(name: ArraySlice<UInt8>, path: () -> HostPath, root: HostPath) -> Bool {
        isPath ? path() == root.appending(bytes) : NamePattern.matches(bytes[...], name)
    }

    /// Matches with one memory of the last `*`, so that time stays below pattern × name for any input.
    private static func matches(_ pattern: ArraySlice<UInt8>, _ name: ArraySlice<UInt8>) -> Bool {
        let star = UInt8(ascii: "*")
        var (at, position) = (pattern.startIndex, name.startIndex)
        var retry: (pattern: Int, name: Int)?
        while position < name.endIndex {
            if at < pattern.endIndex, pattern[at] == star {
                at += 1
                retry = (at, position)
            } else if at < pattern.endIndex, pattern[at] == name[position] {
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
        return pattern[at...].allSatisfy { $0 == star }
    }
}
