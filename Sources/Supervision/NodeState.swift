internal import Glibc
internal import Kernel
internal import LaunchPlan

/// What tells whether a node is still the one that was made, and as it was.
struct NodeState: Sendable, Hashable {
    var kind: NodeKind
    var device: UInt64
    var inode: UInt64
    var size: Int64
    /// The time of the last change of a file's content.
    var modifiedSeconds: Int64
    var modifiedNanoseconds: Int64

    /// Describes an entry of a directory, a link not followed; nil where there is neither a file nor a directory.
    ///
    /// The corresponding C function is `fstatat`.
    init?(in directory: borrowing Descriptor, _ name: [UInt8]) {
        var status = stat()
        let result = unsafe NodeState.withName(name) {
            unsafe fstatat(directory.number, $0, &status, AT_SYMLINK_NOFOLLOW)
        }
        guard result == 0 else { return nil }
        switch status.st_mode & S_IFMT {
        case S_IFDIR: kind = .directory
        case S_IFREG: kind = .file
        default: return nil
        }
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
        size = Int64(status.st_size)
        modifiedSeconds = Int64(status.st_mtim.tv_sec)
        modifiedNanoseconds = Int64(status.st_mtim.tv_nsec)
    }

    init(
        kind: NodeKind, device: UInt64, inode: UInt64, size: Int64, modifiedSeconds: Int64, modifiedNanoseconds: Int64
    ) {
        self.kind = kind
        self.device = device
        self.inode = inode
        self.size = size
        self.modifiedSeconds = modifiedSeconds
        self.modifiedNanoseconds = modifiedNanoseconds
    }

    /// Whether two states are of the same node, and a file's content is the same as well.
    ///
    /// An empty directory is as it was whatever came and went in it.
    func isUntouched(since earlier: NodeState) -> Bool {
        guard kind == earlier.kind, device == earlier.device, inode == earlier.inode else { return false }
        return kind == .directory
            || (size == earlier.size && modifiedSeconds == earlier.modifiedSeconds
                && modifiedNanoseconds == earlier.modifiedNanoseconds)
    }

    /// Calls a body with a name as a C string.
    static func withName<Result>(_ name: [UInt8], _ body: (UnsafePointer<CChar>) -> Result) -> Result {
        unsafe (name.map { CChar(bitPattern: $0) } + [0]).withUnsafeBufferPointer { buffer in
            guard let start = buffer.baseAddress else { preconditionFailure("an array with a NUL is not empty") }
            return unsafe body(start)
        }
    }
}
