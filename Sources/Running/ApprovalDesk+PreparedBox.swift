import Approvals
import Egress
import Kernel
import Policy
import PolicyYAML
import Refusals

extension ApprovalDesk {
    /// Opens the desk of a run whose profile has a person asked; nil for every other.
    ///
    /// - Throws: `egress.nobody-to-ask`.
    static func open(
        for prepared: PreparedBox, run: String, in surroundings: Surroundings
    ) throws(Refusal) -> ApprovalDesk? {
        guard let seconds = prepared.box.egress?.askSeconds, seconds > 0 else { return nil }
        let box = AskingBox(
            run: run, server: prepared.server, profile: prepared.profile, file: prepared.sources.first?.path ?? "",
            legs: Leg.allCases.filter(prepared.box.legs.legs.contains).map(\.rawValue),
            settings: prepared.box.variables.set.keys.sorted())
        do throws(KernelError) {
            return try ApprovalDesk(
                of: box, in: surroundings.state, user: surroundings.caller.user, patience: .seconds(Int64(seconds)))
        } catch {
            throw Refusal(
                .egressNobodyToAsk,
                "the profile has a person asked for unknown hosts, and where he answers cannot be made: \(error)")
        }
    }
}
