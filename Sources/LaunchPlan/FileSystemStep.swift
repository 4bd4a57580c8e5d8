/// One step in building the box's file system.
///
/// Every path is absolute, normalised (no `.`, `..`, `//` or trailing `/`) and the same inside as on the host.
package enum FileSystemStep: Sendable, Equatable {
    /// A tree or file of the host, at the same path inside.
    case bind(Bind)
    /// An empty file system in memory.
    case scratch(Scratch)
    /// A symbolic link in the box's own root.
    case symbolicLink(path: String, target: String)
    /// A file with given contents in the box's own root, read-only.
    case file(path: String, contents: [UInt8], mode: UInt16)
    /// A copy of a file of the host's in the box's own root, read-only for all, with more around it.
    case copy(CopiedFile)
    /// An empty directory in the box's own root.
    case directory(path: String, mode: UInt16)
    /// Something inside a bound tree that the box may not see: covered by an empty node that nobody can open.
    case hide(path: String, kind: NodeKind)
    /// In a box without namespaces: a directory of the host where names may be listed, with all below it.
    case list(HostNode)
}

/// Whether a node of the file system is a directory or a file.
package enum NodeKind: UInt8, Sendable, CaseIterable {
    case directory = 0
    case file = 1
}

/// A path of the host as the supervisor found it.
///
/// The launcher opens it without following any symbolic link and refuses when device, inode or kind differ.
package struct HostNode: Sendable, Equatable {
    package var path: String
    /// `st_dev` as `stat(2)` gives it.
    package var device: UInt64
    package var inode: UInt64
    package var kind: NodeKind

    package init(path: String, device: UInt64, inode: UInt64, kind: NodeKind) {
        self.path = path
        self.device = device
        self.inode = inode
        self.kind = kind
    }
}

/// A tree or file of the host in the box, at the path that it has on the host.
package struct Bind: Sendable, Equatable {
    package var node: HostNode
    package var access: Access
    /// Nothing below can be executed.
    package var noExecute: Bool
    /// For a root caller: the owner on disk that the box's user stands for below this mount.
    ///
    /// What the box creates belongs to this owner on disk. Nil leaves ownership as it is.
    package var ownerOnDisk: DiskOwner?

    package enum Access: UInt8, Sendable, CaseIterable {
        case readOnly = 0
        case readWrite = 1
    }

    package init(node: HostNode, access: Access, noExecute: Bool = false, ownerOnDisk: DiskOwner? = nil) {
        self.node = node
        self.access = access
        self.noExecute = noExecute
        self.ownerOnDisk = ownerOnDisk
    }
}

/// The user and group that own a granted tree on disk.
package struct DiskOwner: Sendable, Hashable {
    package var user: UInt32
    package var group: UInt32

    package init(user: UInt32, group: UInt32) {
        self.user = user
        self.group = group
    }
}

/// A file of the host's that the box has a copy of, with more before and behind it.
package struct CopiedFile: Sendable, Equatable {
    /// Everybody on the host may read it, or the box's user could not.
    package var node: HostNode
    /// Where the copy is.
    package var path: String
    /// How many bytes of its beginning are left out.
    package var skipped: UInt32
    package var before: [UInt8]
    package var after: [UInt8]

    package init(
        of node: HostNode, path: String, skipping skipped: UInt32 = 0, before: [UInt8] = [], after: [UInt8] = []
    ) {
        self.node = node
        self.path = path
        self.skipped = skipped
        self.before = before
        self.after = after
    }
}

/// An empty file system in memory, with room for a stated number of bytes and nodes.
package struct Scratch: Sendable, Equatable {
    package var path: String
    package var sizeBytes: UInt64
    package var nodes: UInt64
    /// Permission bits of its root, such as `0o1777`.
    package var mode: UInt16
    package var noExecute: Bool

    package init(path: String, sizeBytes: UInt64, nodes: UInt64, mode: UInt16 = 0o700, noExecute: Bool = false) {
        self.path = path
        self.sizeBytes = sizeBytes
        self.nodes = nodes
        self.mode = mode
        self.noExecute = noExecute
    }
}
