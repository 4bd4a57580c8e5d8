internal import CLinux
internal import Glibc

/// How a path may be resolved.
///
/// Source: openat2(2), Linux 5.6.
package struct Resolution: OptionSet, Sendable {
    package let rawValue: UInt64
    package init(rawValue: UInt64) { self.rawValue = rawValue }

    /// No mount point is crossed (`RESOLVE_NO_XDEV`).
    package static let withinOneMount = Resolution(rawValue: 0x01)
    /// No link of `/proc` that leads to an open file (`RESOLVE_NO_MAGICLINKS`).
    package static let noMagicLinks = Resolution(rawValue: 0x02)
    /// No symbolic link at all, in any component (`RESOLVE_NO_SYMLINKS`).
    package static let noSymbolicLinks = Resolution(rawValue: 0x04)
    /// Nothing outside the starting directory (`RESOLVE_BENEATH`).
    package static let beneath = Resolution(rawValue: 0x08)

    /// Every link and `..` as if the starting directory were the root (`RESOLVE_IN_ROOT`).
    package static let inRoot = Resolution(rawValue: 0x10)

    /// What the launcher uses for every path of the host.
    package static let exact = Resolution(rawValue: 0x06)
    /// What the launcher uses for every path of the box.
    package static let exactBeneath = Resolution(rawValue: 0x0E)
}

extension Descriptor {
    /// `O_PATH`, which Swift's Glibc module does not show.
    private static let placeOnly: Int32 = 0x20_0000

    /// Where a relative path starts.
    package static var workingDirectory: Int32 { AT_FDCWD }

    /// Opens a path as a place only (`O_PATH`): it can be described, mounted from and to, and not read.
    ///
    /// The corresponding C function is `openat2`.
    package static func place(
        at directory: Int32, _ path: String, resolving resolution: Resolution
    ) throws(KernelError) -> Descriptor {
        try open(at: directory, path, flags: placeOnly | O_NOFOLLOW, resolving: resolution)
    }

    /// Opens a path for reading.
    package static func reading(
        at directory: Int32 = workingDirectory, _ path: String, resolving resolution: Resolution = .noMagicLinks
    ) throws(KernelError) -> Descriptor {
        try open(at: directory, path, flags: O_RDONLY, resolving: resolution)
    }

    /// Opens an existing file for writing.
    package static func writing(
        at directory: Int32 = workingDirectory, _ path: String, resolving resolution: Resolution = .noMagicLinks
    ) throws(KernelError) -> Descriptor {
        try open(at: directory, path, flags: O_WRONLY | O_NOCTTY, resolving: resolution)
    }

    /// Creates a file that did not exist, for writing; its permissions are subject to the file mask.
    package static func creating(
        at directory: Int32, _ path: String, mode: UInt16, resolving resolution: Resolution = .exactBeneath
    ) throws(KernelError) -> Descriptor {
        try open(
            at: directory, path, flags: O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: UInt64(mode),
            resolving: resolution)
    }

    private static func open(
        at directory: Int32, _ path: String, flags: Int32, mode: UInt64 = 0, resolving resolution: Resolution
    ) throws(KernelError) -> Descriptor {
        let number = unsafe trilatch_openat2(
            directory, path, UInt64(flags | O_CLOEXEC), mode, resolution.rawValue)
        return Descriptor(owning: try checked("openat2", number))
    }

    /// Writes all of the bytes.
    ///
    /// The corresponding C function is `write`.
    package borrowing func write(_ bytes: [UInt8]) throws(KernelError) {
        try unsafe write(bytes.span.bytes)
    }

    /// Writes all of a text as UTF-8.
    ///
    /// The corresponding C function is `write`.
    package borrowing func write(_ text: String) throws(KernelError) {
        try unsafe write(text.utf8.span.bytes)
    }

    /// Writes all of the bytes.
    ///
    /// The corresponding C function is `write`.
    package borrowing func write(_ bytes: Span<UInt8>) throws(KernelError) {
        try unsafe write(bytes.bytes)
    }

    private borrowing func write(_ bytes: RawSpan) throws(KernelError) {
        var written = 0
        while written < bytes.byteCount {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Glibc.write(number, buffer.baseAddress.map { unsafe $0 + written }, buffer.count - written)
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw KernelError("write", count < 0 ? errno : EIO) }
            written += count
        }
    }

    /// Reads until the end of the file, and no more than `limit` bytes.
    ///
    /// The corresponding C function is `read`.
    ///
    /// - Throws: `EFBIG` when there is more.
    package borrowing func readAll(limit: Int) throws(KernelError) -> [UInt8] {
        var bytes: [UInt8] = []
        let chunkLength = 16 << 10
        while true {
            let chunk = try readSome(upTo: chunkLength)
            if chunk.isEmpty { return bytes }
            bytes.append(contentsOf: chunk)
            guard bytes.count <= limit else { throw KernelError("read", EFBIG) }
        }
    }

    /// Reads once, and gives the number of bytes; 0 at the end of the file.
    ///
    /// The corresponding C function is `read`.
    package borrowing func read(into buffer: UnsafeMutableBufferPointer<UInt8>) throws(KernelError) -> Int {
        while true {
            let count = unsafe Glibc.read(number, buffer.baseAddress, buffer.count)
            if count >= 0 { return count }
            guard errno == EINTR else { throw KernelError("read", errno) }
        }
    }

    /// Reads what is there, and waits until something is; empty at the end of the file.
    package borrowing func readSome(upTo count: Int) throws(KernelError) -> [UInt8] {
        var failure: Int32 = 0
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            var result = unsafe Glibc.read(number, buffer.baseAddress, count)
            while result < 0 && errno == EINTR { result = unsafe Glibc.read(number, buffer.baseAddress, count) }
            failure = result < 0 ? errno : 0
            filled = max(result, 0)
        }
        guard failure == 0 else { throw KernelError("read", failure) }
        return bytes
    }
}
