import Audit
import Glibc
import Kernel
import LaunchPlan
import Refusals
import Supervision

/// A run of the supervisor on a thread of its own, with the test as its client.
final class SupervisedRun {
    let input: ClientEnd
    let output: ClientEnd
    let errors: ClientEnd
    let state: StateFolder
    private let job: Job
    private var thread = pthread_t()
    private var isJoined = false

    static let plan = LaunchPlan(
        identity: BoxIdentity(userOutside: 4242, groupOutside: 4242), fileSystem: [],
        command: Command(executable: "/bin/true", arguments: ["true"], environment: [], workingDirectory: "/"))

    /// Times that no test waits for, whatever the machine's load; a test shortens what it is about.
    static var patientTimes: SupervisionTimes {
        var times = SupervisionTimes()
        times.launch = .seconds(300)
        times.quiet = .seconds(300)
        times.answering = .seconds(300)
        times.termination = .seconds(300)
        times.collapse = .seconds(300)
        times.delivery = .seconds(300)
        times.refusalIdle = .seconds(300)
        times.refusalTotal = .seconds(300)
        return times
    }

    /// Starts a run with a stand-in launcher, or with nothing but a refusal.
    ///
    /// - Parameters:
    ///   - mark: A file that the launcher makes, and before which the supervisor does not begin.
    ///   - inspect: What looks at the server's package.
    init(
        _ arguments: [String] = [], refusal: Refusal? = nil, messageLimit: Int = 16 << 20,
        times: SupervisionTimes = SupervisedRun.patientTimes, after mark: String? = nil,
        inspect: @escaping Supervisor.Inspection = { () throws(Refusal) in [] }
    ) throws {
        let input = try Pipe()
        let output = try Pipe()
        let errors = try Pipe()
        self.input = ClientEnd(copyOf: input.writing)
        self.output = ClientEnd(copyOf: output.reading)
        self.errors = ClientEnd(copyOf: errors.reading)
        state = StateFolder()
        let trail = try AuditTrail(
            of: LaunchRecord(
                name: "test", program: "/bin/true", profile: "test", profileDigest: "0", planDigest: "0",
                minimumTier: "full"),
            in: state.path)
        let client = ClientSide(
            input: try StreamEnd(own: input.keepReading()), output: try StreamEnd(own: output.keepWriting()),
            errors: try StreamEnd(own: errors.keepWriting()), messageLimit: messageLimit)
        if let refusal {
            job = Job(launcher: nil, client: client, refusal: refusal, times: times, trail: trail, inspect: inspect)
        } else {
            var launcher = try LauncherProcess.spawn(path: StandInLauncher.path, switches: arguments)
            launcher.offer(PlanCodec.encode(SupervisedRun.plan))
            job = Job(launcher: launcher, client: client, refusal: nil, times: times, trail: trail, inspect: inspect)
        }
        if let mark { try SupervisedRun.wait(for: mark) }
        let failure = unsafe pthread_create(
            &thread, nil,
            { pointer in
                // The thread owns this reference; the test keeps its own, and looks at it after the join.
                guard let pointer = unsafe pointer else { return nil }
                unsafe Unmanaged<Job>.fromOpaque(pointer).takeRetainedValue().run()
                return nil
            }, Unmanaged.passRetained(job).toOpaque())
        precondition(failure == 0, "no thread")
    }

    private static func wait(for file: String) throws {
        for _ in 0..<12_000 {
            if unsafe access(file, F_OK) == 0 { return }
            usleep(10_000)
        }
        throw ClientEnd.TookTooLong()
    }

    /// Waits for the run's end.
    func exitStatus() -> Int32 {
        if !isJoined { pthread_join(thread, nil) }
        isJoined = true
        return job.status
    }

    /// Sends the supervisor a signal.
    func signal(_ number: Int32) { pthread_kill(thread, number) }

    /// Closes the client's input, and gives all that was and will be written to it, and the exit status.
    func finish() throws -> (output: String, errors: String, status: Int32) {
        input.close()
        let output = try output.readToEnd()
        let errors = try errors.readToEnd()
        return (output, errors, exitStatus())
    }

    /// What a run is made of, and what came of it.
    private final class Job {
        private var launcher: LauncherProcess?
        private var client: ClientSide?
        private let refusal: Refusal?
        private let times: SupervisionTimes
        private let trail: AuditTrail
        private let inspect: Supervisor.Inspection
        private(set) var status: Int32 = -1

        init(
            launcher: consuming LauncherProcess?, client: consuming ClientSide, refusal: Refusal?,
            times: SupervisionTimes, trail: AuditTrail, inspect: @escaping Supervisor.Inspection
        ) {
            self.launcher = launcher
            self.client = consume client
            self.refusal = refusal
            self.times = times
            self.trail = trail
            self.inspect = inspect
        }

        func run() {
            guard let client = client.take(), let signals = try? SignalQueue([SIGTERM, SIGINT, SIGHUP]) else { return }
            if let launcher = launcher.take() {
                status = Supervisor.run(
                    launcher: launcher, client: client, signals: signals, trail: trail, inspect: inspect,
                    times: times)
            } else if let refusal {
                status = Supervisor.refuse(
                    refusal, exitStatus: ExitStatus.refused, client: client, signals: signals, times: times)
            }
        }
    }
}

/// The test's end of one of the client's three pipes.
final class ClientEnd {
    struct TookTooLong: Error {}

    private var number: Int32
    /// What was read and not yet asked for.
    private var waiting: [UInt8] = []
    private var hasEnded = false
    /// Far beyond what any machine needs: a test that reaches it has failed.
    private static let patienceMilliseconds: Int32 = 120_000

    init(copyOf descriptor: borrowing Descriptor) {
        number = fcntl(descriptor.number, F_DUPFD_CLOEXEC, 0)
        precondition(number >= 0, "no descriptor left")
        _ = fcntl(number, F_SETFL, fcntl(number, F_GETFL) | O_NONBLOCK)
    }

    deinit { close() }

    func close() {
        if number >= 0 { Glibc.close(number) }
        number = -1
    }

    /// Writes all, however slowly the other side reads.
    func send(_ text: String) throws { try send(Array(text.utf8)) }

    func send(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            rest = rest.dropFirst(try sendSome(rest))
        }
    }

    /// Writes what there is room for by now, and gives its number; waits for room when there is none.
    private func sendSome(_ bytes: ArraySlice<UInt8>) throws -> Int {
        try wait(for: POLLOUT)
        return max(0, trySend(bytes))
    }

    /// Writes what there is room for; negative when there is none, or no reader.
    func trySend(_ bytes: ArraySlice<UInt8>) -> Int {
        unsafe bytes.withUnsafeBytes { unsafe write(number, $0.baseAddress, $0.count) }
    }

    /// The next line, without its newline; what is left at the end of file.
    func readLine() throws -> String {
        while true {
            if let newline = waiting.firstIndex(of: 0x0a) {
                defer { waiting.removeSubrange(...newline) }
                return String(decoding: waiting[..<newline], as: UTF8.self)
            }
            if hasEnded {
                defer { waiting = [] }
                return String(decoding: waiting, as: UTF8.self)
            }
            try readSome()
        }
    }

    func readToEnd() throws -> String {
        while !hasEnded { try readSome() }
        defer { waiting = [] }
        return String(decoding: waiting, as: UTF8.self)
    }

    /// The same, while a client's input ends.
    func readToEnd(closing input: ClientEnd) throws -> String {
        input.close()
        return try readToEnd()
    }

    /// Reads what has come by now, to be asked for later.
    func takeWhatWaits() throws {
        if !isQuiet(milliseconds: 10) { try readSome() }
    }

    /// Whether nothing comes for a time.
    func isQuiet(milliseconds: Int32) -> Bool {
        var entry = pollfd(fd: number, events: Int16(POLLIN), revents: 0)
        return unsafe poll(&entry, 1, milliseconds) == 0
    }

    /// Whether there is room to write within a time.
    func hasRoom(milliseconds: Int32) -> Bool {
        var entry = pollfd(fd: number, events: Int16(POLLOUT), revents: 0)
        return unsafe poll(&entry, 1, milliseconds) > 0
    }

    private func readSome() throws {
        try wait(for: POLLIN)
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        let count = unsafe read(number, &chunk, chunk.count)
        if count > 0 { waiting += chunk[..<count] }
        if count == 0 { hasEnded = true }
    }

    private func wait(for event: Int32) throws {
        var entry = pollfd(fd: number, events: Int16(event), revents: 0)
        guard unsafe poll(&entry, 1, ClientEnd.patienceMilliseconds) > 0 else { throw TookTooLong() }
    }
}

/// A folder of Trilatch's state that lives as long as its test.
final class StateFolder {
    let path: String

    init() {
        var template = Array("/var/tmp/trilatch-state.XXXXXX".utf8CString)
        let made = unsafe mkdtemp(&template) != nil
        precondition(made, "no temporary folder")
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit {
        for name in ["audit.jsonl", "audit.head", "audit.key"] { unsafe unlink("\(path)/\(name)") }
        unsafe rmdir(path)
    }

    /// The audit log's lines.
    var auditLines: [String] {
        guard let bytes = try? Descriptor.reading("\(path)/audit.jsonl").readAll(limit: 1 << 20) else { return [] }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }
}
