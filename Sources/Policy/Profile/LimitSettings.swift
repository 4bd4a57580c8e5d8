/// A number of bytes.
package struct ByteCount: Sendable, Hashable, Comparable, CustomStringConvertible {
    package var bytes: UInt64

    package init(_ bytes: UInt64) { self.bytes = bytes }

    /// Reads a whole number with one of the units `B`, `KiB`, `MiB`, `GiB`; nil for anything else.
    package init?(parsing text: String) {
        let zero = UInt8(ascii: "0")
        let digits = text.utf8.prefix { (zero...UInt8(ascii: "9")).contains($0) }
        guard !digits.isEmpty, digits.count == 1 || digits.first != zero else { return nil }
        let factor: UInt64
        switch String(Substring(text.utf8.dropFirst(digits.count))) {
        case "B": factor = 1
        case "KiB": factor = 1 << 10
        case "MiB": factor = 1 << 20
        case "GiB": factor = 1 << 30
        default: return nil
        }
        bytes = 0
        for digit in digits {
            let (shifted, isTooLong) = bytes.multipliedReportingOverflow(by: 10)
            let (sum, isTooLarge) = shifted.addingReportingOverflow(UInt64(digit - zero))
            guard !isTooLong, !isTooLarge else { return nil }
            bytes = sum
        }
        let (product, overflow) = bytes.multipliedReportingOverflow(by: factor)
        guard !overflow else { return nil }
        bytes = product
    }

    package static func < (first: ByteCount, second: ByteCount) -> Bool { first.bytes < second.bytes }

    /// The number with the largest unit that leaves it whole; `init(parsing:)` reads it back.
    package var description: String {
        for (shift, unit) in [(30, "GiB"), (20, "MiB"), (10, "KiB")]
        where bytes > 0 && bytes.trailingZeroBitCount >= shift {
            return "\(bytes >> UInt64(shift))\(unit)"
        }
        return "\(bytes)B"
    }
}

/// A share of the machine's processors, in thousandths of one.
package struct ProcessorShare: Sendable, Hashable, Comparable, CustomStringConvertible {
    package var thousandths: UInt32

    package init(thousandths: UInt32) { self.thousandths = thousandths }

    package static func < (first: ProcessorShare, second: ProcessorShare) -> Bool {
        first.thousandths < second.thousandths
    }

    /// The share as a decimal number, such as `1.5`.
    package var description: String {
        var fraction = String(1000 + thousandths % 1000).dropFirst()
        while fraction.count > 1, fraction.last == "0" { fraction.removeLast() }
        return "\(thousandths / 1000).\(fraction)"
    }
}

/// What `limits:` says; nil where a profile leaves a limit out.
package struct LimitSettings: Sendable, Hashable {
    /// Memory of the whole box.
    package var memory: Located<ByteCount>?
    /// Processes and threads of the whole box.
    package var processes: Located<UInt32>?
    package var cpu: Located<ProcessorShare>?
    /// Open descriptors of each process.
    package var openFiles: Located<UInt32>?
    /// Size of any one file that a process writes.
    package var fileSize: Located<ByteCount>?
    /// Size of any one message on the wire, both ways.
    package var message: Located<ByteCount>?
    package var enforce: Located<Enforcement>?

    /// By what a limit must be held.
    package enum Enforcement: String, Sendable, CaseIterable {
        /// By the best that the host offers: cgroup, rlimit or watching.
        case any
        /// By a cgroup, or the launch is refused.
        case cgroup
    }

    package init() {}
}
