package import Refusals

/// One run's lines in the audit log: a launch, that the box was ready, the end, and what it left behind.
///
/// A line that cannot be written is a refusal: nothing runs that leaves no trace.
package final class AuditTrail {
    /// The run's name in the log: 128 random bits.
    package let run: String
    private let log: AuditLog

    /// Writes the line of a launch, before the plan goes to the launcher.
    ///
    /// - Parameter directory: Where the log lies, such as `~/.local/state/trilatch`; made where it does not exist.
    /// - Throws: `audit.unavailable`.
    package init(of launch: LaunchRecord, in directory: String) throws(Refusal) {
        log = try AuditLog(in: directory)
        run = AuditTrail.randomName()
        var line = AuditLine(event: "launch", run: run, at: AuditLine.timestamp())
        line.add("name", launch.name)
        line.add("program", launch.program)
        line.add("profile", launch.profile)
        line.add("profile-digest", "sha256:\(launch.profileDigest)")
        line.add("plan-digest", "sha256:\(launch.planDigest)")
        if let workspace = launch.workspace { line.add("workspace", workspace) }
        line.add("minimum-tier", launch.minimumTier)
        line.add("legs", launch.legs) { line, leg in
            line.add("leg", leg.name)
            line.add("grants", leg.grants)
        }
        line.add("narrowings", launch.narrowings) { line, narrowing in
            line.add("grant", narrowing.grant)
            line.add("narrowing", narrowing.narrowing)
            line.add("because", narrowing.because)
        }
        line.add("limits", launch.limits) { line, limit in
            line.add("limit", limit.name)
            line.add("value", limit.value)
            line.add("held-by", limit.heldBy)
        }
        if launch.recordsCalls { line.add("recorded", "calls") }
        line.add("omitted-environment", launch.omittedEnvironment)
        try log.append(line.finished())
    }

    /// Writes that the box is complete and proven; the server runs from here on.
    ///
    /// - Throws: `audit.unavailable`.
    /// - Parameter tier: The tier that the box has, such as `full`.
    package func ready(tier: String, landlockABI: UInt8) throws(Refusal) {
        var line = AuditLine(event: "ready", run: run, at: AuditLine.timestamp())
        line.add("tier", tier)
        line.add("landlock-abi", landlockABI)
        try log.append(line.finished())
    }

    /// Writes the run's end.
    ///
    /// - Throws: `audit.unavailable`.
    package func end(_ end: EndRecord) throws(Refusal) {
        var line = AuditLine(event: "end", run: run, at: AuditLine.timestamp())
        line.add("exit-status", end.exitStatus)
        if let refusal = end.refusal { line.add("refusal", refusal) }
        line.add(
            "milliseconds",
            end.duration.components.seconds * 1000 + end.duration.components.attoseconds / 1_000_000_000_000_000)
        line.add("messages-from-client", end.fromClient.messages)
        line.add("bytes-from-client", end.fromClient.bytes)
        line.add("messages-from-server", end.fromServer.messages)
        line.add("bytes-from-server", end.fromServer.bytes)
        try log.append(line.finished())
    }

    /// Writes what the box left behind that other programs run or trust, after the end; nothing where there is none.
    ///
    /// - Parameter isIncomplete: There was more than could be looked through.
    /// - Throws: `audit.unavailable`.
    package func leftBehind(_ paths: [String], isIncomplete: Bool) throws(Refusal) {
        guard !paths.isEmpty || isIncomplete else { return }
        var line = AuditLine(event: "left-behind", run: run, at: AuditLine.timestamp())
        line.add("trusted-files", paths)
        line.add("complete", isIncomplete ? "no" : "yes")
        try log.append(line.finished())
    }

    private static func randomName() -> String {
        var generator = SystemRandomNumberGenerator()
        return (0..<2).map { _ in
            let digits = String(UInt64.random(in: .min ... .max, using: &generator), radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }
}
