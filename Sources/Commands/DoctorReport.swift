import Diagnosis
import LaunchPlan
import Policy
import Refusals
import Running

/// A host's diagnosis in words and as data.
struct DoctorReport {
    let diagnosis: HostDiagnosis
    let limits: HostLimits
    let kernel: String
    let user: UInt32

    var text: String {
        var text = "Linux \(kernel), as user \(user)\n\n"
        var table = Table()
        for check in diagnosis.checks { table.add(check.feature.name, check.outcome.words.readable) }
        text += table.text
        for check in diagnosis.checks {
            guard case .fails(_, let obstacle) = check.outcome else { continue }
            text += "\n\(check.feature.name): \(obstacle.because.readable)\n  fix: \(obstacle.fix.readable)\n"
            if let layer = check.feature.dispensableLayer {
                text += "  or do without, where a profile says `minimum-tier: { full-minus: [\(layer.name)] }`\n"
            }
        }
        var held = Table()
        for (limit, holder) in limits.holders { held.add(limit, "held by: \(holder)") }
        text += "\nlimits of a whole box\n" + held.text
        if let because = limits.because, let fix = limits.fix { text += "  \(because.readable)\n  fix: \(fix)\n" }
        return text + "\n" + verdict
    }

    private var verdict: String {
        switch diagnosis.trial {
        case .built(let lacking) where lacking.isEmpty: return "tier: full\n"
        case .built(let lacking) where MinimumTier(lacking: lacking) == .landlock:
            return """
                tier: landlock, for a profile that says `minimum-tier: landlock`; all others are refused

                """ + MinimumTier.landlock.uncovered.map { "  there \($0)\n" }.joined()
        case .built(let lacking):
            let clauses = lacking.sorted { $0.name < $1.name }.map { layer in
                "  without \(layer.name), \(layer.uncovered ?? "what it holds is not held")\n"
            }
            return """
                tier: \(MinimumTier(lacking: lacking).word), for a profile whose minimum-tier names what is missing; \
                all others are refused\n
                """ + clauses.joined()
        case .refused(let refusal): return "tier: none; every box is refused\n  \(refusal)\n"
        }
    }

    var json: JSONText {
        var refusal: Refusal?
        var lacking: Set<Layer> = []
        switch diagnosis.trial {
        case .built(let layers): lacking = layers
        case .refused(let found): refusal = found
        }
        return .members([
            "tier": .string(diagnosis.tier?.word ?? "none"),
            "lacking": .array(
                lacking.sorted { $0.name < $1.name }.map { layer in
                    .members(["layer": .string(layer.name), "uncovered": layer.uncovered.map(JSONText.string)])
                }),
            "uncovered": .strings(diagnosis.tier?.uncovered ?? []),
            "refusal": refusal.map { refusal in
                .members([
                    "code": .string(refusal.code.rawValue), "reason": .string(refusal.reason),
                    "fix": .string(refusal.advice),
                ])
            },
            "kernel": .string(kernel), "user": .number(Int(user)),
            "limits": .members([
                "heldBy": .object(limits.holders.map { ($0.limit, .string($0.holder)) }),
                "because": limits.because.map { .string($0) }, "fix": limits.fix.map { .string($0) },
            ]),
            "checks": .array(diagnosis.checks.map(DoctorReport.json(of:))),
        ])
    }

    private static func json(of check: HostCheck) -> JSONText {
        var (result, detail, obstacle) = ("works", "", nil as Obstacle?)
        switch check.outcome {
        case .works(let found): detail = found
        case .fails(let error, let found): (result, detail, obstacle) = ("fails", error, found)
        case .notTried(let missing): (result, detail) = ("not-tried", missing.map { "needs: \($0.name)" } ?? "")
        }
        return .members([
            "check": .string(check.feature.name), "result": .string(result),
            "detail": detail.isEmpty ? nil : .string(detail),
            "layer": check.feature.dispensableLayer.map { .string($0.name) },
            "because": obstacle.map { .string($0.because) }, "fix": obstacle.map { .string($0.fix) },
        ])
    }
}

extension HostCheck.Outcome {
    fileprivate var words: String {
        switch self {
        case .works(let detail): detail.isEmpty ? "works" : "works: \(detail)"
        case .fails(let error, _): "FAILS: \(error)"
        case .notTried(let missing): "not tried" + (missing.map { ", for it needs: \($0.name)" } ?? "")
        }
    }
}
