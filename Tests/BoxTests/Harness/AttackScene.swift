import BoxHarness
import InstalledTrilatch
import LaunchPlan

/// Everything that the whole attack list needs: targets outside, a protected workspace, a socket of the host's in it.
final class AttackScene {
    let caller: Caller
    let control: ProbeControl
    let workspace: Workspace

    /// Makes the targets, and tries the named attacks outside.
    init(as caller: Caller, controlling attacks: Set<String> = []) throws {
        self.caller = caller
        control = try ProbeControl(as: caller, only: attacks.isEmpty ? ["unknown-call"] : attacks.sorted())
        workspace = try Workspace.repository(as: caller)
        try workspace.listen(at: "socket")
    }

    /// What must come of each attack in an ordinary box on this host.
    var expected: [String: String] {
        var expected = AttackTable.expected
        // A host without IPv6 has no such port to aim at.
        if !control.targets.contains("--outside-tcp6") { expected["tcp6-host"] = "not-applicable" }
        return expected
    }

    func succeedsOutside(_ attack: String) -> Bool {
        control.results.contains { $0.attack == attack && $0.outcome == "succeeded" }
    }

    /// What comes of each attack in a box: `stopped ERRNO by LAYER`.
    func verdicts(
        of only: [String] = [], omitting: Set<Layer> = [], leaked: Int32? = nil,
        change: (inout LaunchPlan) -> Void = { _ in }
    ) throws -> [String: String] {
        let flags =
            ["--workspace", workspace.path, "--workspace-socket", workspace.path("socket")]
            + Workspace.protectedNames.flatMap { ["--protected", workspace.path($0)] }
        return try ProbeRun.inside(
            as: caller, only: only, targets: control.targets, flags: flags,
            grants: try BoxPlan.workspace(workspace.path, protecting: Workspace.protectedNames, as: caller),
            omitting: omitting, leaked: leaked, change: change
        ).mapValues { AttackTable.describe($0.short, $0.layer) }
    }
}
