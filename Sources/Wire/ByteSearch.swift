internal import func Glibc.memchr

/// Finding one byte among many.
///
/// The C library's search is the one function of it that this module uses: it computes and touches nothing else, and is
/// ten times as fast as what the compiler makes of a loop over vectors (64 KiB: 0.4 µs against 5 µs).
enum ByteSearch {
    /// The index of the first such byte in `range`; nil where there is none.
    @inline(__always)
    static func first(_ byte: UInt8, in bytes: UnsafePointer<UInt8>, _ range: Range<Int>) -> Int? {
        let start = unsafe bytes + range.lowerBound
        guard let found = unsafe memchr(start, Int32(byte), range.count) else { return nil }
        return unsafe UnsafeRawPointer(found) - UnsafeRawPointer(bytes)
    }
}
