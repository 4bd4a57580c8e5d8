import LaunchPlan
import Policy
import Refusals
import Supervision

/// How the broker of one box is started: with its plan, or before there is one where the box must trust what it makes.
struct WayOutStart: ~Copyable {
    private let path: String
    private let identifier: UInt32?
    private var broker: BrokerProcess?

    /// - Parameter identifier: For a root caller, the id of the host that the broker runs as.
    init(_ installation: Installation, identifier: UInt32?) {
        path = installation.broker
        self.identifier = identifier
    }

    /// Starts the broker of a box with inspected hosts, which makes its authority while the profile is resolved.
    ///
    /// - Throws: those of `BrokerProcess.spawn`.
    mutating func begin(_ profile: Profile) throws(Refusal) {
        guard profile.network.hasInspectedHosts, broker == nil else { return }
        broker = try spawn(inspects: true, mayLack: profile.minimumTier?.value.mayLack ?? [])
    }

    /// Gives the broker its plan, and lets the box trust it where it inspects.
    ///
    /// - Returns: Nil for a box without hosts.
    /// - Throws: those of `BrokerProcess`.
    consuming func finish(for box: inout ResolvedBox) throws(Refusal) -> BrokerProcess? {
        guard let plan = box.egress else { return nil }
        var broker: BrokerProcess
        switch self.broker.take() {
        case .some(let started):
            broker = started
            box.trust(try broker.awaitCertificate())
        case nil: broker = try spawn(inspects: false, mayLack: box.plan.mayLack)
        }
        try broker.begin(plan, trusting: box.trustStore?.bundle.path)
        return broker
    }

    private borrowing func spawn(inspects: Bool, mayLack: Set<Layer>) throws(Refusal) -> BrokerProcess {
        try BrokerProcess.spawn(
            path: path, inspects: inspects, dedicatedIdentifier: identifier,
            mayLackLandlock: mayLack.contains(.landlock))
    }
}
