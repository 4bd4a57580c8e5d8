package import Wire

/// What a person reads of one event, or of a call and its result.
package struct LogRow: Sendable, Equatable {
    package var time: LogTime
    package var run: String
    package var server: String
    /// What was called, such as `tools/call git_log`; empty where the event is about no message.
    package var call: String
    /// One word, such as `allowed`, `refused`, `denied`.
    package var verdict: String
    /// Why, or what came of it.
    package var reason: String
    /// Something was kept from happening, or went wrong.
    package var isDenial: Bool

    package init(
        _ time: LogTime, run: String, server: String, call: String = "", _ verdict: String, _ reason: String = "",
        isDenial: Bool = false
    ) {
        self.time = time
        self.run = run
        self.server = server
        self.call = call
        self.verdict = verdict
        self.reason = reason
        self.isDenial = isDenial
    }

    /// The row as data.
    package var node: JSONNode {
        .object([
            .init("time", .string(time.text.replacing(" ", with: "T") + "Z")), .init("run", .string(run)),
            .init("server", .string(server)), .init("call", .string(call)), .init("verdict", .string(verdict)),
            .init("reason", .string(reason)), .init("denied", .bool(isDenial)),
        ])
    }
}
