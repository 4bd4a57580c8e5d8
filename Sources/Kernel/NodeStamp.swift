internal import CLinux
internal import Glibc

/// What `stat(2)` says of a node that differs once anything of the node does.
///
/// Nobody but root can set the time of the last change, short of the machine's clock.
package struct NodeStamp: Sendable, Hashable, BitwiseCopyable {
    package var device: UInt64
    package var inode: UInt64
    /// Type and permissions.
    package var mode: UInt64
    package var size: Int64
    /// Of the contents, in nanoseconds since 1970.
    package var modified: Int64
    /// Of anything, in nanoseconds since 1970.
    package var changed: Int64

    init(_ status: stat) {
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
        mode = UInt64(status.st_mode)
        size = Int64(status.st_size)
        modified = Int64(status.st_mtim.tv_sec) &* 1_000_000_000 &+ Int64(status.st_mtim.tv_nsec)
        changed = Int64(status.st_ctim.tv_sec) &* 1_000_000_000 &+ Int64(status.st_ctim.tv_nsec)
    }

    /// Describes an open node.
    ///
    /// The corresponding C function is `fstat`.
    package init(of descriptor: borrowing Descriptor) throws(KernelError) {
        var status = stat()
        guard unsafe fstat(descriptor.number, &status) == 0 else { throw KernelError("fstat", errno) }
        self.init(status)
    }

    package var isFile: Bool { mode & UInt64(S_IFMT) == UInt64(S_IFREG) }
    package var isLink: Bool { mode & UInt64(S_IFMT) == UInt64(S_IFLNK) }
    package var isDirectory: Bool { mode & UInt64(S_IFMT) == UInt64(S_IFDIR) }
}

extension Descriptor {
    /// Opens a file below a directory for reading, through no link, and never waits for the other end of a pipe.
    ///
    /// The corresponding C function is `openat2`.
    ///
    /// - Parameter path: Relative.
    package static func file(below directory: borrowing Descriptor, _ path: [UInt8]) throws(KernelError) -> Descriptor {
        let flags = UInt64(O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
        let number = unsafe (path + [0]).withUnsafeBytes { path in
            unsafe trilatch_openat2(
                directory.number, path.assumingMemoryBound(to: CChar.self).baseAddress.unsafelyUnwrapped, flags, 0,
                Resolution.exactBeneath.rawValue)
        }
        return Descriptor(owning: try checked("openat2", number))
    }
}
