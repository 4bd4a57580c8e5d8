/// What the processes of a box have used of the machine since they began.
package struct BoxUsage: Sendable {
    package struct Process: Sendable {
        /// Its number on the host.
        package var number: Int32
        /// When it began, in ticks since the machine's start: with the number, no two processes share it.
        package var start: UInt64
        /// How long its threads have had a processor, together.
        package var processorNanoseconds: UInt64
        /// The pages that it was given one by one, in bytes.
        package var faultedBytes: UInt64

        package init(number: Int32, start: UInt64, processorNanoseconds: UInt64, faultedBytes: UInt64) {
            self.number = number
            self.start = start
            self.processorNanoseconds = processorNanoseconds
            self.faultedBytes = faultedBytes
        }
    }

    package private(set) var processes: [Process]

    package init(_ processes: [Process]) { self.processes = processes }

    /// How long those that live have had a processor since an earlier look; of new ones, all of it.
    func processorNanoseconds(since earlier: BoxUsage) -> UInt64 { sum(\.processorNanoseconds, since: earlier) }

    /// The pages that they were given one by one since, in bytes.
    func faultedBytes(since earlier: BoxUsage) -> UInt64 { sum(\.faultedBytes, since: earlier) }

    private func sum(_ figure: KeyPath<Process, UInt64>, since earlier: BoxUsage) -> UInt64 {
        processes.reduce(0) { sum, process in
            let known = earlier.processes.first { $0.number == process.number && $0.start == process.start }
            let (now, before) = (process[keyPath: figure], known?[keyPath: figure] ?? 0)
            return sum + (now > before ? now - before : 0)
        }
    }
}
