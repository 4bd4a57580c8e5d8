import Glibc
import Refusals
import Supervision
import Testing

/// With a box in between, client and server see what they would see without one.
@Suite struct RelayTests {
    private static let cat = ["serve", "/bin/cat"]

    private func shell(_ script: String) -> [String] { ["serve", "/bin/sh", "-c", script] }

    @Test func `the launcher gets its six descriptors, no environment, a session of its own and the plan`() throws {
        let seen = try SupervisedRun(["inspect", "more"]).finish()
        let facts = seen.output.split(separator: "\n").map(String.init)
        #expect(facts.contains("descriptors 0,1,2,3,4,5"))
        #expect(facts.contains("others 0"))
        #expect(facts.contains("environment 0"))
        #expect(facts.contains("session True"))
        #expect(facts.contains("blocked 0"))
        #expect(facts.contains("ignored 0"))
        #expect(facts.contains { $0.hasPrefix("plan ") && $0 != "plan 0" })
        #expect(seen.status == 0)
    }

    @Test func `what a server says is not forwarded before it is known that its box is proven`() throws {
        let mark = "\(StateFolder().path).mark"
        defer { unsafe unlink(mark) }
        let refusal = Refusal(.pinPackageUnreadable, "it is not what it was")
        // Report and output can be read in the first round already.
        let run = try SupervisedRun(["eager", mark], after: mark) { () throws(Refusal) in throw refusal }
        try run.input.send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}\n")
        let (output, errors, status) = try run.finish()
        #expect(status == ExitStatus.refused)
        #expect(!output.contains("notifications/x") && output.contains("pin.package-unreadable"))
        #expect(errors.contains("pin.package-unreadable"))
        // The control: where nothing is wrong with it, the same is forwarded.
        let other = try SupervisedRun(["eager", mark], after: mark)
        #expect(try other.finish().output.contains("notifications/x"))
    }

    @Test func `bytes pass both ways as they are`() throws {
        let text = "{}\r\n\n \t{\"id\":1}\nnot JSON\n{\"é\":\"\u{1}\u{7f}\"}\nno newline at the end"
        let run = try SupervisedRun(RelayTests.cat)
        try run.input.send(text)
        let seen = try run.finish()
        #expect(seen.output == text)
        #expect(seen.errors.isEmpty)
        #expect(seen.status == 0)
    }

    @Test func `a message passes as soon as its newline has come`() throws {
        let run = try SupervisedRun(RelayTests.cat)
        try run.input.send("{\"a\":1}\n{\"b\"")
        #expect(try run.output.readLine() == "{\"a\":1}")
        try run.input.send(":2}\n")
        #expect(try run.output.readLine() == "{\"b\":2}")
        #expect(try run.finish().status == 0)
    }

    @Test func `large messages pass whole`() throws {
        let run = try SupervisedRun(RelayTests.cat)
        for count in [65_535, 65_536, 65_537, 1 << 20, 5_000_000] {
            let line = "{\"a\":\"" + String(repeating: "x", count: count) + "\"}"
            let sender = run.input
            try sender.send(line + "\n", whileReadingFrom: run.output)
            #expect(try run.output.readLine() == line)
        }
        #expect(try run.finish().status == 0)
    }

    @Test func `requests to a server that reads nothing for long are refused, and those that wait go to it later`()
        throws
    {
        var times = SupervisedRun.patientTimes
        times.reading = .milliseconds(50)
        let flag = StateFolder()
        let run = try SupervisedRun(
            shell("while [ ! -e '\(flag.path)/go' ]; do sleep 0.02; done; exec cat"), times: times)
        // More than the pipe to the server and two chunks of ours hold.
        let text = (1...20).map {
            "{\"jsonrpc\":\"2.0\",\"id\":\($0),\"method\":\"x\",\"params\":[\"\(String(repeating: "x", count: 60_000))\"]}\n"
        }.joined()
        let sender = run.input
        try sender.send(text, whileReadingFrom: run.output)
        let first = try run.output.readLine()
        #expect(first.contains("wire.stalled") && first.contains("\"id\":"))
        #expect(unsafe close(creat("\(flag.path)/go", 0o600)) == 0)
        let seen = try run.finish()
        #expect(seen.errors.contains("wire.stalled"))
        // What went through has no answer when the server ends, and gets one then.
        let lines = ([first] + seen.output.split(separator: "\n").map(String.init)).filter {
            !$0.contains("server.exited")
        }
        let refused = lines.filter { $0.contains("wire.stalled") }
        #expect(refused.count > 1 && refused.count < 20)
        for id in 1...20 {
            #expect(lines.filter { $0.contains("\"id\":\(id),") || $0.contains("\"id\":\(id)}") }.count == 1, "\(id)")
        }
    }

    @Test(arguments: [0, 1, 3, 125, 126, 127, 255] as [Int32])
    func `the server's exit status is ours`(status: Int32) throws {
        let seen = try SupervisedRun(shell("exit \(status)")).finish()
        #expect(seen.status == status)
        #expect(seen.output.isEmpty && seen.errors.isEmpty)
    }

    @Test(arguments: [SIGKILL, SIGSEGV, SIGTERM, SIGSYS])
    func `a server that a signal ended gives 128 and the signal`(number: Int32) throws {
        #expect(try SupervisedRun(shell("kill -\(number) $$")).finish().status == 128 + number)
    }

    @Test func `standard error passes byte for byte`() throws {
        let seen = try SupervisedRun(shell("printf 'a\\033[31m\\r\\001\\377\\nb' >&2")).finish()
        #expect(seen.errors == "a\u{1b}[31m\r\u{1}\u{fffd}\nb", "U+FFFD is how Swift shows the byte 0xff")
    }

    @Test func `a flood on standard error loses nothing and holds nothing up but its writer`() throws {
        let run = try SupervisedRun(
            shell("head -c 3000000 /dev/zero | tr '\\0' 'e' >&2 & read line; echo \"$line\"; wait; exit 0"))
        // Nobody reads standard error yet, and the wire goes on.
        try run.input.send("{\"a\":1}\n")
        #expect(try run.output.readLine() == "{\"a\":1}")
        run.input.close()
        #expect(try run.errors.readToEnd() == String(repeating: "e", count: 3_000_000))
        #expect(run.exitStatus() == 0)
    }

    @Test func `everything that a server wrote before it ended is delivered`() throws {
        let run = try SupervisedRun(
            shell("i=0; while [ $i -lt 20000 ]; do echo \"{\\\"n\\\":$i}\"; i=$((i+1)); done; exit 4"))
        let seen = try run.finish()
        #expect(seen.output.split(separator: "\n").count == 20_000)
        #expect(seen.output.hasSuffix("{\"n\":19999}\n"))
        #expect(seen.status == 4)
    }

    @Test func `the end of the server's output reaches the client, and the server may live on`() throws {
        var times = SupervisedRun.patientTimes
        times.farewell = .milliseconds(1)
        let run = try SupervisedRun(
            shell("exec 1>&-; read line; read line; echo \"got $line\" >&2; exit 6"), times: times)
        #expect(try run.output.readToEnd().isEmpty)
        try run.input.send("one\ntwo\n")
        #expect(try run.errors.readLine() == "got two")
        #expect(try run.finish().status == 6)
    }

    @Test func `what is open when the server's output ends is answered before the end`() throws {
        var times = SupervisedRun.patientTimes
        times.farewell = .milliseconds(1)
        let run = try SupervisedRun(shell("read line; exec 1>&-; read line; exit 0"), times: times)
        try run.input.send("{\"id\":1,\"method\":\"a\"}\n")
        let output = try run.output.readToEnd()
        #expect(output.contains("\"id\":1,\"error\"") && output.contains("closed its output"))
        #expect(try run.finish().status == 0)
    }

    @Test func `a server that reads no more is not ended for it, and its client's requests are answered`() throws {
        let run = try SupervisedRun(shell("trap 'exit 5' TERM; exec 0<&-; echo '{}'; while :; do sleep 0.01; done"))
        #expect(try run.output.readLine() == "{}")
        try run.input.send("{\"id\":1,\"method\":\"a\"}\n")
        run.signal(SIGTERM)
        let answer = try run.output.readLine()
        #expect(answer.contains("\"id\":1,\"error\"") && answer.contains("status 5"))
        #expect(try run.finish().status == 5)
    }

    @Test func `a client that never reads holds the server up instead of filling memory`() throws {
        let run = try SupervisedRun(
            shell("yes '{\"method\":\"n\"}' | head -c 50000000; echo done >&2"), messageLimit: 1000)
        // Without a bound the flood would be swallowed within this time.
        #expect(run.errors.isQuiet(milliseconds: 500))
        #expect(try run.output.readToEnd(closing: run.input).utf8.count == 50_000_000)
        #expect(try run.errors.readLine() == "done")
        #expect(run.exitStatus() == 0)
    }

    @Test func `a server that never reads holds the client up instead of filling memory`() throws {
        let run = try SupervisedRun(shell("exec sleep 600"), messageLimit: 1000)
        let line = Array("{\"method\":\"n\"}\n".utf8)
        var accepted = 0
        // What is taken ends: pipes of 64 and 256 KiB, and a lane with its chunk.
        while run.input.hasRoom(milliseconds: 500), accepted < 10_000_000 {
            accepted += max(0, run.input.trySend(line[...]))
        }
        #expect(accepted < 1_000_000)
        run.signal(SIGTERM)
        #expect(try run.finish().status == 128 + SIGTERM)
    }

    @Test func `a message over the limit is answered, and the wire goes on`() throws {
        let run = try SupervisedRun(RelayTests.cat, messageLimit: 1000)
        let long = "{\"method\":\"m\",\"params\":\"" + String(repeating: "p", count: 300_000) + "\",\"id\":\"last\"}\n"
        try run.input.send(long)
        let answer = try run.output.readLine()
        #expect(answer.contains("\"id\":\"last\",\"error\"") && answer.contains("wire.message-too-long"))
        #expect(try run.errors.readLine().contains("wire.message-too-long"))
        try run.input.send("{\"id\":2}\n")
        #expect(try run.output.readLine() == "{\"id\":2}")
        #expect(try run.finish().status == 0)
    }
}

extension ClientEnd {
    /// Writes all while the other direction is read as well, as a client with one thread must.
    func send(_ text: String, whileReadingFrom output: ClientEnd) throws {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = trySend(rest)
            if count > 0 { rest = rest.dropFirst(count) } else { try output.takeWhatWaits() }
        }
    }
}
