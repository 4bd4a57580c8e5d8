internal import Glibc

/// Bytes of a secret, in pages of their own: never swapped out, in no core dump, zero in a forked child, and overwritten
/// when their owner ends.
///
/// They cannot be copied and have no description. Whoever borrows them keeps nothing. The room is fixed when the value is
/// made, so that nothing is ever moved and left behind. Source: mlock(2); madvise(2), Linux 4.14.
@safe package struct LockedBytes: ~Copyable {
    private let pages: UnsafeMutableRawPointer
    private let length: Int
    /// How many bytes there is room for.
    package let capacity: Int
    package private(set) var count = 0

    /// Makes room, empty.
    ///
    /// - Throws: `ENOMEM`, `EPERM` or `EAGAIN` where the limit of locked memory (`RLIMIT_MEMLOCK`) is too small, `EINVAL`
    ///   where the kernel cannot keep the pages out of dumps or children. The corresponding C functions are `mmap`,
    ///   `madvise` and `mlock`.
    package init(capacity: Int) throws(KernelError) {
        precondition(capacity > 0, "room for nothing")
        let page = Int(sysconf(Int32(_SC_PAGESIZE)))
        length = (capacity + page - 1) / page * page
        unsafe pages = try LockedBytes.map(length)
        self.capacity = capacity
    }

    private static func map(_ length: Int) throws(KernelError) -> UnsafeMutableRawPointer {
        guard
            let pages = unsafe mmap(nil, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
            unsafe pages != MAP_FAILED
        else { throw KernelError("mmap", errno) }
        var failure: KernelError?
        if unsafe madvise(pages, length, MADV_DONTDUMP) < 0 || madvise(pages, length, MADV_WIPEONFORK) < 0 {
            failure = KernelError("madvise", errno)
        } else if unsafe mlock(pages, length) < 0 {
            failure = KernelError("mlock", errno)
        }
        if let failure {
            unsafe munmap(pages, length)
            throw failure
        }
        return unsafe pages
    }

    /// A copy of bytes that are elsewhere already.
    package static func copy(of bytes: Span<UInt8>) throws(KernelError) -> LockedBytes {
        var locked = try LockedBytes(capacity: max(1, bytes.count))
        locked.append(bytes)
        return locked
    }

    /// All that a file or pipe holds, read straight into the pages; waits for its end.
    ///
    /// - Throws: `EFBIG` where there is more than `limit`; those of `read`.
    package static func read(allOf file: borrowing Descriptor, limit: Int) throws(KernelError) -> LockedBytes {
        // One byte more would be the first that is too many.
        var locked = try LockedBytes(capacity: limit + 1)
        while try locked.appendSome(of: file) {}
        guard locked.count <= limit else { throw KernelError("read", EFBIG) }
        return locked
    }

    deinit {
        unsafe explicit_bzero(pages, length)
        unsafe munmap(pages, length)
    }

    /// Reads once, as much as there is room for, and waits until something is there.
    ///
    /// - Returns: Whether there was anything: at the end of the file there is not, nor where there is no room.
    package mutating func appendSome(of file: borrowing Descriptor) throws(KernelError) -> Bool {
        guard count < capacity else { return false }
        let room = unsafe UnsafeMutableRawBufferPointer(start: pages + count, count: capacity - count)
        let read = try unsafe file.read(into: room.assumingMemoryBound(to: UInt8.self))
        count += read
        return read > 0
    }

    /// Copies bytes behind those that are here; they must fit.
    package mutating func append(_ bytes: Span<UInt8>) {
        precondition(bytes.count <= capacity - count, "more than there is room for")
        for index in bytes.indices {
            unsafe pages.storeBytes(of: bytes[index], toByteOffset: count + index, as: UInt8.self)
        }
        count += bytes.count
    }

    /// The last byte; nil where there is none.
    package var last: UInt8? {
        count > 0 ? unsafe pages.load(fromByteOffset: count - 1, as: UInt8.self) : nil
    }

    /// Drops the last byte and overwrites it.
    package mutating func removeLast() {
        precondition(count > 0, "there is none")
        count -= 1
        unsafe pages.storeBytes(of: 0, toByteOffset: count, as: UInt8.self)
    }

    /// Lends the bytes.
    package borrowing func withSpan<Result: ~Copyable, Failure: Error>(
        _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let bytes = unsafe UnsafeRawBufferPointer(start: pages, count: count).assumingMemoryBound(to: UInt8.self)
        return try body(unsafe bytes.span)
    }
}

extension UnsafeMutableRawBufferPointer {
    /// Overwrites bytes of a secret that had to be in scratch for a while.
    package func wipe() {
        if let start = baseAddress { unsafe explicit_bzero(start, count) }
    }
}

extension [UInt8] {
    /// Overwrites bytes of a secret that had to be in ordinary memory for a while; whoever calls this is their only owner,
    /// or a copy is what is overwritten.
    package mutating func wipe() {
        unsafe withUnsafeMutableBytes { unsafe $0.wipe() }
        removeAll()
    }
}
