import Glibc
package import Kernel

/// Folders of the caller's own below the home.
package enum PrivateFolder {
    /// Makes a folder and its parents where they are missing, open to the caller alone.
    ///
    /// - Parameter path: Absolute.
    /// - Throws: `KernelError` of `mkdir`.
    package static func make(_ path: String) throws(KernelError) {
        if unsafe mkdir(path, 0o700) == 0 || errno == EEXIST { return }
        guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash > path.startIndex else {
            throw KernelError("mkdir", errno)
        }
        try make(String(path[..<slash]))
        guard unsafe mkdir(path, 0o700) == 0 || errno == EEXIST else { throw KernelError("mkdir", errno) }
    }

    /// Replaces a file's contents at one stroke, readable for the caller alone.
    package static func replace(_ path: String, with contents: [UInt8]) throws(KernelError) {
        let temporary = "\(path).\(getpid())"
        let number = unsafe open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard number >= 0 else { throw KernelError("open", errno) }
        try Descriptor(owning: number).write(contents)
        guard unsafe rename(temporary, path) == 0 else { throw KernelError("rename", errno) }
    }
}
