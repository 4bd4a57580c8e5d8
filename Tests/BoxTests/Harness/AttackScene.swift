import BoxHarness
import InstalledTrilatch
import LaunchPlan

/// Everything that the whole attack list needs: targets outside, a protected workspace, a socket of the host's in it.
final class AttackScene {
    let caller: Caller
    let control: ProbeControl
    let workspace: Workspace

    init(as caller: Caller) throws {
        self.caller = caller
        // The control's own results are another test's; here it only makes the targets.
        control = try ProbeControl(as: caller, only: ["unknown-call"])
        workspace = try Workspace.repository(as: caller)
        try workspace.listen(at: "socket")
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
