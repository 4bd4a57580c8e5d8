import Audit
import AuditFixtures
import Refusals
import Testing
import Wire

/// What the log says of messages, and what it does not say.
@Suite struct MessageLineTests {
    private let request = Sample.request
    private let answer = Sample.answer

    private func trail(in folder: Folder, _ arguments: AuditSettings.Arguments = .digest) throws -> AuditTrail {
        try AuditTrail(of: Sample.launch, in: folder.path, settings: AuditSettings(arguments: arguments))
    }

    /// The members of the log's last line.
    private func last(of folder: Folder) throws -> JSONNode {
        let line = Array(try #require(folder.log.split(separator: "\n").last).utf8)
        return try JSONNode.read(line.span)
    }

    @Test func `a call stands in the log with its name, its size and a digest, and its result names it`() throws {
        let folder = Folder()
        let trail = try trail(in: folder)
        try Sample.exchange(on: trail)
        let lines = folder.log.split(separator: "\n")
        try #require(lines.count == 3)
        let call = try JSONNode.read(Array(lines[1].utf8).span)
        #expect(call["event"]?.text == "call" && call["from"]?.text == "client" && call["id"] == .number("7"))
        #expect(call["method"]?.text == "tools/call" && call["name"]?.text == "git_log")
        #expect(
            call["size"]
                == .number("\(#"{"name":"git_log","arguments":{"q":""}}"#.utf8.count + Sample.secret.utf8.count)")
                && call["digest"]?.text?.utf8.count == 32)
        let result = try JSONNode.read(Array(lines[2].utf8).span)
        #expect(result["event"]?.text == "result" && result["from"]?.text == "server")
        #expect(result["call"] == .number("1") && result["is-error"] == .bool(false))
        #expect(result["microseconds"] != nil && result["size"] != nil && result["digest"] != call["digest"])
    }

    @Test func `no argument and no result stands in the log, unless a profile asks for them`() throws {
        let quiet = Folder()
        try Sample.exchange(on: try trail(in: quiet))
        #expect(!quiet.log.contains(Sample.secret))
        let full = Folder()
        try Sample.exchange(on: try trail(in: full, .full))
        let line = Array(try #require(full.log.split(separator: "\n").dropLast().last).utf8)
        let text = try #require(try JSONNode.read(line.span)["text"]?.text)
        #expect(text == #"{"name":"git_log","arguments":{"q":"\#(Sample.secret)"}}"#)
    }

    @Test func `a digest that follows its call is the one that the call's line would have had, and names it`() throws {
        let folder = Folder()
        let trail = try trail(in: folder)
        let record = Sample.record(.client, request, id: 7, name: "git_log", payload: "params")
        try trail.call(record, in: request.span)
        let whole = try last(of: folder)
        try trail.call(record, in: request.span, digestFollows: true)
        let call = try last(of: folder)
        #expect(call["digest"] == nil && call["size"] == whole["size"] && call["name"] == whole["name"])
        try trail.digest(of: try #require(record.payload), from: .client, in: request.span)
        let digest = try last(of: folder)
        #expect(digest["event"]?.text == "digest" && digest["from"]?.text == "client")
        #expect(digest["digest"] == whole["digest"] && digest["size"] == whole["size"] && digest["call"] == call["seq"])
    }

    @Test func `a text that is longer than the limit is cut, and the line says so`() throws {
        let folder = Folder()
        let message = Array(("\"" + String(repeating: "\u{1F600}\\\"", count: 20_000) + "\"").utf8)
        let record = MessageRecord(from: .server, method: "m", id: nil, payload: message.indices)
        try trail(in: folder, .full).call(record, in: message.span)
        let line = try last(of: folder)
        #expect(line["text-cut"] == .bool(true))
        let text = try #require(line["text"]?.text)
        #expect((AuditSettings.textLimit - 4...AuditSettings.textLimit).contains(text.utf8.count))
        #expect(message.starts(with: text.utf8))
    }

    /// A name as a message has it, and as the log has it.
    struct Name: CustomTestStringConvertible {
        var written: String
        var logged: String
        var isCut = false
        var testDescription: String { String(written.prefix(40)) }
    }

    static let names = [
        Name(written: #""git_log""#, logged: "git_log"),
        Name(written: #""""#, logged: ""),
        Name(written: #""a\"b\\\u0041""#, logged: "a\"b\\A"),
        Name(written: #""file:///home/me/a.txt""#, logged: "file:///home/me/a.txt"),
        Name(written: #""https://h/p?token=s3cret""#, logged: "https://h/p", isCut: true),
        Name(written: #""https://h/p#s3cret""#, logged: "https://h/p", isCut: true),
        Name(written: #""https://me:s3cret@h/p""#, logged: "https://h/p", isCut: true),
        Name(written: #""https://me:s3cret@h""#, logged: "https://h", isCut: true),
        Name(written: #""https://h?me@s3cret""#, logged: "https://h", isCut: true),
        Name(written: #""https://h/a@b""#, logged: "https://h/a@b"),
        Name(written: #""data:?a@b""#, logged: "data:?a@b"),
        Name(written: #""://""#, logged: "://"),
        Name(written: "\"" + String(repeating: "é", count: 128) + "\"", logged: String(repeating: "é", count: 128)),
        Name(
            written: "\"a" + String(repeating: "é", count: 128) + "\"",
            logged: "a" + String(repeating: "é", count: 127),
            isCut: true),
        Name(
            written: "\"" + String(repeating: "\\ud83d\\ude00", count: 22) + "\"",
            logged: String(repeating: "\u{1F600}", count: 21), isCut: true),
        Name(
            written: "\"" + String(repeating: "\\\\", count: 200) + "\"", logged: String(repeating: "\\", count: 128),
            isCut: true),
        Name(
            written: "\"" + String(repeating: "x", count: 253) + "\\u0041\"",
            logged: String(repeating: "x", count: 253),
            isCut: true),
        Name(written: "12", logged: "", isCut: false),
    ]

    @Test(arguments: names)
    func `a name is bounded, and of an address nothing is kept that carries arguments`(name: Name) throws {
        let folder = Folder()
        let message = Array("[\(name.written)]".utf8)
        let record = MessageRecord(
            from: .client, method: "resources/read", id: .string("a\"\u{7}"), name: 1..<(message.count - 1))
        try trail(in: folder).call(record, in: message.span)
        let line = try last(of: folder)
        if name.written != "12" { #expect(line["name"]?.text == name.logged) }
        #expect(line["name-cut"] == (name.isCut ? .bool(true) : nil))
        #expect(line["id"]?.text == "a\"\u{7}")
        #expect(!folder.log.contains("s3cret"))
    }

    @Test func `what was refused stands with code, reason, rule and the profile's line`() throws {
        let folder = Folder()
        let refusal = Refusal(
            .usage, "not \"this\"", at: SourceLocation(file: "git.yaml", line: 3, column: 5), hint: "none")
        let record = Sample.record(.client, Sample.request, name: "git_log", payload: "params")
        try trail(in: folder).refused(record, with: refusal, rule: "under-workspace", in: request.span)
        let line = try last(of: folder)
        #expect(line["event"]?.text == "refused" && line["code"]?.text == "usage.invalid")
        #expect(line["reason"]?.text == "not \"this\"" && line["location"]?.text == "git.yaml:3:5")
        #expect(line["rule"]?.text == "under-workspace" && line["name"]?.text == "git_log")
        #expect(!folder.log.contains(Sample.secret))
    }

    @Test func `a rebuilt message stands with both digests, by the user's key`() throws {
        let folder = Folder()
        // The key and the vectors of the algorithm's authors: SipHash-2-4 with 128 bits.
        folder.append(bytes: Array(0..<16), to: "audit.key")
        let short: [UInt8] = []
        let long = Array(0..<63 as Range<UInt8>)
        try trail(in: folder).rebuilt(by: ["secret", "escape"], from: .server, short.span, into: long.span)
        let line = try last(of: folder)
        #expect(line["digest"]?.text == "a3817f04ba25a8e66df67214c7550293")
        #expect(line["new-digest"]?.text == "5150d1772f50834a503e069a973fbd7c")
        #expect(line["size"] == .number("0") && line["new-size"] == .number("63"))
        #expect(line["rules"] == .array([.string("secret"), .string("escape")]))
    }

    @Test func `the same arguments have the same digest in all runs of a user, and another one with another key`()
        throws
    {
        let folder = Folder()
        let other = Folder()
        for _ in 0..<2 { try Sample.exchange(on: try trail(in: folder)) }
        try Sample.exchange(on: try trail(in: other))
        func digests(_ folder: Folder) throws -> [String] {
            try folder.log.split(separator: "\n").compactMap { line in
                let node = try JSONNode.read(Array(line.utf8).span)
                return node["event"]?.text == "call" ? node["digest"]?.text : nil
            }
        }
        let mine = try digests(folder)
        #expect(mine.count == 2 && mine[0] == mine[1])
        #expect(try digests(other)[0] != mine[0])
        #expect(Folder.mode(folder.path + "/audit.key") == 0o600)
    }

    @Test func `a result without a call, a second result and a notification stand alone`() throws {
        let folder = Folder()
        let trail = try trail(in: folder)
        let record = Sample.record(.server, Sample.answer, payload: "result")
        try trail.result(record, isError: true, in: answer.span)
        #expect(try last(of: folder)["call"] == nil)
        try Sample.exchange(on: trail)
        try trail.result(record, isError: true, in: answer.span)
        #expect(try last(of: folder)["call"] == nil)
        // An answer of the client's is none to the client's own call of the same number.
        try trail.call(Sample.record(.client, Sample.request, payload: "params"), in: request.span)
        try trail.result(Sample.record(.client, Sample.answer, payload: "result"), isError: false, in: answer.span)
        #expect(try last(of: folder)["call"] == nil)
        try trail.call(
            MessageRecord(from: .client, method: "notifications/x", id: nil), in: request.span)
        #expect(try last(of: folder)["id"] == nil)
    }

    @Test func `every line is JSON by the strictest reader, and has its members once`() throws {
        let folder = Folder()
        let trail = try trail(in: folder, .full)
        try Everything.write(to: trail)
        for line in folder.log.split(separator: "\n") {
            #expect(throws: Never.self) { try JSONNode.read(Array(line.utf8).span) }
        }
    }
}

/// Each event once, with each member that it can have.
enum Everything {
    static func write(to trail: AuditTrail) throws {
        let refusal = Refusal(.usage, "why\u{1b}", at: SourceLocation(file: "f", line: 1, column: 2))
        let (request, answer) = (Sample.request, Sample.answer)
        let call = Sample.record(.client, Sample.request, name: "git_log", payload: "params")
        let long = Array(("[\"https://a/" + String(repeating: "x", count: 70_000) + "\"]").utf8)
        try trail.ready(tier: "full", landlockABI: 7)
        try Sample.exchange(on: trail)
        try trail.call(
            MessageRecord(
                from: .client, method: "m", id: .integer(1), name: 1..<(long.count - 1), payload: long.indices),
            in: long.span)
        try trail.call(call, in: request.span, digestFollows: true)
        try trail.digest(of: 0..<1, from: .client, in: request.span)
        try trail.refused(call, with: refusal, rule: "r", in: request.span)
        try trail.rebuilt(by: ["r"], from: .server, answer.span, into: answer.span)
        try trail.surface("held", kind: "tool", name: "n\"", rule: "r", refusal: refusal)
        try trail.limit(refusal)
        try trail.stray(lines: 3, bytes: 4)
        try WayOutEvents.write(to: trail)
        try trail.end(
            EndRecord(
                exitStatus: 125, refusal: "launch.timed-out", duration: .seconds(1),
                fromClient: .init(messages: 1, bytes: 2), fromServer: .init(messages: 3, bytes: 4)))
        try trail.leftBehind(["/srv/a"], isIncomplete: true)
    }
}
