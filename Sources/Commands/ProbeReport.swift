import LaunchPlan
import Running
/// The attacks inside a box beside the same acts outside.
struct ProbeReport {
    let profile: String
    let rows: [Row]
    /// Attacks that mean nothing in this box, because it does not have what they aim at, and says so.
    private let uncovered: Set<String>

    /// What a box without namespaces does not have.
    private static let aboutNamespaces: Set<String> = [
        "set-id-mounts", "shared-cgroup", "shared-ipc", "shared-mnt", "shared-net", "shared-pid", "shared-user",
        "shared-uts",
    ]

    struct Row {
        let inside: AttackLine
        let outside: AttackLine?
    }

    init(profile: String, confinement: Confinement, inside: [AttackLine], outside: [AttackLine]) {
        self.profile = profile
        uncovered = confinement == .landlock ? ProbeReport.aboutNamespaces : []
        let control = Dictionary(outside.map { ($0.name, $0) }) { first, _ in first }
        rows = inside.map { Row(inside: $0, outside: control[$0.name]) }
    }

    /// Whether every attack that means something in this box was stopped.
    var holds: Bool { !rows.contains(where: isHole) }

    private func isHole(_ row: Row) -> Bool {
        [.succeeded, .inconclusive].contains(row.inside.outcome) && !uncovered.contains(row.inside.name)
    }

    var text: String {
        var text = ""
        var group = ""
        var table = Table(widest: 72)
        func flush() {
            if !table.isEmpty { text += "\(group)\n\(table.text)\n" }
            table = Table(widest: 72)
        }
        for row in rows {
            if row.inside.group != group {
                flush()
                group = row.inside.group
            }
            let how = [row.inside.obstacle, row.inside.layer].compactMap(\.self).joined(separator: ", ")
            table.add(
                row.inside.tries,
                uncovered.contains(row.inside.name) ? "not held here" : ProbeReport.word(row.inside.outcome),
                how,
                "outside: \(ProbeReport.outside(row.outside))")
        }
        flush()
        for row in rows where isHole(row) {
            text += "\(ProbeReport.word(row.inside.outcome)) in the box: \(row.inside.name)"
            text += (row.inside.detail.map { ", \($0.readable)" } ?? "") + "\n"
        }
        return text + summary
    }

    private var summary: String {
        func count(_ outcome: AttackLine.Outcome, _ lines: [AttackLine]) -> Int {
            lines.count { $0.outcome == outcome }
        }
        let inside = rows.map(\.inside).filter { !uncovered.contains($0.name) }
        let outside = rows.compactMap(\.outside)
        var parts = ["\(count(.stopped, inside)) of \(inside.count) attacks stopped in the box of profile \(profile)"]
        for outcome in [AttackLine.Outcome.succeeded, .inconclusive, .notApplicable] where count(outcome, inside) > 0 {
            parts.append("\(count(outcome, inside)) \(ProbeReport.word(outcome))")
        }
        if !uncovered.isEmpty { parts.append("\(uncovered.count) not held, for the host gives no namespaces") }
        return parts.joined(separator: ", ") + "; outside \(count(.succeeded, outside)) succeeded\n"
    }

    var json: JSONText {
        .members([
            "profile": .string(profile), "holds": .boolean(holds),
            "attacks": .array(
                rows.map { row in
                    .members([
                        "attack": .string(row.inside.name), "group": .string(row.inside.group),
                        "tries": .string(row.inside.tries), "inside": row.inside.json, "outside": row.outside?.json,
                        "uncovered": uncovered.contains(row.inside.name) ? .boolean(true) : nil,
                    ])
                }),
        ])
    }

    /// What an attack came to where nothing stands in its way: in small letters, for it is as expected.
    private static func outside(_ line: AttackLine?) -> String {
        switch line?.outcome {
        case .succeeded: "succeeds"
        case .stopped: "stopped"
        case .notApplicable, .inconclusive: "not applicable"
        case nil: "not tried"
        }
    }

    private static func word(_ outcome: AttackLine.Outcome) -> String {
        switch outcome {
        case .stopped: "stopped"
        case .succeeded: "SUCCEEDED"
        case .notApplicable: "not applicable"
        case .inconclusive: "INCONCLUSIVE"
        }
    }
}
