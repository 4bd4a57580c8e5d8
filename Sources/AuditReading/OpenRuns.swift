/// The runs of the log that go on at the place that is read, and their calls that are not answered.
struct OpenRuns {
    /// A call that is on record.
    struct Call {
        var time: LogTime
        var text: String
        var size: Int64
    }

    /// What is known of a run.
    struct Run {
        var server: String
        var program: String
        /// The host's user that the kernel knows the box by.
        var boxUser: Int64?
        /// By the numbers of their lines.
        var calls: [UInt64: Call] = [:]

        /// What was called and is not answered, the oldest first.
        var inFlight: [Call] { calls.sorted { $0.key < $1.key }.map(\.value) }
    }

    private(set) var runs: [String: Run] = [:]

    /// The most calls of one run that are kept; a client has a few dozen open at most.
    private static let callLimit = 4096

    mutating func begin(_ name: String, _ run: Run) { runs[name] = run }

    mutating func end(_ name: String) -> Run? { runs.removeValue(forKey: name) }

    mutating func open(_ number: UInt64, _ call: Call, of name: String, _ server: String) {
        // A run whose launch is in a file that was removed.
        var run = runs[name] ?? Run(server: server, program: "")
        if run.calls.count >= OpenRuns.callLimit { run.calls.removeAll() }
        run.calls[number] = call
        runs[name] = run
    }

    mutating func close(_ number: UInt64, of name: String) -> Call? { runs[name]?.calls.removeValue(forKey: number) }
}
