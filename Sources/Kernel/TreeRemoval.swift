internal import Glibc

/// Removing a directory with all that it holds.
///
/// What it holds is an attacker's: names are any bytes, directories are nested as deeply as disk allows, links lead anywhere.
/// So nothing is followed, and there is no recursion: a directory that is not empty is moved to the top, and emptied there.
package struct TreeRemoval: ~Copyable {
    private let root: Descriptor
    /// Names at the top of directories that were moved there.
    private var pending: Set<String> = []
    private var count = 0

    private static let prefix = ".removed-"

    /// Removes a directory of this user's that nobody uses any more.
    ///
    /// - Parameter path: Without links in any component.
    /// - Throws: What the first node that stays is refused with.
    package static func remove(_ path: String) throws(KernelError) {
        var removal = TreeRemoval(root: try Replacing.directory(path))
        try removal.empty(removal.root.number)
        while let name = removal.pending.first {
            try removal.emptyMoved(name)
            removal.pending.remove(name)
        }
        guard unsafe rmdir(path) == 0 else { throw KernelError("rmdir", errno) }
    }

    private init(root: consuming Descriptor) { self.root = root }

    private mutating func emptyMoved(_ name: String) throws(KernelError) {
        let number = unsafe openat(root.number, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard number >= 0 else { throw KernelError("openat", errno) }
        let directory = Descriptor(owning: number)
        try empty(directory.number)
        guard unsafe unlinkat(root.number, name, AT_REMOVEDIR) == 0 else { throw KernelError("unlinkat", errno) }
    }

    /// Removes or moves each entry of a directory.
    private mutating func empty(_ directory: Int32) throws(KernelError) {
        // A descriptor of its own: closing the stream closes it.
        let number = unsafe openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard number >= 0 else { throw KernelError("openat", errno) }
        guard let stream = unsafe fdopendir(number) else {
            let code = errno
            _ = Descriptor(owning: number)
            throw KernelError("fdopendir", code)
        }
        defer { unsafe closedir(stream) }
        while let entry = unsafe readdir(stream) {
            let failure = unsafe withUnsafePointer(to: &entry.pointee.d_name) { field in
                let name = unsafe UnsafeRawPointer(field).assumingMemoryBound(to: CChar.self)
                return unsafe take(name, of: directory)
            }
            if let failure { throw failure }
        }
    }

    /// - Returns: Why an entry could neither be removed nor moved; nil where it is gone.
    private mutating func take(_ name: UnsafePointer<CChar>, of directory: Int32) -> KernelError? {
        if unsafe (strcmp(name, ".") == 0 || strcmp(name, "..") == 0) { return nil }
        // A listing that changes meanwhile may show what was just moved.
        if directory == root.number, let text = unsafe String(validatingCString: name), pending.contains(text) {
            return nil
        }
        if unsafe unlinkat(directory, name, 0) == 0 || errno == ENOENT { return nil }
        guard errno == EISDIR || errno == EPERM else { return KernelError("unlinkat", errno) }
        if unsafe unlinkat(directory, name, AT_REMOVEDIR) == 0 { return nil }
        // Its maker may have closed it even to its owner.
        guard unsafe fchmodat(directory, name, 0o700, 0) == 0 else { return KernelError("fchmodat", errno) }
        // Names of these may be taken already, by as many as there are entries at the top.
        while true {
            count += 1
            let place = "\(Self.prefix)\(count)"
            if unsafe renameat(directory, name, root.number, place) == 0 {
                pending.insert(place)
                return nil
            }
            guard [EEXIST, ENOTEMPTY, ENOTDIR].contains(errno) else { return KernelError("renameat", errno) }
        }
    }
}
