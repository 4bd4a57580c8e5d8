internal import Glibc
internal import Kernel

/// The processes of a box as the host's `/proc` shows them.
struct BoxProcesses {
    /// Their numbers on the host, pid 1 of the box first.
    private(set) var numbers: [Int32] = []
    /// Their threads, as the kernel counts them against the limit of processes.
    private(set) var threadCount = 0

    /// Whether this host lets us see processes that are not ours: a kernel that tells of children, and no `hidepid`, behind
    /// which a box's pid 1 is out of sight.
    static let areVisible = (["/proc/1/stat", "/proc/self/task/\(getpid())/children"] as [String]).allSatisfy {
        unsafe access($0, R_OK) == 0
    }

    /// All that descends from a launcher, without itself.
    ///
    /// The processes may come and go meanwhile; whoever loses its parent becomes a child of pid 1, and so is seen at the
    /// next look at the latest.
    ///
    /// - Parameter bound: How many are enough; a box can hold a look up no longer than that.
    init(below launcher: Int32, upTo bound: Int = 4096) {
        numbers = Self.children(of: launcher, thread: "\(launcher)")
        var next = 0
        while next < numbers.count, numbers.count < bound {
            let process = numbers[next]
            let threads = Self.threads(of: process)
            threadCount += threads.count
            for thread in threads { numbers += Self.children(of: process, thread: thread) }
            next += 1
        }
    }

    /// The memory that they have in use, in bytes, each page counted once for every process that has it: too much, and
    /// cheap to know.
    func residentBytes() -> UInt64 {
        numbers.reduce(0) { $0 + Self.residentBytes(of: $1) }
    }

    /// The same with shared pages counted in shares, up to the process with which it is more than `limit`.
    ///
    /// The kernel looks at every page for it.
    func proportionalBytes(upTo limit: UInt64) -> UInt64 {
        var sum: UInt64 = 0
        for number in numbers where sum <= limit {
            // Of a process that cannot be looked into, the larger figure.
            sum += Self.proportionalBytes(of: number) ?? Self.residentBytes(of: number)
        }
        return sum
    }

    private static func residentBytes(of number: Int32) -> UInt64 {
        let fields = text("/proc/\(number)/statm")?.split(separator: " ") ?? []
        return fields.count > 1 ? (UInt64(fields[1]) ?? 0) * pageBytes : 0
    }

    private static let pageBytes = UInt64(sysconf(Int32(_SC_PAGESIZE)))

    private static func proportionalBytes(of number: Int32) -> UInt64? {
        guard let text = text("/proc/\(number)/smaps_rollup") else { return nil }
        var bytes: UInt64 = 0
        for line in text.split(separator: "\n") where line.hasPrefix("Pss:") || line.hasPrefix("SwapPss:") {
            bytes += (line.split(separator: " ").dropFirst().first.flatMap { UInt64($0) } ?? 0) << 10
        }
        return bytes
    }

    private static func children(of process: Int32, thread: String) -> [Int32] {
        text("/proc/\(process)/task/\(thread)/children")?.split(separator: " ").compactMap { Int32($0) } ?? []
    }

    private static func threads(of process: Int32) -> [String] {
        guard let stream = unsafe opendir("/proc/\(process)/task") else { return [] }
        defer { unsafe closedir(stream) }
        var threads: [String] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { field in
                unsafe String(cString: UnsafeRawPointer(field).assumingMemoryBound(to: CChar.self))
            }
            if name != ".", name != ".." { threads.append(name) }
        }
        return threads
    }

    /// The whole of a file of `/proc`; nil for a process that is gone.
    private static func text(_ path: String) -> String? {
        // A process may end between any two calls.
        guard let bytes = try? Descriptor.reading(path, resolving: .exact).readAll(limit: 1 << 20) else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }
}
