internal import Audit

/// Makes rows of events, in the order of the log.
///
/// A call and its result are one row, at the time of the result; a call that never got one is a row at the end of its run.
package struct LogRows {
    private var open = OpenRuns()
    /// Whether a call is a row of its own at once, for somebody who watches.
    private let isLive: Bool

    package init(isLive: Bool = false) { self.isLive = isLive }

    /// Takes the next event.
    package mutating func take(_ event: LoggedEvent, into rows: inout [LogRow]) {
        switch event.line.event {
        case "launch": launch(event, &rows)
        case "call": call(event, &rows)
        case "result": result(event, &rows)
        // A part of its call's line that was written later.
        case "digest": break
        case "limit": limit(event, &rows)
        case "end": end(event, &rows)
        default: rows.append(LogRows.plain(event))
        }
    }

    /// The rows of what is open where the log ends.
    package mutating func finish(into rows: inout [LogRow]) {
        guard !isLive else { return }
        for (name, run) in open.runs.sorted(by: { $0.key < $1.key }) { unanswered(name, run, &rows) }
        open = OpenRuns()
    }

    /// Takes something that the kernel denied a box.
    ///
    /// Whose box it was follows from the box's user and from the program; where several boxes of one user run at once,
    /// all that it may have been are named.
    package func take(_ denial: KernelDenial, into rows: inout [LogRow]) {
        let ofUser = open.runs.filter { $0.value.boxUser == denial.user }
        let ofProgram = ofUser.filter { $0.value.program == denial.program }
        let candidates = (ofProgram.isEmpty ? ofUser : ofProgram).sorted { $0.key < $1.key }
        guard !candidates.isEmpty else { return }
        let calls = candidates.flatMap { $0.value.inFlight.map(\.text) }
        rows.append(
            LogRow(
                denial.time, run: candidates.map(\.key).joined(separator: ","),
                server: candidates.map(\.value.server).joined(separator: " or "),
                call: calls.joined(separator: ", "), "denied", denial.reason, isDenial: true))
    }

    // MARK: Events

    private mutating func launch(_ event: LoggedEvent, _ rows: inout [LogRow]) {
        open.begin(
            event.line.run,
            OpenRuns.Run(
                server: event.line.server, program: event.text("program") ?? "", boxUser: event.number("box-user")))
        let legs = event.texts("legs", each: "leg")
        rows.append(
            LogRows.row(
                event, "started",
                "profile \(event.text("profile") ?? "?"), " + (legs.isEmpty ? "no leg" : legs.joined(separator: ", "))))
    }

    private mutating func call(_ event: LoggedEvent, _ rows: inout [LogRow]) {
        guard event.id != nil else { return rows.append(LogRows.row(event, "passed", LogRows.size(event))) }
        let call = OpenRuns.Call(time: event.time, text: LogRows.callText(event), size: event.number("size") ?? 0)
        open.open(event.line.sequence, call, of: event.line.run, event.line.server)
        if isLive { rows.append(LogRows.row(event, "called", LogRows.size(event))) }
    }

    private mutating func result(_ event: LoggedEvent, _ rows: inout [LogRow]) {
        let number = event.number("call").flatMap { UInt64(exactly: $0) }
        let call = number.flatMap { open.close($0, of: event.line.run) }
        let isError = event.flag("is-error")
        var row = LogRows.row(event, isError ? "failed" : "allowed")
        if let call, !isLive {
            row.time = call.time
            row.call = call.text
        }
        var parts = event.number("microseconds").map { [LogRows.duration($0)] } ?? []
        if let call { parts.append("\(call.size) B in") }
        if let size = event.number("size") { parts.append("\(size) B out") }
        row.reason = parts.joined(separator: ", ")
        if isLive, let call { row.call = call.text }
        rows.append(row)
    }

    /// What ended a box, with the calls that it was at.
    private func limit(_ event: LoggedEvent, _ rows: inout [LogRow]) {
        var row = LogRows.plain(event)
        let calls = open.runs[event.line.run]?.calls ?? [:]
        row.call = event.numbers("calls").compactMap { UInt64(exactly: $0).flatMap { calls[$0]?.text } }
            .joined(separator: ", ")
        rows.append(row)
    }

    private mutating func end(_ event: LoggedEvent, _ rows: inout [LogRow]) {
        let run = open.end(event.line.run)
        if let run, !isLive { unanswered(event.line.run, run, &rows) }
        let status = event.number("exit-status") ?? 0
        var reason = "exit status \(status)"
        // 128 and SIGSYS, which is what the syscall filter sends.
        if status == 159 { reason += ": a call that its filter does not allow" }
        if let refusal = event.text("refusal") { reason += ", \(refusal)" }
        if let lost = event.number("lost-events") { reason += ", \(lost) events are not on record" }
        var row = LogRows.row(event, "ended", reason, isDenial: event.text("refusal") != nil || status == 159)
        // What it was at when something ended it.
        if row.isDenial, let run { row.call = run.inFlight.map(\.text).joined(separator: ", ") }
        rows.append(row)
    }

    private func unanswered(_ name: String, _ run: OpenRuns.Run, _ rows: inout [LogRow]) {
        for call in run.inFlight {
            rows.append(
                LogRow(
                    call.time, run: name, server: run.server, call: call.text, "unanswered", "\(call.size) B in"))
        }
    }

    /// The row of an event that stands for itself.
    private static func plain(_ event: LoggedEvent) -> LogRow {
        switch event.line.event {
        case "ready":
            return row(event, "ready", "tier \(event.text("tier") ?? "?")")
        case "refused":
            return row(event, "refused", refusal(event), isDenial: true)
        case "rebuilt":
            return row(event, "rebuilt", "by \(event.texts("rules").joined(separator: ", "))")
        case "surface":
            let verdict = event.text("verdict") ?? "?"
            var row = row(
                event, verdict, refusal(event), isDenial: !["recorded", "moved", "filtered"].contains(verdict))
            row.call = "\(event.text("kind") ?? "?") \(event.text("name") ?? "?")"
            return row
        case "limit":
            return row(event, "limit", refusal(event), isDenial: true)
        case "stray":
            return row(event, "dropped", "\(event.number("lines") ?? 0) lines of output that are no message")
        case "lookup":
            let verdict = event.text("verdict") ?? "?"
            return row(
                event, "lookup", "\(event.text("name") ?? ""): \(verdict)", isDenial: verdict == "not-granted")
        case "suppressed":
            return row(
                event, "suppressed",
                "\(event.number("lookups") ?? 0) lookups and \(event.number("refusals") ?? 0) refused connections",
                isDenial: true)
        case "host-asked":
            return row(event, "asked", "for \(event.text("name") ?? "?"): its connection waits", isDenial: true)
        case "host-undecided":
            return row(event, "undecided", "nobody answered for \(event.text("name") ?? "?")", isDenial: true)
        case "host-decided":
            let isAllowed = event.text("verdict") == "allowed"
            let words = "\(event.text("name") ?? "?") \(event.text("verdict") ?? "?")"
            let scope = event.text("kept") == "yes" ? ", written into the profile" : ""
            return row(
                event, "decided", "\(words) by user \(event.number("by") ?? 0)\(scope)", isDenial: !isAllowed)
        case "request": return request(event)
        case "broker-restarted":
            return row(event, "restarted", "the broker; its connections were lost", isDenial: true)
        case "connection", "connection-refused", "connection-end":
            return connection(event)
        case "lost":
            return row(
                event, "lost", "\(event.number("events") ?? 0) events before this: the disk was full", isDenial: true)
        case "left-behind":
            return row(event, "left", event.texts("trusted-files").joined(separator: ", "))
        default:
            return row(event, event.line.event)
        }
    }

    private static func request(_ event: LoggedEvent) -> LogRow {
        let verdict = event.text("verdict") ?? "?"
        let place = event.text("name") ?? event.text("destination") ?? "?"
        var text = "\(event.text("method") ?? "") \(place)\(event.text("path") ?? "")"
        if let rule = event.number("rule") { text += ", by rule \(rule)" }
        if let reason = event.text("reason") { text += ": \(reason)" }
        if let count = event.number("count") { text += ", \(count) times" }
        return row(event, verdict == "passed" ? "request" : verdict, text, isDenial: verdict != "passed")
    }

    private static func connection(_ event: LoggedEvent) -> LogRow {
        let place = "\(event.text("name") ?? event.text("destination") ?? "?") port \(event.number("port") ?? 0)"
        let reason = event.text("reason") ?? "?"
        return switch event.line.event {
        case "connection": row(event, "connected", "\(place) at \(event.text("to") ?? "?")")
        case "connection-refused": row(event, "refused", "\(place): \(reason)", isDenial: true)
        default:
            row(
                event, "closed",
                "\(place): \(reason), \(event.number("bytes-out") ?? 0) B out, \(event.number("bytes-in") ?? 0) B in")
        }
    }

    // MARK: Words

    private static func row(
        _ event: LoggedEvent, _ verdict: String, _ reason: String = "", isDenial: Bool = false
    ) -> LogRow {
        LogRow(
            event.time, run: event.line.run, server: event.line.server, call: callText(event), verdict, reason,
            isDenial: isDenial)
    }

    private static func callText(_ event: LoggedEvent) -> String {
        guard let method = event.text("method") else { return "" }
        let from = event.text("from") == "server" && event.line.event != "result" ? "server: " : ""
        return from + method + (event.text("name").map { " \($0)" } ?? "") + (event.flag("name-cut") ? "…" : "")
    }

    private static func refusal(_ event: LoggedEvent) -> String {
        let rule = event.text("rule").map { "rule \($0)" }
        let code = event.text("code").map { code in
            (event.text("location").map { "\($0): " } ?? "") + code + (event.text("reason").map { ": \($0)" } ?? "")
        }
        return [code, rule].compactMap { $0 }.joined(separator: ", ")
    }

    private static func size(_ event: LoggedEvent) -> String { event.number("size").map { "\($0) B" } ?? "" }

    private static func duration(_ microseconds: Int64) -> String {
        switch microseconds {
        case ..<1000: "\(microseconds) µs"
        case ..<10_000_000: "\(microseconds / 1000) ms"
        default: "\(microseconds / 1_000_000) s"
        }
    }
}
