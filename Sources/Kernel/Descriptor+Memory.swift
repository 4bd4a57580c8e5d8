internal import CLinux
internal import Glibc

extension Descriptor {
    /// A file of memory that holds these bytes, and whose contents nobody can change any more; close-on-exec, read from
    /// its beginning.
    ///
    /// The corresponding C functions are `memfd_create` and, for the seals, `fcntl`.
    package static func memory(named name: String, holding bytes: Span<UInt8>) throws(KernelError) -> Descriptor {
        let file = Descriptor(owning: try checked("memfd_create", unsafe trilatch_memory_file(name)))
        let number = file.number
        var written = 0
        while written < bytes.count {
            // Not `write`: whoever is handed the file reads from where its holder stands.
            let count = unsafe bytes.extracting(written...).withUnsafeBytes {
                unsafe pwrite(number, $0.baseAddress, $0.count, off_t(written))
            }
            guard count > 0 else { throw KernelError("pwrite", errno) }
            written += count
        }
        try checked("fcntl", trilatch_seal(number))
        return file
    }

    /// Has the next reader, who may be another process with the same open file, begin at its beginning.
    ///
    /// The corresponding C function is `lseek`.
    package borrowing func rewind() throws(KernelError) {
        guard lseek(number, 0, SEEK_SET) == 0 else { throw KernelError("lseek", errno) }
    }
}
