internal import CLinux
internal import Glibc

/// Attributes of a mount.
///
/// Source: mount_setattr(2), Linux 5.12.
package struct MountAttributes: OptionSet, Sendable {
    package let rawValue: UInt64
    package init(rawValue: UInt64) { self.rawValue = rawValue }

    package static let readOnly = MountAttributes(rawValue: 0x01)
    package static let noSetUserID = MountAttributes(rawValue: 0x02)
    package static let noDevices = MountAttributes(rawValue: 0x04)
    package static let noExecute = MountAttributes(rawValue: 0x08)
    static let identityMapped = MountAttributes(rawValue: 0x0010_0000)

    /// Nothing below gives rights: what every mount of a box has but the devices.
    ///
    /// Spelled as numbers, here and below: a set from a literal is built by code that the runtime puts together first.
    package static let guarded = MountAttributes(rawValue: 0x06)
    /// Guarded, and nothing below runs.
    package static let inert = MountAttributes(rawValue: 0x0E)
    /// Inert, and nothing below changes.
    package static let inertReadOnly = MountAttributes(rawValue: 0x0F)
    /// For device nodes, which must stay devices.
    package static let ofDevices = MountAttributes(rawValue: 0x0A)
}

/// A file system that is made anew, with its own options as for mount(8).
package enum NewFileSystem: Sendable, Equatable {
    /// A `tmpfs`.
    ///
    /// - Parameters:
    ///   - size: Bytes, with a unit of the kernel's (`64k`) or without.
    ///   - nodes: How many files, directories and links.
    ///   - mode: Permissions of its root, octal.
    case memory(size: String, nodes: String, mode: String)
    /// A `proc` in which processes that may not be traced are invisible.
    ///
    /// - Parameter pidOnly: Whether there is nothing of the kernel in it (`subset=pid`, Linux 5.8).
    case processes(pidOnly: Bool)
}

/// The mount API of Linux 5.2: a mount is a descriptor until it is attached, so that nobody sees it half made.
package enum Mounts {
    private static let cloneOnExec: UInt32 = 1  // FSOPEN_CLOEXEC, FSMOUNT_CLOEXEC
    private static let emptyPath: UInt32 = 0x1000  // AT_EMPTY_PATH
    private static let recursive: UInt32 = 0x8000  // AT_RECURSIVE

    /// Creates a file system that is not attached yet.
    ///
    /// - Parameter attributes: Attributes of the mount.
    package static func create(
        _ fileSystem: NewFileSystem, attributes: MountAttributes
    ) throws(KernelError) -> Descriptor {
        let context: Descriptor
        switch fileSystem {
        case .memory(let size, let nodes, let mode):
            context = try open("tmpfs")
            try set("size", size, of: context)
            try set("nr_inodes", nodes, of: context)
            try set("mode", mode, of: context)
        case .processes(let pidOnly):
            context = try open("proc")
            if pidOnly { try set("subset", "pid", of: context) }
            try set("hidepid", "invisible", of: context)
        }
        // FSCONFIG_CMD_CREATE
        try checked("fsconfig", trilatch_fsconfig(context.number, 6, nil, nil, 0))
        let mount = trilatch_fsmount(context.number, cloneOnExec, UInt32(truncatingIfNeeded: attributes.rawValue))
        return Descriptor(owning: try checked("fsmount", mount))
    }

    private static func open(_ type: String) throws(KernelError) -> Descriptor {
        Descriptor(owning: try checked("fsopen", unsafe trilatch_fsopen(type, cloneOnExec)))
    }

    private static func set(_ key: String, _ value: String, of context: borrowing Descriptor) throws(KernelError) {
        // FSCONFIG_SET_STRING
        try checked("fsconfig", unsafe trilatch_fsconfig(context.number, 1, key, value, 0))
    }

    /// A detached copy of the tree at an open place, with everything mounted below it.
    ///
    /// Copying less would show what those mounts cover.
    package static func copy(of place: borrowing Descriptor) throws(KernelError) -> Descriptor {
        // OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_EMPTY_PATH | AT_RECURSIVE
        let flags: UInt32 = 1 | UInt32(O_CLOEXEC) | emptyPath | recursive
        return Descriptor(owning: try checked("open_tree", unsafe trilatch_open_tree(place.number, "", flags)))
    }

    /// Sets attributes on a detached tree and all below, cuts it off from the host's later mounts and, where asked,
    /// gives it another owner.
    ///
    /// Bits are only ever set.
    ///
    /// - Parameter ownerMap: A user namespace whose map leads from ids on disk to ids of the host.
    package static func confine(
        _ tree: borrowing Descriptor, setting attributes: MountAttributes, ownerMap: Int32? = nil
    ) throws(KernelError) {
        let set = ownerMap == nil ? attributes : attributes.union(.identityMapped)
        try checked(
            "mount_setattr",
            unsafe trilatch_mount_setattr(
                tree.number, "", emptyPath | recursive, set.rawValue, 0, UInt64(MS_PRIVATE), ownerMap ?? -1))
    }

    /// Sets attributes on one mount, not on what is mounted below it.
    package static func seal(
        _ mount: borrowing Descriptor, setting attributes: MountAttributes
    ) throws(KernelError) {
        try checked(
            "mount_setattr",
            unsafe trilatch_mount_setattr(mount.number, "", emptyPath, attributes.rawValue, 0, 0, -1))
    }

    /// Attaches a detached mount at an open place.
    package static func attach(_ mount: borrowing Descriptor, at place: borrowing Descriptor) throws(KernelError) {
        // MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH
        try checked("move_mount", unsafe trilatch_move_mount(mount.number, "", place.number, "", 0x04 | 0x40))
    }

    /// Attaches a detached mount at a path of a file system that nobody else has changed: only its last component is kept
    /// from being followed as a link.
    package static func attach(
        _ mount: borrowing Descriptor, at directory: borrowing Descriptor, _ path: String
    ) throws(KernelError) {
        // MOVE_MOUNT_F_EMPTY_PATH
        try checked("move_mount", unsafe trilatch_move_mount(mount.number, "", directory.number, path, 0x04))
    }

    /// Stops mounts from travelling between this namespace and the host's, both ways.
    package static func makeAllPrivate() throws(KernelError) {
        try checked("mount", trilatch_make_mounts_private())
    }

    /// Makes an attached mount the root of this namespace and lets go of the old one.
    ///
    /// - Parameters:
    ///   - newRoot: The root of a mount below the present root.
    ///   - oldRoot: The present root directory.
    /// - Source: pivot_root(2), "pivot_root(".", ".")".
    package static func enter(
        _ newRoot: borrowing Descriptor, leaving oldRoot: borrowing Descriptor
    ) throws(KernelError) {
        guard fchdir(newRoot.number) == 0 else { throw KernelError("fchdir", errno) }
        try checked("pivot_root", trilatch_pivot_root_here())
        // The old root now lies on top of the new one; the working directory decides which of the two is let go.
        guard fchdir(oldRoot.number) == 0 else { throw KernelError("fchdir", errno) }
        try checked("umount2", trilatch_detach_here())
        guard unsafe chdir("/") == 0 else { throw KernelError("chdir", errno) }
    }
}
