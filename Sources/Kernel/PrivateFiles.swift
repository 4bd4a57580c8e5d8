internal import CLinux
internal import Glibc

/// Files and directories that nobody but their owner, the user of this process, may read or write.
package enum PrivateFiles {
    /// Opens a directory, making it and missing parents with mode 0700; one that others may enter is closed to them.
    ///
    /// The path may lead through symbolic links, for a home may be one; what counts is whose the directory at its end is.
    ///
    /// - Throws: `EACCES` for a directory of another user.
    package static func directory(_ path: String) throws(KernelError) -> Descriptor {
        try makeParents(of: path)
        let directory = Descriptor(
            owning: try checked(
                "openat2", unsafe trilatch_openat2(AT_FDCWD, path, UInt64(O_RDONLY | O_DIRECTORY | O_CLOEXEC), 0, 0)))
        try close(directory, mode: 0o700)
        return directory
    }

    private static func makeParents(of path: String) throws(KernelError) {
        var prefix = ""
        for component in path.split(separator: "/") {
            prefix += (prefix.isEmpty && !path.hasPrefix("/") ? "" : "/") + component
            guard unsafe mkdir(prefix, 0o700) < 0, errno != EEXIST else { continue }
            let code = errno
            // A parent that this user may not write to is no obstacle where what it leads to exists.
            guard unsafe access(prefix, F_OK) == 0 else { throw KernelError("mkdir", code) }
        }
    }

    /// Opens a file for reading and appending, making it with mode 0600.
    ///
    /// - Throws: `ELOOP` for a symbolic link, `EACCES` for another user's file, `EINVAL` for what is no regular file.
    package static func appending(in directory: borrowing Descriptor, _ name: String) throws(KernelError) -> Descriptor
    {
        try open(in: directory, name, O_RDWR | O_APPEND | O_CREAT)
    }

    /// Opens a file for reading and writing at any place, making it with mode 0600.
    ///
    /// - Throws: `ELOOP` for a symbolic link, `EACCES` for another user's file, `EINVAL` for what is no regular file.
    package static func updating(in directory: borrowing Descriptor, _ name: String) throws(KernelError) -> Descriptor {
        try open(in: directory, name, O_RDWR | O_CREAT)
    }

    /// Opens a file that exists for reading.
    ///
    /// - Throws: `ENOENT`; `ELOOP` for a symbolic link, `EACCES` for another user's file, `EINVAL` for what is no regular
    ///   file.
    package static func reading(in directory: borrowing Descriptor, _ name: String) throws(KernelError) -> Descriptor {
        try open(in: directory, name, O_RDONLY)
    }

    private static func open(
        in directory: borrowing Descriptor, _ name: String, _ access: Int32
    ) throws(KernelError) -> Descriptor {
        // O_NONBLOCK: a pipe under this name must not make us wait.
        let flags = access | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC
        let mode: UInt64 = access & O_CREAT == 0 ? 0 : 0o600
        let number = unsafe trilatch_openat2(
            directory.number, name, UInt64(flags), mode, Resolution.exactBeneath.rawValue)
        let file = Descriptor(owning: try checked("openat2", number))
        guard try FileNode(of: file).kind == .file else { throw KernelError("openat2", EINVAL) }
        try close(file, mode: 0o600)
        return file
    }

    /// Opens whatever is at a path for reading, with no symbolic link anywhere on the way, and without waiting.
    ///
    /// - Throws: `ELOOP` for a symbolic link. The corresponding C function is `openat2`.
    package static func reading(exactly path: String) throws(KernelError) -> Descriptor {
        // O_NONBLOCK: a pipe under this name must not make us wait.
        let flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC
        let number = unsafe trilatch_openat2(AT_FDCWD, path, UInt64(flags), 0, Resolution.exact.rawValue)
        return Descriptor(owning: try checked("openat2", number))
    }

    /// Opens a file for reading that only this user, or root, may have written.
    ///
    /// - Throws: `ENOENT` where there is none, `ELOOP` for a symbolic link, `EINVAL` for what is no regular file, `EACCES` for
    ///   another user's file and for one that others may write to.
    package static func unforged(in directory: borrowing Descriptor, _ name: String) throws(KernelError) -> Descriptor {
        // O_NONBLOCK: a pipe under this name must not make us wait.
        let flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC
        let number = unsafe trilatch_openat2(
            directory.number, name, UInt64(flags), 0, Resolution.exactBeneath.rawValue)
        let file = Descriptor(owning: try checked("openat2", number))
        let node = try FileNode(of: file)
        guard node.kind == .file else { throw KernelError("openat2", EINVAL) }
        guard node.owner == geteuid() || node.owner == 0, node.permissions & 0o022 == 0 else {
            throw KernelError("fstat", EACCES)
        }
        return file
    }

    /// Whether a file's last byte is something else than a newline.
    package static func endsInsideLine(_ file: borrowing Descriptor) throws(KernelError) -> Bool {
        let size = try FileNode(of: file).size
        guard size > 0 else { return false }
        var byte: UInt8 = 0
        guard unsafe pread(file.number, &byte, 1, off_t(size - 1)) == 1 else { throw KernelError("pread", errno) }
        return byte != 0x0a
    }

    /// Makes sure that a node is this user's, and takes the rights of all others.
    private static func close(_ descriptor: borrowing Descriptor, mode: UInt16) throws(KernelError) {
        let node = try FileNode(of: descriptor)
        guard node.owner == geteuid() else { throw KernelError("fstat", EACCES) }
        guard node.permissions & 0o077 != 0 else { return }
        guard fchmod(descriptor.number, mode_t(mode)) == 0 else { throw KernelError("fchmod", errno) }
    }
}
