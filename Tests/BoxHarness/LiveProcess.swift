import Glibc
package import InstalledTrilatch
package import Kernel

/// A program that runs beside the test, with a pipe for each of its descriptors.
package final class LiveProcess {
    /// Its number on the host.
    package let number: Int32
    private let process: LaunchedProcess
    /// Our ends of the pipes, by the program's own descriptor.
    private var inputs: [Int32: Int32] = [:]
    private var outputs: [Int32: Int32] = [:]
    private var received: [Int32: [UInt8]] = [:]
    private var hasEnded = false

    /// Starts a program.
    ///
    /// - Parameter command: An absolute path, and the arguments.
    /// - Parameter inputs: Descriptors that the program reads.
    /// - Parameter outputs: Descriptors that it writes; together with `inputs` all numbers from 0.
    /// - Parameter leaked: An open descriptor of the test's that it gets as the next number.
    package init(
        _ command: [String], environment: [String] = [], inputs: [Int32] = [0], outputs: [Int32] = [1, 2],
        leaked: Int32? = nil
    ) throws {
        _ = Self.ignoresBrokenPipes
        var theirs: [Int32] = []
        for number in 0..<Int32(inputs.count + outputs.count) {
            let pipe = try Pipe()
            let (reading, writing) = try pipe.releaseEnds()
            let isInput = inputs.contains(number)
            theirs.append(isInput ? reading : writing)
            if isInput { self.inputs[number] = writing } else { self.outputs[number] = reading }
        }
        defer { for descriptor in theirs { close(descriptor) } }
        process = try LaunchedProcess(
            path: command[0], arguments: command, environment: environment,
            descriptors: theirs + (leaked.map { [$0] } ?? []))
        number = try ProcessTable.number(ofProcessDescriptor: process.descriptor.number)
    }

    deinit {
        for descriptor in inputs.values { close(descriptor) }
        for descriptor in outputs.values { close(descriptor) }
        if hasEnded { return }
        process.kill()
        while process.endIfEnded() == nil { usleep(1000) }
    }

    /// Writing to a program that has ended is an error to look at, and not this program's end.
    private static let ignoresBrokenPipes: Bool = Glibc.signal(SIGPIPE, SIG_IGN) == nil

    // MARK: Talking to it

    package func send(_ bytes: [UInt8], to input: Int32 = 0) throws {
        guard let descriptor = inputs[input] else { throw HarnessFailure.missing("input \(input)") }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { throw HarnessFailure.missing("a reader of input \(input)") }
            rest = rest.dropFirst(count)
        }
    }

    package func send(_ text: String) throws { try send(Array(text.utf8)) }

    /// Writes the same again and again until the program takes no more for a second, or all of `limit`; how much it took.
    package func pour(_ bytes: [UInt8], upTo limit: Int, to input: Int32 = 0) throws -> Int {
        guard let descriptor = inputs[input] else { throw HarnessFailure.missing("input \(input)") }
        guard fcntl(descriptor, F_SETFL, O_NONBLOCK) == 0 else { throw HarnessFailure.missing("a pipe") }
        defer { _ = fcntl(descriptor, F_SETFL, 0) }
        var sent = 0
        while sent < limit {
            let rest = bytes.dropFirst(sent % bytes.count)
            let count = unsafe rest.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                sent += count
                continue
            }
            var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            guard errno == EAGAIN, unsafe poll(&waiting, 1, Int32(Self.stillness)) > 0 else { return sent }
        }
        return sent
    }

    /// Milliseconds after which a pipe that takes nothing is full.
    private static let stillness = 1000 * Clock.patience

    package func closeInput(_ input: Int32 = 0) {
        if let descriptor = inputs.removeValue(forKey: input) { close(descriptor) }
    }

    package func signal(_ signal: Int32) { kill(number, signal) }

    // MARK: Listening to it

    /// What it has written so far.
    package func bytes(from output: Int32) -> [UInt8] { received[output] ?? [] }

    package func text(from output: Int32) -> String { String(decoding: bytes(from: output), as: UTF8.self) }

    /// Whether somebody still holds an output open.
    package func isOpen(_ output: Int32) -> Bool { outputs[output] != nil }

    /// Waits until it has written a line feed for the `count`th time and returns the lines so far.
    package func lines(_ count: Int, seconds: Int = 10) throws -> [String] {
        try read(seconds: seconds) { self.bytes(from: 1).count { $0 == 10 } >= count }
        return text(from: 1).split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
    }

    /// Reads what comes on any output until a condition holds.
    package func read(seconds: Int, until isDone: () -> Bool) throws {
        let deadline = Clock.milliseconds + Clock.patience * seconds * 1000
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while !isDone() {
            let open = outputs.map { (number: $0.key, descriptor: $0.value) }
            var waiting = open.map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
            let left = deadline - Clock.milliseconds
            guard left > 0, !waiting.isEmpty, unsafe poll(&waiting, nfds_t(waiting.count), Int32(left)) > 0 else {
                throw HarnessFailure.tookTooLong("output of \(number); it said: \(text(from: 1)) \(text(from: 2))")
            }
            for (stream, ready) in zip(open, waiting) where ready.revents != 0 {
                let count = unsafe Glibc.read(stream.descriptor, &buffer, buffer.count)
                if count > 0 {
                    received[stream.number, default: []] += buffer.prefix(count)
                } else {
                    outputs[stream.number] = nil
                    close(stream.descriptor)
                }
            }
        }
    }

    /// Closes all inputs but those named, reads every output to its end, and waits for the program's end.
    package func finish(keeping kept: [Int32] = [], seconds: Int = 30) throws -> ProcessEnd {
        for input in inputs.keys where !kept.contains(input) { closeInput(input) }
        try read(seconds: seconds) { self.outputs.isEmpty }
        return try end(seconds: seconds)
    }

    /// The same for a run whose server ends by itself: its input stays open meanwhile, for a server whose input has ended
    /// is asked to end, which on a slow machine comes too early.
    ///
    /// A run that is refused waits for its client to go.
    package func finishByItself(seconds: Int = 30) throws -> ProcessEnd {
        try read(seconds: seconds) { self.outputs.isEmpty || self.text(from: 2).contains("\n  fix: ") }
        return try finish(seconds: seconds)
    }

    /// Waits for its end, whatever is still open.
    package func end(seconds: Int = 10) throws -> ProcessEnd {
        var waiting = pollfd(fd: process.descriptor.number, events: Int16(POLLIN), revents: 0)
        guard unsafe poll(&waiting, 1, Int32(Clock.patience * seconds * 1000)) > 0, let end = process.endIfEnded()
        else {
            throw HarnessFailure.tookTooLong("the end of \(number); it said: \(text(from: 1)) \(text(from: 2))")
        }
        hasEnded = true
        return end
    }
}

/// Why a test could not be carried out.
package enum HarnessFailure: Error {
    case tookTooLong(String)
    case missing(String)
}

/// The clock that only runs forward.
package enum Clock {
    package static var milliseconds: Int {
        var now = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &now)
        return now.tv_sec * 1000 + now.tv_nsec / 1_000_000
    }

    /// By how much longer than on a machine of its own everything may take (`TRILATCH_TEST_PATIENCE`): a processor that is
    /// interpreted is twenty times as slow.
    package static let patience = environmentVariable("TRILATCH_TEST_PATIENCE").flatMap { Int($0) } ?? 1

    /// Asks until there is an answer.
    package static func wait<Value>(seconds: Int, for answer: () throws -> Value?) throws -> Value {
        let deadline = milliseconds + patience * seconds * 1000
        while milliseconds < deadline {
            if let value = try answer() { return value }
            usleep(5000)
        }
        throw HarnessFailure.tookTooLong("what was waited for")
    }
}

extension Caller {
    /// What makes a program run as this caller, by an absolute path.
    package var absolutePrefix: [String] { prefix.isEmpty ? [] : ["/usr/bin/setpriv"] + prefix.dropFirst() }
}

extension Pipe {
    /// Both ends under numbers of their own, close-on-exec.
    consuming func releaseEnds() throws -> (reading: Int32, writing: Int32) {
        let duplicate: Int32 = 1030  // F_DUPFD_CLOEXEC
        let reading = fcntl(self.reading.number, duplicate, LaunchedProcess.firstFreeNumber)
        let writing = fcntl(self.writing.number, duplicate, LaunchedProcess.firstFreeNumber)
        guard reading >= 0, writing >= 0 else { throw HarnessFailure.missing("descriptors") }
        return (reading, writing)
    }
}
