package import ControlGroups
import LaunchPlan
package import Policy
package import Refusals
package import Supervision

/// How the launchers of one box are started, with a control group where this host has one for it.
package struct LauncherStart: Sendable {
    private let installation: Installation
    private let identifier: UInt32?
    private let groups: GroupSupport
    private let recordsCalls: Bool

    /// - Parameters:
    ///   - identifier: For a root caller, the id of the host that the box runs as.
    ///   - recordsCalls: Whether the plan asks for a listener of the server's calls.
    package init(
        _ installation: Installation, identifier: UInt32?, groups: GroupSupport, recordsCalls: Bool = false
    ) {
        self.installation = installation
        self.identifier = identifier
        self.groups = groups
        self.recordsCalls = recordsCalls
    }

    /// Starts the launcher; before anything else is looked at, so that its own start overlaps with ours.
    ///
    /// - Throws: `host.incomplete-installation`, `launch.step-failed`.
    package func start() throws(Refusal) -> LauncherProcess {
        try spawn(isGrouped: LauncherProcess.waitsForGroup(groups))
    }

    /// Gives its box the control group that the limits need, or for a box without namespaces another launcher; before it
    /// gets its plan.
    ///
    /// - Throws: `limits.not-enforceable`, and what `start` throws.
    package func place(_ launcher: inout LauncherProcess, for box: ResolvedBox) throws(Refusal) {
        switch box.plan.confinement {
        case .namespaces:
            try launcher.place(by: groups, limits: box.supervisedLimits) {
                () throws(Refusal) in try spawn(isGrouped: true)
            }
        case .landlock:
            // The one that was started has met by now what this host denies.
            var other = try spawn(isGrouped: false, confinement: .landlock)
            swap(&launcher, &other)
            other.abandon()
        }
    }

    private func spawn(isGrouped: Bool, confinement: Confinement = .namespaces) throws(Refusal) -> LauncherProcess {
        try LauncherProcess.spawn(
            path: installation.launcher, dedicatedIdentifier: identifier, isGrouped: isGrouped,
            confinement: confinement, recordsCalls: recordsCalls, switches: LayerSwitches.launcherArguments)
    }
}
