package import LaunchPlan

/// What resolution asks of the host.
///
/// It is all that it knows: the real one makes system calls, a test's is a dictionary.
///
/// No call follows a symbolic link in the last component, and none changes anything.
package protocol HostView {
    /// Describes a node; nil where there is none. The corresponding C function is `lstat`.
    func inspect(_ path: HostPath) throws(HostFailure) -> HostFile?

    /// The target of a symbolic link, as it is written. The corresponding C function is `readlink`.
    func readLink(_ path: HostPath) throws(HostFailure) -> [UInt8]

    /// The entries of a directory, in any order, without `.` and `..`.
    func list(_ directory: HostPath) throws(HostFailure) -> DirectoryListing

    /// The first bytes of a regular file, at most `limit`. Never waits, as a pipe would make it.
    func read(_ path: HostPath, limit: Int) throws(HostFailure) -> [UInt8]
}

/// What `lstat(2)` says of a node, as far as resolution needs it.
package struct HostFile: Sendable, Hashable {
    package enum Kind: Sendable, Hashable { case file, directory, symbolicLink, other }

    package var kind: Kind
    package var device: UInt64
    package var inode: UInt64
    package var owner: DiskOwner
    /// Permission bits, set-id bits included.
    package var permissions: UInt16
    /// How many names a file has; of no meaning for a directory.
    package var names: UInt64

    package init(
        kind: Kind, device: UInt64, inode: UInt64, owner: DiskOwner, permissions: UInt16, names: UInt64 = 1
    ) {
        self.kind = kind
        self.device = device
        self.inode = inode
        self.owner = owner
        self.permissions = permissions
        self.names = names
    }

    /// Whether anyone may execute it.
    package var isExecutable: Bool { kind == .file && permissions & 0o111 != 0 }

    /// Whether everyone may use it as a program's file or tree.
    package var isOpenToAll: Bool {
        let needed: UInt16 = kind == .directory || isExecutable ? 0o5 : 0o4
        return permissions & needed == needed
    }

    /// The kind as a plan knows it; nil for what no plan binds.
    package var nodeKind: NodeKind? {
        switch kind {
        case .file: .file
        case .directory: .directory
        case .symbolicLink, .other: nil
        }
    }
}

/// The entries of one directory: all names in one buffer, because a walk meets hundreds of thousands of them.
package struct DirectoryListing: Sendable {
    private var names: [UInt8] = []
    private var entries: [(end: Int, kind: HostFile.Kind)] = []

    package init() {}

    package var count: Int { entries.count }

    /// Adds an entry by the bytes of its name.
    package mutating func append(_ name: Span<UInt8>, _ kind: HostFile.Kind) {
        for index in name.indices { names.append(name[index]) }
        entries.append((names.count, kind))
    }

    /// The entry at an index: its name and its kind.
    ///
    /// A link is a link, wherever it leads.
    package subscript(index: Int) -> (name: ArraySlice<UInt8>, kind: HostFile.Kind) {
        let start = index == 0 ? 0 : entries[index - 1].end
        return (names[start..<entries[index].end], entries[index].kind)
    }

    /// Whether there is an entry of this name.
    package func contains(_ name: String) -> Bool {
        (0..<count).contains { self[$0].name.elementsEqual(name.utf8) }
    }
}

/// Why the host did not answer.
package enum HostFailure: Error, Sendable, Hashable {
    /// The caller may not look (`EACCES`, `EPERM`).
    case denied
    /// More symbolic links than the kernel follows.
    case tooManyLinks
    /// Not a kind of node that this can be asked of.
    case wrongKind
    /// Any other errno.
    case failed(Int32)

    /// `ENOENT`: what was seen a moment ago is not there any more.
    static let missing: Int32 = 2

    package var explanation: String {
        switch self {
        case .denied: "permission denied"
        case .tooManyLinks: "too many symbolic links"
        case .wrongKind: "not a regular file or directory"
        case .failed(let number): "error number \(number)"
        }
    }
}
