package import Surface
internal import Wire

extension LockFile {
    /// Whether an item can be written down and read again: neither too long nor too deep, nor with too long a key.
    ///
    /// An entry is a few levels deep itself, so the definition is tried where it would stand.
    package static func canHold(_ item: SurfaceItem) -> Bool {
        let around = JSONNode.object([
            .init("servers", .array([.object([.init("items", .array([item.node(isUnreviewed: true)]))])]))
        ])
        let text = LockText(around).bytes
        guard text.count <= itemLengthLimit else { return false }
        // Whatever the reader has against it, it must not get into the file.
        guard let read = try? JSONNode.read(text.span) else { return false }
        return read == around
    }
}
