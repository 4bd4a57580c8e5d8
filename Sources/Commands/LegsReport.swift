import Policy
import Refusals
import Running

/// The legs of a box, for a person and for a program.
struct LegsReport {
    let legs: LegDerivation

    /// A line for each grant that gives a leg, then the narrowings, then what a person sends later.
    var text: String {
        var table = Table()
        for leg in Leg.allCases {
            let evidence = legs.evidence.filter { $0.leg == leg }
            if evidence.isEmpty { table.add(leg.rawValue, "-") }
            for (index, grant) in evidence.enumerated() {
                table.add(index == 0 ? leg.rawValue : "", grant.grant, LegsReport.place(grant.location))
            }
        }
        var text = "legs of this box\n" + table.text
        if !legs.narrowings.isEmpty {
            text += "narrowings\n"
            for narrowing in legs.narrowings {
                text +=
                    "  \(narrowing.grant): not \(narrowing.leg.rawValue), for `\(narrowing.narrowing.claim.rawValue)`"
                text += " (\(narrowing.narrowing.location))\n    because: \(narrowing.narrowing.because.text)\n"
            }
        }
        if !legs.deferred.isEmpty {
            text += "egress by a person's hand, not counted\n"
            for grant in legs.deferred {
                text +=
                    "  \(grant.grant) holds a repository with a remote: what is committed there may be pushed later\n"
            }
        }
        return text
    }

    var json: JSONText {
        .object([
            (
                "legs",
                .object(
                    Leg.allCases.map { leg in
                        (leg.rawValue, .array(legs.evidence.filter { $0.leg == leg }.map(LegsReport.json)))
                    })
            ),
            (
                "narrowings",
                .array(
                    legs.narrowings.map { narrowing in
                        .members([
                            "grant": .string(narrowing.grant), "drops": .string(narrowing.leg.rawValue),
                            "claim": .string(narrowing.narrowing.claim.rawValue),
                            "because": .string(narrowing.narrowing.because.text),
                            "location": .string("\(narrowing.narrowing.location)"),
                        ])
                    })
            ),
            ("deferredEgress", .array(legs.deferred.map(LegsReport.json))),
        ])
    }

    private static func json(_ evidence: LegEvidence) -> JSONText {
        .members([
            "grant": .string(evidence.grant), "location": evidence.location.map { .string("\($0)") },
        ])
    }

    private static func place(_ location: SourceLocation?) -> String { location.map { "\($0)" } ?? "the program" }
}

extension Refusal {
    /// The refusal as data.
    var json: JSONText {
        .members([
            "code": .string(code.rawValue), "reason": .string(reason),
            "location": location.map { .string("\($0)") }, "fix": .string(advice),
        ])
    }
}
