internal import Glibc
internal import Kernel

/// The processes of a box as the host's `/proc` shows them.
struct BoxProcesses {
    /// All that descends from the launcher, pid 1 of the box first.
    private(set) var processes: [BoxProcess] = []

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
        addChildren(of: launcher, thread: launcher)
        var next = 0
        while next < processes.count, processes.count < bound {
            let process = processes[next]
            if process.threadCount > 1 {
                for thread in Self.threads(of: process.number) { addChildren(of: process.number, thread: thread) }
            } else {
                addChildren(of: process.number, thread: process.number)
            }
            next += 1
        }
    }

    /// Their threads, as the kernel counts them against the limit of processes.
    var threadCount: Int { processes.reduce(0) { $0 + $1.threadCount } }

    /// The memory that they have in use, in bytes, each page counted once for every process that has it: too much, and
    /// cheap to know.
    var residentBytes: UInt64 { processes.reduce(0) { $0 + $1.residentBytes } }

    /// The same with shared pages counted in shares.
    ///
    /// The kernel looks at every page for it.
    func proportionalBytes() -> UInt64 {
        // Of a process that cannot be looked into, the larger figure.
        processes.reduce(0) { $0 + ($1.proportionalBytes() ?? $1.residentBytes) }
    }

    /// Whether nothing runs but pid 1.
    var areHalted: Bool { processes.dropFirst().allSatisfy { !$0.mayRun } }

    private mutating func addChildren(of process: Int32, thread: Int32) {
        var numbers: [Int32] = []
        ProcessFile.read("/proc/\(process)/task/\(thread)/children") { text in
            ProcessFile.forEachNumber(in: text) { numbers.append(Int32(truncatingIfNeeded: $1)) }
        }
        for number in numbers { if let child = BoxProcess(number) { processes.append(child) } }
    }

    private static func threads(of process: Int32) -> [Int32] {
        guard let stream = unsafe opendir("/proc/\(process)/task") else { return [] }
        defer { unsafe closedir(stream) }
        var threads: [Int32] = []
        while let entry = unsafe readdir(stream) {
            let number = unsafe withUnsafePointer(to: &entry.pointee.d_name) { name in
                unsafe atoi(UnsafeRawPointer(name).assumingMemoryBound(to: CChar.self))
            }
            // `.` and `..` are none.
            if number > 0 { threads.append(number) }
        }
        return threads
    }
}
