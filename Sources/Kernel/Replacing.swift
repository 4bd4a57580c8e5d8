internal import CLinux
internal import Glibc

/// Replacing a file at one stroke: whoever opens it finds the old contents or the new ones, and never a part.
package enum Replacing {
    /// Opens a regular file for reading, and never waits for somebody to open the other end of a pipe.
    ///
    /// Links are followed, for a configuration may be one; what counts is the file at their end.
    ///
    /// - Throws: `EINVAL` for what is no regular file.
    package static func open(_ path: String) throws(KernelError) -> Descriptor {
        let number = unsafe trilatch_openat2(
            AT_FDCWD, path, UInt64(O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC), 0, Resolution.noMagicLinks.rawValue)
        let file = Descriptor(owning: try checked("openat2", number))
        guard try FileNode(of: file).kind == .file else { throw KernelError("openat2", EINVAL) }
        return file
    }

    /// Opens the directory that a file is to be replaced in, without links in any component.
    package static func directory(_ path: String) throws(KernelError) -> Descriptor {
        let number = unsafe trilatch_openat2(
            AT_FDCWD, path, UInt64(O_RDONLY | O_DIRECTORY | O_CLOEXEC), 0, Resolution.exact.rawValue)
        return Descriptor(owning: try checked("openat2", number))
    }

    /// Opens a directory, by whatever links lead to it.
    package static func openDirectory(_ path: String) throws(KernelError) -> Descriptor {
        let number = unsafe trilatch_openat2(
            AT_FDCWD, path, UInt64(O_RDONLY | O_DIRECTORY | O_CLOEXEC), 0, Resolution.noMagicLinks.rawValue)
        return Descriptor(owning: try checked("openat2", number))
    }

    /// The path that the kernel knows an open file by.
    ///
    /// It says where the file was found, and not that it is still there.
    package static func path(of file: borrowing Descriptor) throws(KernelError) -> String {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let length = unsafe readlink("/proc/self/fd/\(file.number)", &buffer, buffer.count)
        guard length > 0 else { throw KernelError("readlink", errno) }
        guard length < buffer.count,
            let path = String(validating: buffer[..<length].map(UInt8.init(bitPattern:)), as: UTF8.self)
        else { throw KernelError("readlink", ENAMETOOLONG) }
        return path
    }

    /// Makes a file that did not exist, and brings its bytes to the disk.
    ///
    /// - Parameters:
    ///   - mode: Its permissions, whatever the file mask says.
    ///   - group: The group that it is given; nil for the one that it gets by itself.
    /// - Throws: `EEXIST` where there is one; what could not be finished is removed.
    package static func create(
        in directory: borrowing Descriptor, _ name: String, _ contents: [UInt8], mode: UInt16, group: UInt32? = nil
    ) throws(KernelError) {
        let file = try Descriptor.creating(at: directory.number, name, mode: 0o600)
        do throws(KernelError) {
            try file.write(contents)
            if let group, try FileNode(of: file).group != group {
                guard fchown(file.number, uid_t.max, gid_t(group)) == 0 else { throw KernelError("fchown", errno) }
            }
            // The owner first: a change of the group takes rights away.
            guard fchmod(file.number, mode_t(mode)) == 0 else { throw KernelError("fchmod", errno) }
            guard fsync(file.number) == 0 else { throw KernelError("fsync", errno) }
        } catch {
            remove(in: directory, name)
            throw error
        }
    }

    /// Puts a file in the place of another of the same directory.
    ///
    /// The corresponding C function is `renameat`.
    package static func rename(
        in directory: borrowing Descriptor, _ name: String, to place: String
    ) throws(KernelError) {
        guard unsafe renameat(directory.number, name, directory.number, place) == 0 else {
            throw KernelError("renameat", errno)
        }
        // The new file is in place; where a directory cannot be brought to the disk, a crash may bring the old one back.
        _ = fsync(directory.number)
    }

    /// Lets two paths change places.
    ///
    /// The corresponding C function is `renameat2` with `RENAME_EXCHANGE`.
    package static func exchange(_ one: String, _ other: String) throws(KernelError) {
        try checked("renameat2", unsafe trilatch_exchange(one, other))
    }

    /// Gives a path another name, where nothing but an empty directory may be.
    ///
    /// The corresponding C function is `rename`.
    package static func move(_ path: String, to other: String) throws(KernelError) {
        guard unsafe Glibc.rename(path, other) == 0 else { throw KernelError("rename", errno) }
    }

    /// Removes a file of ours that is not needed; one that is gone already is no error.
    package static func remove(in directory: borrowing Descriptor, _ name: String) {
        _ = unsafe unlinkat(directory.number, name, 0)
    }
}
