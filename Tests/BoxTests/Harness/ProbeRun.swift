import BoxHarness
import InstalledTrilatch
import Kernel
import LaunchPlan

/// What came of one attack, as the probe wrote it.
struct AttackLine: Equatable {
    var attack: String
    var outcome: String
    /// Name of the errno or signal; nil where no call failed.
    var errno: String?
    var layer: String?
    var detail: String?

    /// `stopped EPERM`, `stopped`, `succeeded`, `not-applicable`.
    var short: String { [outcome, errno].compactMap { $0 }.joined(separator: " ") }

    /// Reads one line of the probe's JSON: an object of strings.
    init?(json: some StringProtocol) {
        guard let members = FlatJSON.members(of: json), let attack = members["attack"],
            let outcome = members["outcome"]
        else { return nil }
        self.attack = attack
        self.outcome = outcome
        errno = members["errno"]
        layer = members["layer"]
        detail = members["detail"]
    }
}

/// The probe outside: it has tried the list as the control, and keeps its targets alive until this value goes.
final class ProbeControl {
    let results: [AttackLine]
    /// The flags that aim another probe at the same targets.
    let targets: [String]
    private let process: LiveProcess

    init(as caller: Caller, only: [String] = []) throws {
        process = try LiveProcess(
            caller.absolutePrefix + [BoxPlan.probe, "--control", "--hold", "--json"]
                + only.flatMap { ["--only", $0] })
        try process.read(seconds: 60) { [process] in process.text(from: 1).contains("\"targets\"") }
        let lines = process.text(from: 1).split(separator: "\n")
        results = lines.compactMap { AttackLine(json: $0) }
        guard let targets = lines.last.flatMap({ FlatJSON.targets(of: $0) }) else {
            throw HarnessFailure.missing("the control's targets")
        }
        self.targets = targets
    }

    deinit {
        // At the end of its input it removes what it made; killed, it would leave it.
        _ = try? process.finish()
    }
}

/// Runs the probe inside a box.
enum ProbeRun {
    /// The results of a list of attacks, by name.
    static func inside(
        as caller: Caller, only: [String], targets: [String] = [], flags: [String] = [], grants: [FileSystemStep] = [],
        omitting: Set<Layer> = [], leaked: Int32? = nil, change: (inout LaunchPlan) -> Void = { _ in }
    ) throws -> [String: AttackLine] {
        let command = [BoxPlan.probe, "--json"] + only.flatMap { ["--only", $0] } + targets + flags
        let plan = try BoxPlan.make(as: caller, command: command, grants: grants, omitting: omitting).with(change)
        let end = try LiveBox(plan, as: caller, leaked: leaked).finish()
        guard case .ready = end.reports.first, end.status == .exited(0) else {
            throw HarnessFailure.missing("a box for the probe: \(end.reports) \(end.errors)")
        }
        let lines = end.output.split(separator: "\n").compactMap { AttackLine(json: $0) }
        return Dictionary(lines.map { ($0.attack, $0) }, uniquingKeysWith: { first, _ in first })
    }
}

/// Just enough JSON for the probe's own lines: one object, whose values are all strings or one array of strings.
enum FlatJSON {
    static func members(of line: some StringProtocol) -> [String: String]? {
        let strings = strings(in: line)
        guard line.hasPrefix("{"), line.hasSuffix("}"), !line.contains("["), strings.count.isMultiple(of: 2) else {
            return nil
        }
        var members: [String: String] = [:]
        for index in stride(from: 0, to: strings.count, by: 2) { members[strings[index]] = strings[index + 1] }
        return members
    }

    static func targets(of line: some StringProtocol) -> [String]? {
        let strings = strings(in: line)
        return strings.first == "targets" ? Array(strings.dropFirst()) : nil
    }

    private static func strings(in line: some StringProtocol) -> [String] {
        var strings: [String] = []
        var current: String?
        var isEscaped = false
        for character in line {
            if isEscaped {
                current?.append(character)
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else if character == "\"" {
                if let ended = current { strings.append(ended) }
                current = current == nil ? "" : nil
            } else {
                current?.append(character)
            }
        }
        return strings
    }
}
