package import Audit
import LaunchPlan
import Mediation
import Pins
import Poisoning
package import Policy
import PolicyYAML
package import Refusals
import Supervision
package import Wire

/// What judges the wire of a run, made of what its profile says and of what the user has approved.
package struct WireJudge {
    private let mediator: Mediator
    private let prepared: PreparedBox
    private let state: String

    package init(for prepared: PreparedBox, in surroundings: Surroundings, trail: AuditTrail) {
        self.prepared = prepared
        state = surroundings.state
        let policy = prepared.box.wire
        let store = prepared.lock.map { PinStore(shared: $0, state: surroundings.state) } ?? PinStore(state: state)
        let key = ServerKey(of: prepared)
        let keeper = policy.pin == .off ? nil : LockKeeper(store, key)
        mediator = Mediator(
            policy, key: key, keeper: keeper, secrets: WireJudge.secrets(of: prepared),
            workspace: prepared.box.variables.workspace, host: KernelHostView(), recorder: AuditRecorder(trail))
    }

    /// What decides on each message; nil where a test has switched it off.
    package var judge: (any MessageJudge)? { LayerSwitches.omitsMediation ? nil : mediator }

    /// Looks at the package that the server is made of.
    ///
    /// - Returns: What a person is told.
    /// - Throws: `pin.*` where it cannot be looked at, or not be written down.
    package func inspect() throws(Refusal) -> [Refusal] {
        guard prepared.box.wire.pin != .off, !LayerSwitches.omitsMediation else { return [] }
        let box = prepared.box
        let grants = box.programGrants
        // What lies inside one of its trees is not the package's own either, so only the trees themselves are left out.
        let surroundings = box.plan.fileSystem.compactMap { step in
            if case .bind(let bind) = step { bind.node.path } else { nil }
        }
        .filter { path in !grants.contains { $0.path.utf8.elementsEqual(path.utf8) } }
        return try mediator.judge(
            try PackageIdentity.of(
                grants, program: box.plan.command.executable, surroundings: surroundings, state: state))
    }

    /// The values of variables of the box whose names are those of secrets.
    private static func secrets(of prepared: PreparedBox) -> KnownSecrets {
        let grants = prepared.merged.environment
        let names = Set(
            grants.pass.filter(\.looksSecret).map(\.name) + grants.set.filter(\.looksSecret).map(\.name))
        guard !names.isEmpty else { return KnownSecrets() }
        return KnownSecrets(
            prepared.box.plan.command.environment.compactMap { variable in
                guard let equals = variable.utf8.firstIndex(of: UInt8(ascii: "=")) else { return nil }
                let name = String(variable[..<equals])
                guard names.contains(name) else { return nil }
                return KnownSecrets.Secret(name: name, value: Array(variable.utf8[equals...].dropFirst()))
            })
    }
}

extension ServerKey {
    /// What the lock file knows a prepared server by: a profile that is named by its path by that path, wherever it was named.
    fileprivate init(of prepared: PreparedBox) {
        let file = prepared.sources.first.flatMap { $0.name == nil ? $0.path : nil }
        self.init(
            name: prepared.server, profile: file ?? prepared.profile, program: prepared.box.plan.command.executable)
    }
}

extension Audit.AuditSettings {
    /// What a profile says of the log.
    package init(_ policy: WirePolicy) {
        self.init(
            completeness: policy.audit.isStrict ? .required : .bestEffort,
            arguments: policy.audit.recordsArguments ? .full : .digest)
    }
}
