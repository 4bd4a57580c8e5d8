import Audit
import AuditFixtures
import AuditReading
import Glibc
import Refusals
import Testing
import Wire

/// What a person reads of a log.
@Suite struct LogRowsTests {
    private func rows(
        _ folder: Folder, _ filter: LogFilter = LogFilter(), denials: [KernelDenial] = [], isLive: Bool = false
    ) throws -> [LogRow] {
        var rows: [LogRow] = []
        var view = LogView(filter, denials: denials, isLive: isLive)
        try view.read(try LogSnapshot(of: folder.path)) { rows.append($0) }
        view.finish { rows.append($0) }
        return rows
    }

    private func launch(_ name: String, user: UInt32 = 1000, program: String = "/usr/bin/python3") -> LaunchRecord {
        LaunchRecord(
            name: name, program: program, profile: "p", profileDigest: "a", planDigest: "b", boxUser: user,
            minimumTier: "full", legs: [.init(name: "private-data", grants: ["g"])])
    }

    @Test
    func `a call and its result are one row, in the place of the result, and a call without one comes at the end`()
        throws
    {
        let folder = Folder()
        let (request, answer) = (Sample.request, Sample.answer)
        let trail = try AuditTrail(of: launch("git"), in: folder.path)
        try trail.ready(tier: "full", landlockABI: 7)
        func call(_ id: Int64, _ name: String?) throws {
            try trail.call(Sample.record(.client, request, id: id, name: name, payload: "params"), in: request.span)
        }
        try call(1, "git_log")
        try trail.digest(of: 0..<1, from: .client, in: request.span)
        try call(2, nil)
        try trail.result(Sample.record(.server, answer, id: 2, payload: "result"), isError: true, in: answer.span)
        try trail.call(MessageRecord(from: .client, method: "notifications/x", id: nil), in: request.span)
        try trail.end(Sample.end)
        let found = try rows(folder)
        #expect(found.map(\.verdict) == ["started", "ready", "failed", "passed", "unanswered", "ended"])
        #expect(
            found.map(\.call) == ["", "", "tools/call", "notifications/x", "tools/call git_log", ""])
        #expect(found[0].reason == "profile p, private-data" && found.allSatisfy { $0.server == "git" })
        #expect(found[2].reason.contains("B in, ") && found[2].reason.hasSuffix("B out"))
        let live = try rows(folder, isLive: true)
        #expect(
            live.map(\.verdict) == ["started", "ready", "called", "called", "failed", "passed", "ended"])
    }

    @Test func `what was refused says code, reason, rule and the profile's line, and is what --denied leaves`() throws {
        let folder = Folder()
        let request = Sample.request
        let trail = try AuditTrail(of: launch("git"), in: folder.path)
        let refusal = Refusal(.usage, "no", at: SourceLocation(file: "git.yaml", line: 3, column: 5))
        try trail.refused(
            Sample.record(.client, request, name: "git_log", payload: "params"), with: refusal, rule: "r1",
            in: request.span)
        try trail.surface("recorded", kind: "tool", name: "t")
        try trail.surface("held", kind: "tool", name: "t", refusal: refusal)
        try trail.limit(refusal)
        try trail.stray(lines: 3, bytes: 4)
        try trail.end(
            EndRecord(
                exitStatus: 125, refusal: "launch.timed-out", duration: .zero,
                fromClient: .init(messages: 0, bytes: 0), fromServer: .init(messages: 0, bytes: 0)))
        let denied = try rows(folder, LogFilter(onlyDenials: true))
        #expect(denied.map(\.verdict) == ["refused", "held", "limit", "ended"])
        #expect(denied[0].reason == "git.yaml:3:5: usage.invalid: no, rule r1")
        #expect(denied[0].call == "tools/call git_log" && denied[1].call == "tool t")
        #expect(denied[3].reason == "exit status 125, launch.timed-out")
    }

    @Test func `what ended a box stands with the calls that it was at`() throws {
        let folder = Folder()
        let request = Sample.request
        let trail = try AuditTrail(of: launch("git"), in: folder.path)
        try Sample.exchange(on: trail)
        try trail.limit(Refusal(.limitExceeded, "an answered call is none of them"))
        try trail.call(Sample.record(.client, request, name: "git_log", payload: "params"), in: request.span)
        try trail.limit(Refusal(.limitExceeded, "too much"))
        try trail.end(
            EndRecord(
                exitStatus: 159, refusal: nil, duration: .zero, fromClient: .init(messages: 0, bytes: 0),
                fromServer: .init(messages: 0, bytes: 0)))
        let rows = try rows(folder, LogFilter(onlyDenials: true))
        #expect(rows.map(\.verdict) == ["limit", "limit", "ended"])
        #expect(rows.map(\.call) == ["", "tools/call git_log", "tools/call git_log"])
    }

    @Test func `rows are those of the run, the server and the time that is asked for`() throws {
        let folder = Folder()
        for name in ["one", "two"] {
            let trail = try AuditTrail(of: launch(name), in: folder.path)
            try Sample.exchange(on: trail)
            try trail.end(Sample.end)
        }
        let all = try rows(folder)
        try #require(all.count == 6)
        #expect(try rows(folder, LogFilter(server: "two")) == Array(all[3...]))
        #expect(try rows(folder, LogFilter(run: String(all[0].run.prefix(8)))) == Array(all[..<3]))
        #expect(try rows(folder, LogFilter(since: all[3].time)) == Array(all[3...]))
        #expect(try rows(folder, LogFilter(server: "on")).isEmpty)
    }

    @Test func `what the kernel denied stands with the run whose box it was, and the call in flight`() throws {
        let folder = Folder()
        let request = Sample.request
        var trails: [AuditTrail] = []
        for (name, user, program) in [
            ("one", 1000, "/usr/bin/python3"), ("two", 1000, "/usr/bin/node"), ("three", 2000, "/usr/bin/node"),
        ] as [(String, UInt32, String)] {
            let trail = try AuditTrail(of: launch(name, user: user, program: program), in: folder.path)
            try trail.call(
                Sample.record(.client, request, name: "git_log", payload: "params"), in: request.span)
            trails.append(trail)
        }
        let middle = try rows(folder)[2].time
        func denials(_ user: Int64, _ program: String, at time: LogTime) throws -> [LogRow] {
            try rows(
                folder,
                denials: [KernelDenial(time: time, user: user, program: program, reason: "why")]
            ).filter { $0.verdict == "denied" }
        }
        let late = LogTime(microseconds: middle.microseconds + 60_000_000)
        let one = try denials(1000, "/usr/bin/python3", at: late)
        #expect(one.map(\.server) == ["one"] && one.map(\.call) == ["tools/call git_log"])
        #expect(one.map(\.reason) == ["why"] && one[0].isDenial)
        #expect(try denials(2000, "/usr/bin/git", at: late).map(\.server) == ["three"])
        let either = try denials(1000, "/usr/bin/git", at: late)
        #expect(either.count == 1 && Set(either[0].server.split(separator: " ")) == ["one", "or", "two"])
        #expect(try denials(3000, "/usr/bin/node", at: late).isEmpty, "no box has that user")
        #expect(try denials(1000, "/usr/bin/node", at: LogTime(microseconds: 0)).isEmpty, "before any run")
    }

    @Test func `lines that are none are left out, whatever they hold`() throws {
        let folder = Folder()
        try Sample.run(in: folder.path)
        let text = folder.log
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<300 {
            var bytes = Array(text.utf8)
            for _ in 0..<Int.random(in: 1...20, using: &generator) {
                bytes[Int.random(in: bytes.indices, using: &generator)] = .random(in: .min ... .max, using: &generator)
            }
            unsafe unlink(folder.path + "/audit.jsonl")
            folder.append(bytes: bytes, to: "audit.jsonl")
            #expect(try rows(folder).count <= 8)
            #expect(throws: Never.self) { try Log.verify(folder.path) }
        }
    }
}
