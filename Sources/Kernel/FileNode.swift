internal import CLinux
internal import Glibc

/// What `fstat(2)` says of an open node, as far as it matters here.
package struct FileNode: Sendable, Equatable {
    package enum Kind: Sendable, Equatable {
        case directory, file, symbolicLink, characterDevice(major: UInt32, minor: UInt32), other
    }

    package var device: UInt64
    package var inode: UInt64
    package var kind: Kind
    /// Permission bits, set-id bits included.
    package var permissions: UInt16
    package var owner: UInt32
    package var group: UInt32
    /// How many names it has; 0 once the last one was removed.
    package var links: UInt32
    package var size: Int64

    /// Describes an open descriptor.
    ///
    /// The corresponding C function is `fstat`.
    package init(of descriptor: borrowing Descriptor) throws(KernelError) {
        var node = trilatch_node()
        try checked("fstat", unsafe trilatch_fstat(descriptor.number, &node))
        device = node.device
        inode = node.inode
        permissions = UInt16(node.mode & 0o7777)
        owner = node.owner
        group = node.group
        links = node.links
        size = node.size
        kind =
            switch node.mode & UInt32(S_IFMT) {
            case UInt32(S_IFDIR): .directory
            case UInt32(S_IFREG): .file
            case UInt32(S_IFLNK): .symbolicLink
            case UInt32(S_IFCHR): .characterDevice(major: node.device_major, minor: node.device_minor)
            default: .other
            }
    }
}
