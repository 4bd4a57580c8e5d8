package import Audit
import Wire

/// Runs and messages for the tests of the log.
package enum Sample {
    package static let launch = LaunchRecord(
        name: "git", program: "/usr/bin/mcp-server-git", profile: "profiles/git.yaml", profileDigest: "ab",
        planDigest: "cd", minimumTier: "full")

    package static let end = EndRecord(
        exitStatus: 0, duration: .milliseconds(1234), fromClient: .init(messages: 1, bytes: 2),
        fromServer: .init(messages: 3, bytes: 4))

    package static let secret = "s3cret-argument"
    package static let request = Array(
        #"{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"git_log","arguments":{"q":"\#(secret)"}}}"#
            .utf8)
    package static let answer = Array(#"{"jsonrpc":"2.0","id":7,"result":{"content":[{"text":"\#(secret)"}]}}"#.utf8)

    /// A message's record, with the value of `payload` and of `name` found in its text.
    package static func record(
        _ sender: MessageRecord.Sender, _ message: [UInt8], id: Int64 = 7, name: String? = nil, payload: String
    ) -> MessageRecord {
        MessageRecord(
            from: sender, method: "tools/call", id: .integer(id),
            name: name.map { range(of: "\"\($0)\"", in: message) },
            payload: range(of: "\"\(payload)\":", in: message).upperBound..<(message.count - 1))
    }

    package static func range(of text: String, in message: [UInt8]) -> Range<Int> {
        let text = Array(text.utf8)
        let start = (0...(message.count - text.count)).first { message[$0...].starts(with: text) } ?? 0
        return start..<(start + text.count)
    }

    /// Writes a run with `calls` calls and their results; without its end where it is killed.
    @discardableResult
    package static func run(
        in path: String, calls: Int = 1, isKilled: Bool = false, settings: AuditSettings = AuditSettings()
    ) throws -> String {
        let trail = try AuditTrail(of: launch, in: path, settings: settings)
        try trail.ready(tier: "full", landlockABI: 7)
        for number in 0..<calls { try exchange(Int64(number), on: trail) }
        if !isKilled { try trail.end(end) }
        return trail.run
    }

    package static func exchange(_ id: Int64 = 7, on trail: AuditTrail) throws {
        try trail.call(record(.client, request, id: id, name: "git_log", payload: "params"), in: request.span)
        try trail.result(record(.server, answer, id: id, payload: "result"), isError: false, in: answer.span)
    }
}
