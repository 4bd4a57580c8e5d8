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
        let deadline = Clock.milliseconds + seconds * 1000
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

    /// Waits for its end, whatever is still open.
    package func end(seconds: Int = 10) throws -> ProcessEnd {
        var waiting = pollfd(fd: process.descriptor.number, events: Int16(POLLIN), revents: 0)
        guard unsafe poll(&waiting, 1, Int32(seconds * 1000)) > 0, let end = process.endIfEnded() else {
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
