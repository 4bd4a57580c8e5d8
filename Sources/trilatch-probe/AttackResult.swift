internal import LaunchPlan

/// One attack and what came of it.
struct AttackResult {
    let attack: Attack
    let outcome: Outcome
    /// The layer that showed itself; nil where nothing was stopped, or by nothing known.
    let layer: Layer?

    /// One line of JSON, without a line feed.
    var json: String {
        var members = [
            ("attack", attack.name), ("group", attack.group.rawValue), ("tries", attack.tries), ("outcome", word),
        ]
        if let obstacle { members.append(("errno", obstacle)) }
        if let layer { members.append(("layer", layer.name)) }
        if !detail.isEmpty { members.append(("detail", detail)) }
        return "{" + members.map { "\(JSONText.quoted($0)):\(JSONText.quoted($1))" }.joined(separator: ",") + "}"
    }

    /// One line for a person.
    var text: String {
        let how = [obstacle, layer?.name].compactMap { $0 }.joined(separator: " ")
        return "\(attack.name): \(word)\(how.isEmpty ? "" : " (\(how))")\(detail.isEmpty ? "" : ", \(detail)")"
    }

    private var word: String {
        switch outcome {
        case .stopped: "stopped"
        case .succeeded: "succeeded"
        case .notApplicable: "not-applicable"
        case .inconclusive: "inconclusive"
        }
    }

    private var detail: String {
        switch outcome {
        case .stopped(_, let detail), .succeeded(let detail), .notApplicable(let detail), .inconclusive(let detail):
            detail
        }
    }

    /// The errno or signal by name; nil where no call failed.
    private var obstacle: String? {
        switch outcome {
        case .stopped(.error(let error), _): errorName(error)
        case .stopped(.signal, _): "SIGSYS"
        default: nil
        }
    }
}

/// Text as a JSON string.
enum JSONText {
    static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\\(scalar)"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
