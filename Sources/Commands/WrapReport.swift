import Clients
import Refusals
import Running

/// What `wrap` does with each server, for a person.
struct WrapReport {
    let plan: WrapPlan

    var text: String {
        var text = "\(plan.configuration.format.title): \(plan.configuration.text.file.readable)\n"
        for step in plan.steps {
            guard let outcome = WrapReport.outcome(step.outcome) else { continue }
            let project = step.server.project.map { " (\($0.readable))" } ?? ""
            text += "  \(step.server.name.readable)\(project): \(outcome)\n"
            for note in step.notes { text += "    note: \(note.readable)\n" }
        }
        if plan.steps.isEmpty { text += "  it has no servers\n" }
        return text
    }

    private static func outcome(_ outcome: WrapPlan.Outcome) -> String? {
        switch outcome {
        case .box(let box, _, _):
            let workspace = box.workspace.map { ", workspace \($0.readable)" } ?? ""
            return "goes into a box with the profile \((box.profile ?? "").readable)\(workspace)"
        case .isBoxed: return "is in a box already"
        case .isRemote: return "is not a program of this machine; a box cannot hold it, so it stays as it is"
        case .isLeft(let refusal):
            return "stays as it is: \(refusal.code.rawValue): \(refusal.reason)\n    fix: \(refusal.advice)"
        case .isOther: return nil
        }
    }
}
