internal import CLinux
internal import Glibc

/// The names in a directory.
package enum DirectoryNames {
    /// Reads those that `isWanted`, in no order; a name that is not UTF-8 is none.
    ///
    /// The corresponding C function is `readdir`.
    ///
    /// - Throws: `EFBIG` where more than `limit` are wanted.
    package static func read(
        in directory: borrowing Descriptor, limit: Int, where isWanted: (String) -> Bool
    ) throws(KernelError) -> [String] {
        // A description of its own: a stream moves the place that the next reading begins at.
        let own = Descriptor(
            owning: try checked(
                "openat2",
                unsafe trilatch_openat2(
                    directory.number, ".", UInt64(O_RDONLY | O_DIRECTORY | O_CLOEXEC), 0, Resolution.exact.rawValue)))
        let number = own.release()
        guard let stream = unsafe fdopendir(number) else {
            let code = errno
            _ = Glibc.close(number)
            throw KernelError("fdopendir", code)
        }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while true {
            errno = 0
            guard let entry = unsafe readdir(stream) else {
                guard errno == 0 else { throw KernelError("readdir", errno) }
                return names
            }
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { place in
                unsafe place.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: place.pointee)) {
                    unsafe String(validatingCString: $0)
                }
            }
            guard let name, isWanted(name) else { continue }
            guard names.count < limit else { throw KernelError("readdir", EFBIG) }
            names.append(name)
        }
    }
}
