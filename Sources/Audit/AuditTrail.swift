internal import Kernel
package import Refusals

/// One run's lines in the audit log: a launch, that the box was ready, what crossed the wire, the end, and what it left
/// behind.
///
/// A line that cannot be written is a refusal: nothing runs that leaves no trace. Only where the profile asks for
/// `best-effort` is a line counted that a full disk has no room for; the first line that finds room again is preceded by
/// one that says how many are missing.
package final class AuditTrail {
    /// The run's name in the log: 128 random bits.
    package let run: String
    /// How many of the run's events are not in the log, because the disk was full.
    package private(set) var lost: UInt64 = 0

    let settings: AuditSettings
    let key: DigestKey
    var openCalls = OpenCalls()
    /// The number of the last call's line, while its digest is still to come.
    var callWithoutDigest: UInt64?
    /// The line that is made.
    var line = AuditLine()
    private var log: AuditLog
    private let path: String
    private let origin: [UInt8]
    private var clock = AuditClock()
    /// Of the next line.
    private(set) var sequence: UInt64 = 0
    /// Of the run's last line; nil while it has none.
    private var chain: ChainValue?
    /// The line of the launch, while the disk has had no room for it.
    private var launchInWaiting: AuditLine?
    /// How many of the lost events no line tells of yet.
    private var untold: UInt64 = 0
    /// What keeps the line at hand from being written: lines before it that cannot be.
    private var obstacle: KernelError?

    /// Bytes of a run's name.
    static let nameLength = 32

    /// Writes the line of a launch, before anything of the server's runs.
    ///
    /// - Parameter directory: Where the log lies, such as `~/.local/state/trilatch`; made where it does not exist.
    /// - Throws: `audit.unavailable`.
    package init(
        of launch: LaunchRecord, in directory: String, settings: AuditSettings = AuditSettings()
    ) throws(Refusal) {
        path = "\(directory)/\(LogFiles.current)"
        self.settings = settings
        run = AuditTrail.randomName()
        origin = AuditLine.origin(run: run, server: launch.name)
        do throws(KernelError) {
            log = try AuditLog(in: directory, settings.rotation)
            key = try log.locked { directory throws(KernelError) in try DigestKey(in: directory) }
        } catch {
            throw AuditTrail.refusal(path, error)
        }
        begin("launch")
        launch.add(to: &line)
        line.add("digest-key", key.name)
        launchInWaiting = line
        do throws(KernelError) {
            try writeLaunch()
        } catch {
            try miss(error)
        }
    }

    /// Writes that the box is complete and proven; the server runs from here on.
    ///
    /// - Throws: `audit.unavailable`.
    /// - Parameter tier: The tier that the box has, such as `full`.
    package func ready(tier: String, landlockABI: UInt8) throws(Refusal) {
        begin("ready")
        line.add("tier", tier)
        line.add("landlock-abi", landlockABI)
        try write()
    }

    /// Writes the run's end.
    ///
    /// - Throws: `audit.unavailable`.
    package func end(_ end: EndRecord) throws(Refusal) {
        begin("end")
        end.add(to: &line)
        if lost > 0 { line.add("lost-events", lost) }
        try write(isLinked: true)
    }

    /// What a person must know at the end of a run whose record has gaps; nil where it has none.
    package var incompleteness: Refusal? {
        guard lost > 0 else { return nil }
        return Refusal(.auditIncomplete, "\(lost) events of this run are not in \(path): the disk was full")
    }

    /// Writes what the box left behind that other programs run or trust, after the end; nothing where there is none.
    ///
    /// - Parameter isIncomplete: There was more than could be looked through.
    /// - Throws: `audit.unavailable`.
    package func leftBehind(_ paths: [String], isIncomplete: Bool) throws(Refusal) {
        guard !paths.isEmpty || isIncomplete else { return }
        begin("left-behind")
        line.add("trusted-files", paths)
        line.add("complete", isIncomplete ? "no" : "yes")
        try write(isLinked: true)
    }

    // MARK: Lines

    /// Begins the run's next line, after all that must stand before it.
    func begin(_ event: StaticString) {
        if launchInWaiting != nil || untold > 0 { catchUp() }
        line.begin(event: event, origin: origin, sequence: sequence, at: &clock)
    }

    /// Writes the line that was made.
    ///
    /// - Parameter isLinked: It is one of those that follow each other over all runs.
    /// - Throws: `audit.unavailable`.
    func write(isLinked: Bool = false) throws(Refusal) {
        do throws(KernelError) {
            if let obstacle { throw obstacle }
            try put(isLinked: isLinked)
        } catch {
            try miss(error)
        }
    }

    private func put(isLinked: Bool) throws(KernelError) {
        if isLinked {
            try log.link(&line, after: chain)
        } else {
            // Without its launch no line of the run is written.
            _ = line.seal(after: chain ?? .none)
            try log.append(&line)
        }
        chain = line.chain
        sequence += 1
    }

    /// Decides what becomes of an event that is not on record.
    private func miss(_ error: KernelError) throws(Refusal) {
        guard settings.completeness == .bestEffort, error.isForLackOfSpace else {
            throw AuditTrail.refusal(path, error)
        }
        lost += 1
        untold += 1
    }

    /// Writes the lines that the disk had no room for when it was their turn.
    private func catchUp() {
        obstacle = nil
        do throws(KernelError) {
            if launchInWaiting != nil {
                try writeLaunch()
                // It was counted when it was missing.
                lost -= 1
                untold -= 1
            }
            guard untold > 0 else { return }
            line.begin(event: "lost", origin: origin, sequence: sequence, at: &clock)
            line.add("events", untold)
            try put(isLinked: false)
            untold = 0
        } catch {
            obstacle = error
        }
    }

    private func writeLaunch() throws(KernelError) {
        guard let launch = launchInWaiting else { return }
        line = launch
        try put(isLinked: true)
        launchInWaiting = nil
    }

    private static func refusal(_ path: String, _ error: KernelError) -> Refusal {
        let why: String
        switch (error.call.description, error.code) {
        case ("fstat", KernelError.notPermitted): why = "it or its directory belongs to another user"
        case ("flock", KernelError.timedOut): why = "another run has held its lock for too long"
        default: why = "\(error)"
        }
        return Refusal(.auditUnavailable, "\(path) cannot be written: \(why)")
    }

    private static func randomName() -> String {
        var generator = SystemRandomNumberGenerator()
        return (0..<2).map { _ in
            let digits = String(UInt64.random(in: .min ... .max, using: &generator), radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }
}
