internal import Glibc

/// The time of a line: UTC to the microsecond.
///
/// Source: RFC 3339.
struct AuditClock {
    /// Bytes of a time.
    static let length = 27

    /// The second that `prefix` stands for.
    private var second = Int.min
    /// Such as `2026-11-23T02:40:00.`.
    private var prefix: [UInt8] = []

    /// Appends the time now.
    mutating func append(to bytes: inout [UInt8]) {
        var time = timespec()
        // Cannot fail: the clock exists and the pointer is good.
        _ = unsafe clock_gettime(CLOCK_REALTIME, &time)
        if time.tv_sec != second { turn(to: time.tv_sec) }
        bytes.append(contentsOf: prefix)
        AuditClock.append(Int(time.tv_nsec) / 1000, digits: 6, to: &bytes)
        bytes.append(UInt8(ascii: "Z"))
    }

    private mutating func turn(to second: Int) {
        self.second = second
        var second = second
        var parts = unsafe tm()
        unsafe gmtime_r(&second, &parts)
        prefix.removeAll(keepingCapacity: true)
        unsafe AuditClock.append(Int(parts.tm_year) + 1900, digits: 4, to: &prefix)
        let rest = unsafe [
            ("-", parts.tm_mon + 1), ("-", parts.tm_mday), ("T", parts.tm_hour), (":", parts.tm_min),
            (":", parts.tm_sec),
        ]
        for (mark, value) in rest {
            prefix.append(contentsOf: mark.utf8)
            AuditClock.append(Int(value), digits: 2, to: &prefix)
        }
        prefix.append(UInt8(ascii: "."))
    }

    private static func append(_ value: Int, digits: Int, to bytes: inout [UInt8]) {
        var unit = 1
        for _ in 1..<digits { unit *= 10 }
        while unit > 0 {
            bytes.append(UInt8(ascii: "0") + UInt8(value / unit % 10))
            unit /= 10
        }
    }
}
