internal import Glibc
internal import Kernel

/// A process of a box, as it was when it was looked at.
struct BoxProcess {
    /// Its number on the host.
    let number: Int32
    /// When it began, in ticks since the machine's start: with the number, no two processes share it.
    private(set) var start: UInt64 = 0
    private(set) var threadCount = 1
    private(set) var residentBytes: UInt64 = 0
    /// How often it was given a page, or a page of its own, that needed no reading from a disk.
    private(set) var faultCount: UInt64 = 0
    /// Whether it may run without being told to: it neither stands still nor has ended.
    private(set) var mayRun = true

    /// Looks at a process; nil when it is gone.
    ///
    /// Source: proc_pid_stat(5).
    init?(_ number: Int32) {
        self.number = number
        var stat = (start: UInt64(0), threads: UInt64(1), pages: UInt64(0), faults: UInt64(0), state: UInt8(0))
        let isThere: Bool? = ProcessFile.read("/proc/\(number)/stat") { text in
            // The name before it may hold anything, its own parenthesis included.
            var fields = text.count
            while fields > 0, text[fields - 1] != UInt8(ascii: ")") { fields -= 1 }
            guard fields + 1 < text.count else { return false }
            stat.state = text[fields + 1]
            ProcessFile.forEachNumber(in: text, from: fields) { position, value in
                switch position {
                case 7: stat.faults = value
                case 17: stat.threads = value
                case 19: stat.start = value
                case 21: stat.pages = value
                default: break
                }
            }
            return true
        }
        guard isThere == true else { return nil }
        start = stat.start
        threadCount = Int(clamping: stat.threads)
        residentBytes = stat.pages * Self.pageBytes
        faultCount = stat.faults
        mayRun = !"TtZX".utf8.contains(stat.state)
    }

    /// Its memory with shared pages counted in shares, and what of it was swapped out; nil where we may not know.
    func proportionalBytes() -> UInt64? {
        ProcessFile.read("/proc/\(number)/smaps_rollup") { text in
            let text = unsafe text.withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
            var bytes: UInt64 = 0
            for line in text.split(separator: "\n") where line.hasPrefix("Pss:") || line.hasPrefix("SwapPss:") {
                bytes += (line.split(separator: " ").dropFirst().first.flatMap { UInt64($0) } ?? 0) << 10
            }
            return bytes
        }
    }

    /// What it has used so far; nil when it is gone.
    func usage() -> BoxUsage.Process? {
        Self.processorNanoseconds(of: number).map {
            BoxUsage.Process(
                number: number, start: start, processorNanoseconds: $0, faultedBytes: faultCount * Self.pageBytes)
        }
    }

    /// The time that a process's threads, those that have ended too, have had a processor; nil when it is gone.
    ///
    /// Of a thread that has one now, up to the last tick of the kernel's clock.
    static func processorNanoseconds(of number: Int32) -> UInt64? {
        var time = timespec()
        // As `clock_getcpuclockid` makes it, which would ask for the process another time.
        let clock = clockid_t(~number << 3 | 2)
        guard unsafe clock_gettime(clock, &time) == 0 else { return nil }
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    private static let pageBytes = UInt64(sysconf(Int32(_SC_PAGESIZE)))
}
