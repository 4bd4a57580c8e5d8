internal import Kernel
internal import LaunchPlan
internal import Refusals

extension LauncherProcess {
    /// How long we wait for the box's processes to stand still.
    ///
    /// Whoever is in the middle of a system call may take longer; it is counted as it is.
    private static let haltPatience = Duration.milliseconds(20)

    /// Looks at the box, where that is due, and says what limit it has passed.
    mutating func look(with watch: inout BoxWatch, at time: MonotonicTime, hasOpenRequests: Bool) -> Refusal? {
        guard let due = watch.nextLook(hasOpenRequests: hasOpenRequests), due <= time,
            !watch.rests(at: time, processorNanoseconds: BoxProcess.processorNanoseconds(of:))
        else { return nil }
        let processes = BoxProcesses(below: number)
        let sight = BoxWatch.Sight(processes)
        switch watch.judge(sight, at: time, hasOpenRequests: hasOpenRequests) {
        case .wait: return nil
        case .exceeded(let refusal): return refusal
        case .count(halting: false):
            return watch.counted(processes.proportionalBytes(), after: sight, at: time)
        case .count(halting: true):
            say(.halt)
            let halted = haltedProcesses()
            let refusal = watch.counted(halted.proportionalBytes(), after: BoxWatch.Sight(halted), at: .now)
            // What is to be ended does not go on.
            if refusal == nil { say(.resume) }
            return refusal
        }
    }

    /// Says a word to pid 1 of the box.
    ///
    /// A full lifeline means that nobody in the box reads it.
    func say(_ word: LifelineWord) {
        _ = unsafe withUnsafeBytes(of: word.byte) { unsafe lifeline.write($0) }
    }

    /// The processes of the box, when they have stopped.
    private func haltedProcesses() -> BoxProcesses {
        let deadline = MonotonicTime.now + Self.haltPatience
        var nothing = PollSet(slots: 0)
        while true {
            let processes = BoxProcesses(below: number)
            if processes.areHalted || MonotonicTime.now >= deadline { return processes }
            // Where waiting fails the loop is a busy one, and as short.
            try? nothing.wait(until: MonotonicTime.now + .microseconds(100))
        }
    }
}

extension BoxWatch.Sight {
    init(_ processes: BoxProcesses) {
        self.init(
            residentBytes: processes.residentBytes, threadCount: processes.threadCount,
            usage: BoxUsage(processes.processes.compactMap { $0.usage() }))
    }
}
