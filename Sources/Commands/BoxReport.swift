import LaunchPlan
import Policy
import Running

/// A resolved box in words, and where each line came from.
struct BoxReport {
    let server: String
    let profile: String
    let box: ResolvedBox

    var text: String {
        var text = "box of \(server), profile \(profile)\n\nit may\n"
        var lines = Table()
        for line in box.lines { lines.add(line.what, "\(line.source)") }
        text += lines.text
        if !box.hidden.isEmpty {
            var hidden = Table()
            for node in box.hidden { hidden.add("\(node.path)", node.location.map { "\($0)" } ?? node.because) }
            text += "\nit does not see, inside what is granted\n" + hidden.text
        }
        if !box.droppedVariables.isEmpty {
            text += "\nvariables of yours that it does not get\n"
            text += Table.wrapped("  " + box.droppedVariables.joined(separator: ", ").readable) + "\n"
        }
        if !box.limits.isEmpty {
            var limits = Table()
            for limit in box.limits {
                limits.add(
                    "\(limit.name) \(limit.value)", "held by: \(limit.holder.rawValue)",
                    limit.location.map { "\($0)" } ?? "default")
            }
            text += "\nlimits\n" + limits.text
        }
        text += "\non the wire\n" + WireReport(box.wire).text
        text += "\ntier\n" + tier.text
        text += "\n" + LegsReport(legs: box.legs).text
        if !box.notes.isEmpty { text += "\nnotes\n" + box.notes.map { "  \($0)\n" }.joined() }
        return text
    }

    /// Which layers the box may lack, and what that would mean.
    private var tier: Table {
        var table = Table()
        let source = box.minimumTierLocation.map { "\($0)" } ?? "default"
        if box.plan.confinement == .landlock {
            table.add("landlock, because this host gives no user namespaces", source)
            for clause in MinimumTier.landlock.uncovered { table.add("so \(clause)") }
            return table
        }
        if box.minimumTier.mayLack.isEmpty {
            table.add("full, or the box is refused", source)
        } else {
            table.add("full, but where the host lacks one of these, without it", source)
            for layer in box.minimumTier.mayLack.sorted(by: { $0.name < $1.name }) {
                table.add("\(layer.name): then \(layer.uncovered ?? "what it holds is not held")")
            }
            if box.minimumTier == .landlock {
                table.add("landlock alone, where a host gives no user namespaces, which this one does")
            }
        }
        return table
    }

    /// The same as data.
    ///
    /// - Parameter includesPlan: Whether the launcher's plan is part of it.
    func json(includesPlan: Bool) -> JSONText {
        .members([
            "server": .string(server), "profile": .string(profile),
            "box": .array(
                box.lines.map { .members(["what": .string($0.what), "source": .string("\($0.source)")]) }),
            "hidden": .array(
                box.hidden.map { .members(["path": .string("\($0.path)"), "because": .string($0.because)]) }),
            "droppedVariables": .strings(box.droppedVariables),
            "limits": .array(
                box.limits.map {
                    .members([
                        "name": .string($0.name), "value": .string($0.value), "heldBy": .string($0.holder.rawValue),
                        "location": $0.location.map { .string("\($0)") },
                    ])
                }),
            "wire": WireReport(box.wire).json,
            "minimumTier": .members([
                "tier": .string(box.minimumTier.word),
                "mayLack": .array(
                    box.minimumTier.mayLack.sorted { $0.name < $1.name }.map { layer in
                        .members([
                            "layer": .string(layer.name), "uncovered": layer.uncovered.map { .string($0) },
                        ])
                    }),
                "confinement": .string(box.plan.confinement == .landlock ? "landlock" : "namespaces"),
                "location": box.minimumTierLocation.map { .string("\($0)") },
            ]),
            "trifecta": LegsReport(legs: box.legs).json,
            "notes": .strings(box.notes),
            "plan": includesPlan ? PlanReport(plan: box.plan).json : nil,
        ])
    }
}
