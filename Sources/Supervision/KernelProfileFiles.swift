internal import Glibc
package import Policy

/// Reads profiles from the host's file system.
///
/// A profile is a regular file, owned by root or the caller, that nobody else writes. Links are followed, and what
/// counts is the file at their end.
package struct KernelProfileFiles: ProfileFiles {
    package init() {}

    /// Reads a whole file.
    ///
    /// Every check is made on the opened file, so that nothing changes between check and use.
    package func read(_ path: String, atMost limit: Int) throws(ProfileFileError) -> ProfileFile? {
        guard !path.utf8.contains(0) else { throw .unreadable(errno: EINVAL) }
        // Without O_NONBLOCK a pipe in the place of the file would hold us here for ever.
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)
        guard descriptor >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw .unreadable(errno: errno)
        }
        defer { close(descriptor) }
        try checkStatus(of: descriptor)
        return ProfileFile(path: try canonicalPath(of: descriptor), bytes: try contents(of: descriptor, limit))
    }

    package func readRootsOwn(_ path: String, atMost limit: Int) throws(ProfileFileError) -> ProfileFile? {
        guard let file = try read(path, atMost: limit) else { return nil }
        // Both ways to it: the path as it is written, whose directories could be exchanged, and where its links lead.
        for path in [path, file.path] {
            var part = path
            while !part.isEmpty {
                try checkRootsAlone(part)
                part = String(part[..<(part.lastIndex(of: "/") ?? part.startIndex)])
            }
        }
        try checkRootsAlone("/")
        return file
    }

    /// - Throws: `notRootsAlone`, also for a link: who owns it can point it elsewhere.
    private func checkRootsAlone(_ path: String) throws(ProfileFileError) {
        var status = stat()
        guard unsafe lstat(path, &status) == 0 else { throw .unreadable(errno: errno) }
        let isLink = status.st_mode & S_IFMT == S_IFLNK
        guard status.st_uid == 0, isLink || status.st_mode & 0o022 == 0 else { throw .notRootsAlone(path: path) }
    }

    package func list(_ directory: String) -> [String] {
        guard let stream = unsafe opendir(directory) else { return [] }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while let entry = unsafe readdir(stream), names.count < 1000 {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            names.append(name)
        }
        return names
    }

    private func checkStatus(of descriptor: Int32) throws(ProfileFileError) {
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw .unreadable(errno: errno) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .notRegular }
        guard status.st_uid == 0 || status.st_uid == geteuid() else { throw .foreignOwner(user: status.st_uid) }
        guard status.st_mode & 0o022 == 0 else { throw .writableByOthers(mode: status.st_mode & 0o7777) }
    }

    /// The path that the kernel knows the open file by.
    private func canonicalPath(of descriptor: Int32) throws(ProfileFileError) -> String {
        var failure: Int32 = 0
        let path = unsafe String(unsafeUninitializedCapacity: Int(PATH_MAX)) { buffer in
            let count = unsafe buffer.withMemoryRebound(to: CChar.self) { buffer in
                guard let start = buffer.baseAddress else { return 0 }
                return unsafe readlink("/proc/self/fd/\(descriptor)", start, buffer.count)
            }
            guard count < 0 || count == buffer.count else { return count }
            failure = count < 0 ? errno : ENAMETOOLONG
            return 0
        }
        guard failure == 0 else { throw .unreadable(errno: failure) }
        return path
    }

    private func contents(of descriptor: Int32, _ limit: Int) throws(ProfileFileError) -> [UInt8] {
        var failure: Int32 = 0
        // One byte more than the limit tells a file that is too large, also one that grew meanwhile.
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: limit + 1) { buffer, filled in
            while filled < limit + 1 {
                let rest = unsafe UnsafeMutableRawBufferPointer(
                    rebasing: UnsafeMutableRawBufferPointer(buffer)[filled...])
                let count = unsafe Glibc.read(descriptor, rest.baseAddress, rest.count)
                if count > 0 {
                    filled += count
                } else if count == 0 {
                    return
                } else if errno != EINTR {
                    failure = errno
                    return
                }
            }
        }
        guard failure == 0 else { throw .unreadable(errno: failure) }
        guard bytes.count <= limit else { throw .tooLarge(limit: limit) }
        return bytes
    }
}
