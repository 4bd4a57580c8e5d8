/// A point in time as the log writes it: UTC, to the microsecond.
///
/// Source: RFC 3339; days by the Gregorian calendar, as in Hinnant, chrono-compatible low-level date algorithms.
package struct LogTime: Sendable, Hashable, Comparable {
    /// Since the beginning of 1970.
    package var microseconds: Int64

    package init(microseconds: Int64) { self.microseconds = microseconds }

    /// Reads `2026-11-23T02:40:00.123456Z`, or its beginning: a day, or a day and a time to the minute, the second or a
    /// part of it.
    ///
    /// - Returns: Nil for anything else, and for a day or an hour that is none.
    package init?(_ text: String) {
        var rest = Array(text.utf8)[...]
        if rest.last == UInt8(ascii: "Z") { rest.removeLast() }
        guard let year = LogTime.take(4, &rest), LogTime.skip("-", &rest), let month = LogTime.take(2, &rest),
            LogTime.skip("-", &rest), let day = LogTime.take(2, &rest), (1...12).contains(month),
            (1...LogTime.days(in: month, of: year)).contains(day)
        else { return nil }
        var seconds = LogTime.dayNumber(year, month, day) * 86400
        var fraction: Int64 = 0
        if !rest.isEmpty {
            guard LogTime.skip("T", &rest) || LogTime.skip(" ", &rest), let hour = LogTime.take(2, &rest), hour < 24,
                LogTime.skip(":", &rest), let minute = LogTime.take(2, &rest), minute < 60
            else { return nil }
            seconds += hour * 3600 + minute * 60
            if LogTime.skip(":", &rest) {
                // A leap second counts as the first of the next minute, as the system's clock has it.
                guard let second = LogTime.take(2, &rest), second <= 60 else { return nil }
                seconds += second
                if LogTime.skip(".", &rest) {
                    let count = rest.count
                    guard (1...6).contains(count), let digits = LogTime.take(count, &rest) else { return nil }
                    fraction = (count..<6).reduce(digits) { fraction, _ in fraction * 10 }
                }
            }
        }
        guard rest.isEmpty else { return nil }
        microseconds = seconds * 1_000_000 + fraction
    }

    package static func < (left: LogTime, right: LogTime) -> Bool { left.microseconds < right.microseconds }

    private static func skip(_ mark: Unicode.Scalar, _ rest: inout ArraySlice<UInt8>) -> Bool {
        guard rest.first == UInt8(ascii: mark) else { return false }
        rest.removeFirst()
        return true
    }

    private static func take(_ count: Int, _ rest: inout ArraySlice<UInt8>) -> Int64? {
        let digits = rest.prefix(count)
        guard digits.count == count, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        rest = rest.dropFirst(count)
        return digits.reduce(0) { $0 * 10 + Int64($1 - 0x30) }
    }

    private static func days(in month: Int64, of year: Int64) -> Int64 {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// The number of a day, 1970-01-01 being 0.
    private static func dayNumber(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        // Years begin in March, so that the leap day is the last.
        let year = month <= 2 ? year - 1 : year
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return 365 * year + year / 4 - year / 100 + year / 400 + dayOfYear - 719468
    }
}

extension LogTime {
    /// `2026-11-23 02:40:00.123`.
    package var text: String {
        let (seconds, rest) = microseconds.quotientAndRemainder(dividingBy: 1_000_000)
        let (day, time) = seconds.quotientAndRemainder(dividingBy: 86400)
        let (year, month, date) = LogTime.date(day)
        func padded(_ value: Int64, _ width: Int) -> String {
            let digits = String(value)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        return padded(year, 4) + "-" + padded(month, 2) + "-" + padded(date, 2) + " " + padded(time / 3600, 2) + ":"
            + padded(time / 60 % 60, 2) + ":" + padded(time % 60, 2) + "." + padded(rest / 1000, 3)
    }

    private static func date(_ day: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = day + 719468
        let era = shifted / 146097
        let dayOfEra = shifted % 146097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        let year = yearOfEra + era * 400 + (month >= 10 ? 1 : 0)
        return (year, month < 10 ? month + 3 : month - 9, dayOfYear - (153 * month + 2) / 5 + 1)
    }
}
