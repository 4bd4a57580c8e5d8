internal import Glibc

/// The right to change something that one process at a time may change, held as the lock of an open file.
///
/// It ends with this value and with its process, however that ends.
package struct FileGuard: ~Copyable {
    private let file: Descriptor

    /// Waits for the lock of a file of the caller's own, making the file where it does not exist.
    ///
    /// The corresponding C function is `flock`.
    ///
    /// - Parameters:
    ///   - directory: See `PrivateFiles.directory`.
    ///   - patience: How long others may hold it.
    /// - Throws: `ETIMEDOUT` where others held it all the time, and what `PrivateFiles.appending` throws.
    package static func take(
        in directory: borrowing Descriptor, _ name: String, patience: Duration
    ) throws(KernelError) -> FileGuard {
        let file = try PrivateFiles.appending(in: directory, name)
        let deadline = MonotonicTime.now + patience
        while flock(file.number, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK || errno == EINTR else { throw KernelError("flock", errno) }
            guard MonotonicTime.now < deadline else { throw KernelError("flock", ETIMEDOUT) }
            usleep(500)
        }
        return FileGuard(file: file)
    }

    private init(file: consuming Descriptor) { self.file = file }
}
