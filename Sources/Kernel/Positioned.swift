internal import Glibc

extension Descriptor {
    /// Writes with one call, and does not go on where the file takes less.
    ///
    /// Whole lines of several writers stay whole only when each is one call.
    ///
    /// The corresponding C function is `write`.
    ///
    /// - Returns: How many bytes the file has taken.
    package borrowing func writeOnce(_ bytes: Span<UInt8>) throws(KernelError) -> Int {
        try unsafe bytes.withUnsafeBytes { buffer throws(KernelError) in
            while true {
                let count = unsafe Glibc.write(number, buffer.baseAddress, buffer.count)
                if count >= 0 { return count }
                guard errno == EINTR else { throw KernelError("write", errno) }
            }
        }
    }

    /// Writes all of the bytes from a place in the file on.
    ///
    /// The corresponding C function is `pwrite`.
    package borrowing func write(_ bytes: [UInt8], at offset: Int64) throws(KernelError) {
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe pwrite(
                    number, buffer.baseAddress.map { unsafe $0 + written }, buffer.count - written,
                    off_t(offset) + off_t(written))
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw KernelError("pwrite", count < 0 ? errno : EIO) }
            written += count
        }
    }

    /// Reads from a place in the file on; less than `count` bytes where the file ends, or at the system's discretion.
    ///
    /// The corresponding C function is `pread`.
    package borrowing func read(at offset: Int64, upTo count: Int) throws(KernelError) -> [UInt8] {
        var failure: Int32 = 0
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            var result = unsafe pread(number, buffer.baseAddress, count, off_t(offset))
            while result < 0 && errno == EINTR {
                result = unsafe pread(number, buffer.baseAddress, count, off_t(offset))
            }
            failure = result < 0 ? errno : 0
            filled = max(result, 0)
        }
        guard failure == 0 else { throw KernelError("pread", failure) }
        return bytes
    }

    /// Waits until no other open file has a lock on this one, and takes it; it ends with `unlock` or with this value.
    ///
    /// The corresponding C function is `flock`.
    ///
    /// - Throws: `ETIMEDOUT` where another keeps it longer than `patience`.
    package borrowing func lock(patience: Duration) throws(KernelError) {
        guard !tryLock() else { return }
        let deadline = MonotonicTime.now + patience
        while !tryLock() {
            guard errno == EWOULDBLOCK || errno == EINTR else { throw KernelError("flock", errno) }
            guard MonotonicTime.now < deadline else { throw KernelError("flock", ETIMEDOUT) }
            usleep(500)
        }
    }

    private borrowing func tryLock() -> Bool { flock(number, LOCK_EX | LOCK_NB) == 0 }

    /// Gives the lock back.
    ///
    /// The corresponding C function is `flock`.
    package borrowing func unlock() {
        // Cannot fail for an open file.
        _ = flock(number, LOCK_UN)
    }
}
