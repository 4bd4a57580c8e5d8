import Policy
import Refusals
import Running

/// What holds on the wire of a box, for a person and for a program.
struct WireReport {
    private let wire: WirePolicy

    init(_ wire: WirePolicy) { self.wire = wire }

    /// One thing that holds, and the line that says so; nil where no line does.
    private struct Row {
        let what: String
        let location: SourceLocation?
    }

    var text: String {
        var table = Table()
        for row in rows { table.add(row.what.readable, row.location.map { "\($0)" } ?? "default") }
        return table.text
    }

    var json: JSONText {
        .array(
            rows.map { row in
                .members([
                    "what": .string(row.what), "location": row.location.map { .string("\($0)") },
                ])
            })
    }

    private var rows: [Row] {
        names + rules + acts + roots + [
            Row(what: "pin: \(wire.pin.rawValue)", location: wire.pinLocation),
            Row(what: "unknown methods: \(wire.unknownMethods.rawValue)", location: wire.unknownMethodsLocation),
        ] + results + audit
    }

    private var names: [Row] {
        OfferKind.allCases.flatMap { kind in
            let filter = wire.filter(of: kind)
            let allowed = filter.allow.map { allow in
                [
                    Row(
                        what: allow.value.isEmpty
                            ? "no \(kind.rawValue)" : "of \(kind.rawValue)s only \(WireReport.list(allow.value))",
                        location: allow.location)
                ]
            }
            return (allowed ?? [])
                + filter.deny.map { Row(what: "no \(kind.rawValue) `\($0.value)`", location: $0.location) }
        }
    }

    private static func list(_ patterns: [Located<NameGlob>]) -> String {
        patterns.map { "`\($0.value)`" }.joined(separator: ", ")
    }

    /// What a profile writes as one rule for several places is told as one.
    private var rules: [Row] {
        var rows: [Row] = []
        var rest = (wire.argumentRules + wire.requestRules)[...]
        while let first = rest.first {
            let same = rest.prefix { $0.location == first.location }
            rows.append(Row(what: first.words(at: same.map(\.pointer)), location: first.location))
            rest = rest.dropFirst(same.count)
        }
        return rows
    }

    private var acts: [Row] {
        ClientAct.allCases.map { act in
            Row(
                what: "\(act.rawValue): \(wire.acts.allows(act) ? "allowed" : "refused")",
                location: wire.acts.stated[act]?.location)
        }
    }

    private var roots: [Row] {
        wire.roots.map { Row(what: "root: \($0.path)", location: wire.acts.roots?.location) }
    }

    private var results: [Row] {
        let results = wire.results
        var rows = [
            Row(
                what: "terminal escapes in results: \(results.escapeTreatment.rawValue)",
                location: results.escapes?.location),
            Row(
                what: "invisible characters in results: \(results.invisibleTreatment.rawValue)",
                location: results.invisible?.location),
        ]
        if let longest = results.longestText {
            rows.append(Row(what: "longest text of a result: \(longest.value)", location: longest.location))
        }
        if let largest = results.largest {
            rows.append(Row(what: "largest result: \(largest.value)", location: largest.location))
        }
        return rows
    }

    private var audit: [Row] {
        let (keeping, arguments) = (wire.audit.keeping, wire.audit.arguments)
        return [
            Row(what: "audit log: \((keeping?.value ?? .standard).rawValue)", location: keeping?.location),
            Row(
                what: "arguments in the audit log: \((arguments?.value ?? .standard).rawValue)",
                location: arguments?.location),
        ]
    }
}
