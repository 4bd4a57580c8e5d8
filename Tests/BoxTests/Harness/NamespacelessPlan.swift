import BoxHarness
import Glibc
import InstalledTrilatch
import Kernel
import LaunchPlan

/// Plans for boxes of Landlock and a syscall filter alone.
enum NamespacelessPlan {
    /// A box with the installed system, the probe, and what a test adds.
    static func make(
        _ command: [String], grants: [FileSystemStep] = [], environment: [String] = [],
        workingDirectory: String = "/usr"
    ) throws -> LaunchPlan {
        let user = Caller.ordinary.identifier
        var steps: [FileSystemStep] = []
        for path in ["/usr", "/etc/ld.so.cache", "/etc/passwd", BoxPlan.probe] where unsafe access(path, F_OK) == 0 {
            steps.append(.bind(Bind(node: try BoxPlan.node(path), access: .readOnly)))
        }
        return LaunchPlan(
            identity: BoxIdentity(userInside: user, groupInside: user, userOutside: user, groupOutside: user),
            fileSystem: steps + grants,
            command: Command(
                executable: command[0], arguments: command,
                environment: ["PATH=/usr/bin", "LANG=C.UTF-8"] + environment, workingDirectory: workingDirectory),
            limits: ResourceLimits(dataBytes: 1 << 30, openFiles: 256, fileSizeBytes: 64 << 20),
            confinement: .landlock, minimumLandlockABI: Confinement.landlockABI)
    }

    /// Starts the launcher on a plan.
    static func launch(
        _ plan: LaunchPlan, through prefix: [String] = [], leaked: Int32? = nil
    ) throws -> LiveBox {
        try LiveBox(
            plan, as: .ordinary, through: Caller.ordinary.absolutePrefix + prefix,
            arguments: [LaunchDescriptors.namespacelessArgument], leaked: leaked)
    }
}

/// Everything that the attack list needs, for a box without namespaces.
final class NamespacelessSite {
    private let scene: AttackScene

    init() throws { scene = try AttackScene(as: .ordinary) }

    /// What comes of each attack: `stopped ERRNO`, whichever layer the probe takes it for.
    func verdicts(of only: [String] = [], omitting: Set<Layer> = []) throws -> [String: String] {
        let path = scene.workspace.path
        let flags = ["--workspace", path, "--workspace-socket", scene.workspace.path("socket")]
        let command = [BoxPlan.probe, "--json"] + only.flatMap { ["--only", $0] } + scene.control.targets + flags
        let plan = try NamespacelessPlan.make(
            command, grants: [try BoxPlan.writable(path, as: .ordinary)]
        ).with { $0.omittedLayers = omitting }
        let end = try NamespacelessPlan.launch(plan).finish()
        guard case .ready = end.reports.first, end.status == .exited(0) else {
            throw HarnessFailure.missing("a box for the probe: \(end.reports) \(end.errors)")
        }
        let lines = end.output.split(separator: "\n").compactMap { AttackLine(json: $0) }
        return Dictionary(lines.map { ($0.attack, $0.short) }, uniquingKeysWith: { first, _ in first })
    }
}
