import Glibc
import InstalledTrilatch
import Kernel
import Testing

/// Whatever the standard streams of `trilatch run` are, they work, and are found as they were.
@Suite struct StandardStreamTests {
    private static let line = "{\"jsonrpc\":\"2.0\",\"method\":\"n\"}\n"

    private func expectEnd(_ end: ProcessEnd, _ expected: ProcessEnd, at place: SourceLocation = #_sourceLocation) {
        #expect(end == expected, sourceLocation: place)
    }

    /// A folder for one run of one caller: its home, and files.
    private struct Place: ~Copyable {
        let folder = TemporaryFolder("trilatch-streams")
        let caller: Caller

        init(_ caller: Caller) {
            self.caller = caller
            unsafe chown(folder.path, caller.identifier, caller.identifier)
        }

        /// Runs `cat` in a box with these descriptors as 0, 1 and 2.
        func start(_ server: [String], _ descriptors: [Int32]) throws -> LaunchedProcess {
            let command =
                ["env"] + caller.prefix + [Installation.shared.trilatch, "run", "--profile", "base", "--"] + server
            return try LaunchedProcess(
                path: "/usr/bin/env", arguments: command,
                environment: ["HOME=\(folder.path)", "PATH=/usr/bin:/bin", "TRILATCH_TEST_OMIT_LAYERS=mediation"],
                descriptors: descriptors)
        }

        func file(_ name: String, _ flags: Int32, contents: String = "") throws -> OpenFile {
            let file = try OpenFile("\(folder.path)/\(name)", flags | O_CREAT)
            try file.write(contents)
            return file
        }
    }

    @Test(arguments: Caller.available)
    func `files and the null device work in place of pipes`(caller: Caller) throws {
        let place = Place(caller)
        let input = try place.file("in", O_RDWR, contents: StandardStreamTests.line)
        lseek(input.number, 0, SEEK_SET)
        let output = try place.file("out", O_RDWR | O_APPEND, contents: "before\n")
        let null = try OpenFile("/dev/null", O_RDWR)
        try expectEnd(place.start(["/bin/cat"], [input.number, output.number, null.number]).waitForEnd(), .exited(0))
        #expect(output.contents == "before\n" + StandardStreamTests.line)
        try expectEnd(place.start(["/bin/cat"], [null.number, null.number, null.number]).waitForEnd(), .exited(0))
        let status = try place.start(["/bin/sh", "-c", "exit 3"], [null.number, null.number, null.number]).waitForEnd()
        #expect(status == .exited(3))
    }

    @Test(arguments: Caller.available)
    func `streams that are closed count as empty`(caller: Caller) throws {
        let place = Place(caller)
        let output = try place.file("out", O_RDWR)
        let words = caller.prefix + [Installation.shared.trilatch, "run", "--profile", "base", "--", "/bin/cat"]
        let process = try LaunchedProcess(
            path: "/bin/sh", arguments: ["sh", "-c", "\"$@\" <&- 2>&-", "sh"] + words,
            environment: ["HOME=\(place.folder.path)", "PATH=/usr/bin:/bin"],
            descriptors: [output.number, output.number, output.number])
        expectEnd(process.waitForEnd(), .exited(0))
        #expect(output.contents.isEmpty)
    }

    @Test(arguments: Caller.available)
    func `one socket works for both directions, and its flags stay`(caller: Caller) throws {
        let place = Place(caller)
        let pair = try SocketEnds()
        let null = try OpenFile("/dev/null", O_RDWR)
        let process = try place.start(["/bin/cat"], [pair.theirs, pair.theirs, null.number])
        #expect(pair.send(StandardStreamTests.line))
        #expect(pair.receiveLine() == StandardStreamTests.line)
        #expect(fcntl(pair.theirs, F_GETFL) & O_NONBLOCK == 0)
        shutdown(pair.ours, Int32(SHUT_WR))
        expectEnd(process.waitForEnd(), .exited(0))
    }

    @Test(arguments: Caller.available)
    func `a pipe that others share is non-blocking for nobody afterwards`(caller: Caller) throws {
        let place = Place(caller)
        let input = try Pipe()
        let output = try Pipe()
        let null = try OpenFile("/dev/null", O_RDWR)
        let process = try place.start(["/bin/cat"], [input.reading.number, output.writing.number, null.number])
        try input.writing.write(Array(StandardStreamTests.line.utf8))
        #expect(try output.reading.readSome(upTo: 1000) == Array(StandardStreamTests.line.utf8))
        if caller == .root {
            // Root can open the pipe anew, and never touches what it shares.
            #expect(fcntl(input.reading.number, F_GETFL) & O_NONBLOCK == 0)
            #expect(fcntl(output.writing.number, F_GETFL) & O_NONBLOCK == 0)
        }
        let (inputFlags, outputFlags) = (input.reading.number, output.writing.number)
        let reading = fcntl(inputFlags, F_DUPFD_CLOEXEC, 0)
        let writing = fcntl(outputFlags, F_DUPFD_CLOEXEC, 0)
        _ = input.keepReading()
        expectEnd(process.waitForEnd(), .exited(0))
        #expect(fcntl(reading, F_GETFL) & O_NONBLOCK == 0)
        #expect(fcntl(writing, F_GETFL) & O_NONBLOCK == 0)
        close(reading)
        close(writing)
    }

    @Test(arguments: Caller.available)
    func `a terminal works, and the server cannot act on it`(caller: Caller) throws {
        let place = Place(caller)
        let terminal = try Terminal(owner: caller.identifier)
        let process = try place.start(
            ["/bin/sh", "-c", "read line; printf 'got %s \\033[2J\\007\\n' \"$line\" >&2; exit 4"],
            [terminal.theirs, terminal.theirs, terminal.theirs])
        #expect(terminal.type("word\n"))
        expectEnd(process.waitForEnd(), .exited(4))
        let shown = terminal.shown()
        #expect(shown.contains("got word ^[[2J^G"))
        #expect(!shown.contains("\u{1b}"))
        #expect(fcntl(terminal.theirs, F_GETFL) & O_NONBLOCK == 0)
    }

    @Test(arguments: Caller.available)
    func `a refusal to a person at a terminal is words, and does not wait for requests`(caller: Caller) throws {
        let place = Place(caller)
        let terminal = try Terminal(owner: caller.identifier)
        let process = try place.start(["no-such-program"], [terminal.theirs, terminal.theirs, terminal.theirs])
        expectEnd(process.waitForEnd(), .exited(127))
        #expect(terminal.shown().contains("trilatch: program.not-found"))
    }
}
