internal import Glibc
internal import Kernel

extension NodeStamp {
    /// The time by the machine's clock, in nanoseconds since 1970.
    ///
    /// For the comparison with times of files, which are that clock's.
    ///
    /// The corresponding C function is `clock_gettime`.
    static func now() -> Int64 {
        var time = timespec()
        _ = unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
    }
}
