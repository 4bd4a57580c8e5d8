import Glibc
import LaunchPlan
import Refusals
import Supervision
import Testing

/// How a run ends: by its client, by signals, and by what goes wrong.
@Suite struct EndingTests {
    private static let request = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\"}\n"
    private static let later = "{\"method\":\"tools/call\",\"params\":{},\"jsonrpc\":\"2.0\",\"id\":\"two\"}\n"

    private func shell(_ script: String) -> [String] { ["serve", "/bin/sh", "-c", script] }

    // MARK: Shutdown

    @Test func `the end of the client's input is the end of the server's`() throws {
        let seen = try SupervisedRun(shell("while read line; do :; done; echo bye >&2; exit 3")).finish()
        #expect(seen.errors == "bye\n")
        #expect(seen.status == 3)
    }

    @Test func `a server that does not end with its input is asked by SIGTERM`() throws {
        var times = SupervisedRun.patientTimes
        times.quiet = .milliseconds(1)
        let run = try SupervisedRun(
            shell("trap 'echo asked >&2; exit 7' TERM; echo '{}'; while :; do sleep 0.01; done"), times: times)
        #expect(try run.output.readLine() == "{}")
        let seen = try run.finish()
        #expect(seen.errors == "asked\n")
        #expect(seen.status == 7)
    }

    @Test func `a server that ignores SIGTERM is ended`() throws {
        var times = SupervisedRun.patientTimes
        times.quiet = .milliseconds(1)
        times.termination = .milliseconds(1)
        let run = try SupervisedRun(shell("trap '' TERM; echo '{}'; while :; do sleep 0.01; done"), times: times)
        #expect(try run.output.readLine() == "{}")
        #expect(try run.finish().status == 128 + SIGKILL)
    }

    @Test func `a launcher that does not let go is killed`() throws {
        var times = SupervisedRun.patientTimes
        times.quiet = .milliseconds(1)
        times.termination = .milliseconds(1)
        times.collapse = .milliseconds(1)
        #expect(try SupervisedRun(["stuck"], times: times).finish().status == 128 + SIGKILL)
    }

    @Test func `while requests are open the server has the longer time, and answers are delivered`() throws {
        var times = SupervisedRun.patientTimes
        times.quiet = .milliseconds(1)
        let run = try SupervisedRun(
            shell(
                "read line; trap 'exit 9' TERM; i=0; while [ $i -lt 30 ]; do sleep 0.01; i=$((i+1)); done; echo '{\"id\":1,\"result\":{}}'; exit 0"
            ),
            times: times)
        try run.input.send(EndingTests.request)
        let seen = try run.finish()
        #expect(seen.output == "{\"id\":1,\"result\":{}}\n")
        #expect(seen.status == 0)
    }

    @Test(arguments: [SIGTERM, SIGINT, SIGHUP])
    func `a signal to the supervisor is the server's signal`(number: Int32) throws {
        let name = [SIGTERM: "TERM", SIGINT: "INT", SIGHUP: "HUP"][number] ?? ""
        let run = try SupervisedRun(
            shell("trap 'echo caught >&2; exit 11' \(name); echo '{}'; while :; do sleep 0.01; done"))
        #expect(try run.output.readLine() == "{}")
        run.signal(number)
        #expect(try run.errors.readLine() == "caught")
        #expect(run.exitStatus() == 11)
    }

    @Test func `the second signal ends the box at once`() throws {
        let run = try SupervisedRun(shell("trap 'echo caught >&2' TERM; echo '{}'; while :; do sleep 0.01; done"))
        #expect(try run.output.readLine() == "{}")
        run.signal(SIGTERM)
        #expect(try run.errors.readLine() == "caught")
        run.signal(SIGTERM)
        #expect(run.exitStatus() == 128 + SIGKILL)
    }

    @Test func `a client that closes its reading end has the server find its output broken`() throws {
        let run = try SupervisedRun(shell("yes '{}'; exit 0"))
        #expect(try run.output.readLine() == "{}")
        run.output.close()
        // `yes` dies of SIGPIPE; the shell that ran it ends by itself.
        #expect(run.exitStatus() == 0)
    }

    @Test func `a client that is gone altogether is not waited for on account of its open requests`() throws {
        var times = SupervisedRun.patientTimes
        times.quiet = .milliseconds(1)
        let run = try SupervisedRun(
            shell("trap 'exit 9' TERM; read line; echo '{}'; while :; do sleep 0.01; done"), times: times)
        try run.input.send(EndingTests.request)
        #expect(try run.output.readLine() == "{}")
        run.output.close()
        run.input.close()
        #expect(run.exitStatus() == 9)
    }

    @Test func `a server that reads no more and floods with requests is read to its end`() throws {
        let run = try SupervisedRun(
            shell("exec 0<&-; yes '{\"id\":1,\"method\":\"far too long\"}' | head -n 5000; echo '{}'; exit 3"),
            messageLimit: 10)
        #expect(try run.finish().output == "{}\n")
        #expect(run.exitStatus() == 3)
    }

    @Test func `a client that does not take what is left for it is not waited for without end, and a person is told`()
        throws
    {
        var times = SupervisedRun.patientTimes
        times.delivery = .milliseconds(1)
        let run = try SupervisedRun(shell("head -c 200000 /dev/zero | tr '\\0' '\\n'; exit 4"), times: times)
        #expect(try run.errors.readLine().contains("wire.stalled"))
        #expect(run.exitStatus() == 4)
    }

    // MARK: Answers

    @Test(arguments: [request, later])
    func `a server that exits leaves an answer behind, and its status`(text: String) throws {
        let run = try SupervisedRun(shell("read line; exit 3"))
        try run.input.send(text)
        let answer = try run.output.readToEnd()
        #expect(answer.contains("\"error\"") && answer.contains("server.exited") && answer.contains("status 3"))
        #expect(answer.contains(text == EndingTests.request ? "\"id\":1," : "\"id\":\"two\","))
        #expect(try run.errors.readToEnd().contains("server.exited"))
        #expect(run.exitStatus() == 3)
    }

    @Test func `a server that a signal ended leaves the signal's name behind`() throws {
        let run = try SupervisedRun(shell("read line; kill -SEGV $$"))
        try run.input.send(EndingTests.request)
        let answer = try run.output.readToEnd()
        #expect(answer.contains("server.killed") && answer.contains("SIGSEGV"))
        #expect(run.exitStatus() == 128 + SIGSEGV)
    }

    @Test func `what the server answered is not answered twice`() throws {
        let run = try SupervisedRun(shell("read line; echo '{\"id\":1,\"result\":{}}'; exit 3"))
        try run.input.send(EndingTests.request)
        #expect(try run.output.readToEnd() == "{\"id\":1,\"result\":{}}\n")
        #expect(try run.errors.readToEnd().isEmpty)
        #expect(run.exitStatus() == 3)
    }

    @Test func `a server that was to end leaves no complaint on standard error`() throws {
        let run = try SupervisedRun(shell("read line; read line; exit 0"))
        try run.input.send(EndingTests.request)
        let seen = try run.finish()
        #expect(seen.output.contains("server.exited"))
        #expect(seen.errors.isEmpty)
    }

    /// Ways not to come to run, and what they are called.
    struct Failure: CustomTestStringConvertible {
        var arguments: [String]
        var code: RefusalCode
        var status: Int32 = ExitStatus.refused
        var testDescription: String { arguments.joined(separator: " ") }

        static let all = [
            Failure(
                arguments: ["fail", "\(LaunchStep.createNamespaces.rawValue)", "\(EPERM)", "clone3"],
                code: .hostUserNamespacesDenied),
            Failure(
                arguments: ["fail", "\(LaunchStep.compareGrant.rawValue)", "\(ESTALE)", "/srv/a"], code: .pathChanged),
            Failure(arguments: ["fail", "\(LaunchStep.pivotRoot.rawValue)", "\(EINVAL)", ""], code: .launchStepFailed),
            Failure(arguments: ["self-test", "\(SelfTestAct.ioUring.rawValue)", "0"], code: .launchSelfTestFailed),
            Failure(arguments: ["no-exec", "\(ENOENT)"], code: .launchExecFailed, status: 127),
            Failure(arguments: ["no-exec", "\(EACCES)"], code: .launchExecFailed, status: 126),
            Failure(arguments: ["no-exec", "\(ENOEXEC)"], code: .launchExecFailed, status: 126),
            Failure(arguments: ["vanish"], code: .launchStepFailed),
            Failure(arguments: ["break"], code: .serverKilled),
            Failure(arguments: ["babble"], code: .launchPlanInvalid),
        ]
    }

    @Test(arguments: Failure.all)
    func `whatever goes wrong, the client is answered now and later, and a person is told once`(failure: Failure) throws
    {
        let run = try SupervisedRun(failure.arguments)
        try run.input.send(EndingTests.request)
        let first = try run.output.readLine()
        #expect(first.contains("\"id\":1,\"error\"") && first.contains("\"\(failure.code.rawValue)\""))
        try run.input.send("{\"method\":\"notifications/initialized\"}\n" + EndingTests.later)
        let second = try run.output.readLine()
        #expect(second.contains("\"id\":\"two\",\"error\"") && second.contains("\"\(failure.code.rawValue)\""))
        let seen = try run.finish()
        #expect(seen.output.isEmpty)
        #expect(seen.errors.split(separator: "\n").filter { $0.contains(failure.code.rawValue) }.count == 1)
        #expect(seen.status == failure.status)
    }

    @Test func `a launch that does not come to an end is refused`() throws {
        var times = SupervisedRun.patientTimes
        times.launch = .milliseconds(1)
        let run = try SupervisedRun(["hang"], times: times)
        try run.input.send(EndingTests.request)
        #expect(try run.output.readLine().contains("launch.timed-out"))
        #expect(try run.finish().status == ExitStatus.refused)
    }

    @Test func `a refusal before the launch is answered like any other`() throws {
        let refusal = Refusal(.profileNotFound, "no profile named x")
        let run = try SupervisedRun(refusal: refusal)
        try run.input.send(EndingTests.later)
        #expect(try run.output.readLine().contains("profile.not-found"))
        let seen = try run.finish()
        #expect(seen.errors == "trilatch: \(refusal)\n")
        #expect(seen.status == ExitStatus.refused)
    }

    @Test func `after a refusal a silent client is not waited for without end`() throws {
        var times = SupervisedRun.patientTimes
        times.refusalTotal = .milliseconds(1)
        let run = try SupervisedRun(refusal: Refusal(.profileNotFound, "no profile named x"), times: times)
        #expect(run.exitStatus() == ExitStatus.refused)
    }

    @Test func `after a refusal a client that reads no more is not waited for, though its input stays open`() throws {
        let run = try SupervisedRun(refusal: Refusal(.profileNotFound, "no profile named x"))
        run.output.close()
        #expect(run.exitStatus() == ExitStatus.refused)
    }

    @Test func `after its answer a client that asks no more is not waited for without end`() throws {
        var times = SupervisedRun.patientTimes
        times.refusalIdle = .milliseconds(1)
        let run = try SupervisedRun(refusal: Refusal(.profileNotFound, "no profile named x"), times: times)
        try run.input.send(EndingTests.request)
        #expect(try run.output.readLine().contains("profile.not-found"))
        #expect(run.exitStatus() == ExitStatus.refused)
    }

    @Test func `a flood of requests after a refusal is answered one by one, in bounded memory`() throws {
        let run = try SupervisedRun(refusal: Refusal(.profileNotFound, "no profile named x"))
        var sent = 0
        for number in 0..<20_000 {
            try run.input.send("{\"id\":\(number),\"method\":\"a\"}\n", whileReadingFrom: run.output)
            sent += 1
        }
        let seen = try run.finish()
        #expect(seen.output.split(separator: "\n").count == sent)
    }

    // MARK: The audit trail

    @Test func `a run leaves three lines: launch, ready, end`() throws {
        let run = try SupervisedRun(shell("read line; echo '{}'; exit 3"))
        try run.input.send("{\"a\":1}\n")
        #expect(try run.finish().status == 3)
        let lines = run.state.auditLines
        try #require(lines.count == 3)
        #expect(lines[0].contains("\"event\":\"launch\""))
        #expect(lines[1].contains("\"event\":\"ready\",\"tier\":\"full\",\"landlock-abi\":7"))
        #expect(lines[2].contains("\"event\":\"end\",\"exit-status\":3,"))
        #expect(
            lines[2].contains(
                "\"messages-from-client\":1,\"bytes-from-client\":8,\"messages-from-server\":1,\"bytes-from-server\":3,"
            ))
    }

    @Test func `a limit that ended the server is on record before the end`() throws {
        let run = try SupervisedRun(["serve", "/bin/sh", "-c", "kill -XFSZ $$"])
        _ = try run.finish()
        let lines = run.state.auditLines
        try #require(lines.count == 4)
        #expect(lines[2].contains("\"event\":\"limit\",\"code\":\"limits.exceeded\""), "\(lines[2])")
        #expect(lines[2].contains("\"calls\":[]"))
    }

    @Test func `a refused run says so in its last line`() throws {
        let run = try SupervisedRun(["vanish"])
        _ = try run.finish()
        #expect(run.state.auditLines.last?.contains("\"exit-status\":125,\"refusal\":\"launch.step-failed\"") == true)
    }
}
