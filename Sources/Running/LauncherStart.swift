package import ControlGroups
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

    /// Gives its box the control group that the limits need; before it gets its plan.
    ///
    /// - Throws: `limits.not-enforceable`, and what `start` throws.
    package func place(_ launcher: inout LauncherProcess, limits: SupervisedLimits) throws(Refusal) {
        try launcher.place(by: groups, limits: limits) { () throws(Refusal) in try spawn(isGrouped: true) }
    }

    private func spawn(isGrouped: Bool) throws(Refusal) -> LauncherProcess {
        try LauncherProcess.spawn(
            path: installation.launcher, dedicatedIdentifier: identifier, isGrouped: isGrouped,
            recordsCalls: recordsCalls, switches: LayerSwitches.launcherArguments)
    }
}
