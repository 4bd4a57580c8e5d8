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
        isPath ? path() == root.appending(bytes) : NameGlob.matches(bytes.span, name.span)
    }
}
