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

    /// Gives the broker its plan and its secrets, and lets the box trust it where it inspects.
    ///
    /// - Parameter environment: The caller's.
    /// - Returns: Nil for a box without hosts.
    /// - Throws: those of `BrokerProcess` and `BoxSecrets`.
    consuming func finish(
        for box: inout ResolvedBox, environment: [String: String]
    ) throws(Refusal) -> BrokerProcess? {
        let secrets = try WayOutStart.secrets(of: &box, environment)
        guard let plan = box.egress else { return nil }
        var broker: BrokerProcess
        switch self.broker.take() {
        case .some(let started):
            broker = started
            box.trust(try broker.awaitCertificate())
        case nil: broker = try spawn(inspects: false, mayLack: box.plan.mayLack)
        }
        try broker.begin(plan, trusting: box.trustStore?.bundle.path, secrets: secrets)
        return broker
    }

    /// Reads the secrets of a box, and gives the box what stands for them.
    private static func secrets(
        of box: inout ResolvedBox, _ environment: [String: String]
    ) throws(Refusal) -> BoxSecrets? {
        guard !box.secrets.isEmpty else { return nil }
        let secrets = try BoxSecrets(box.secrets, reader: SecretReader(environment: environment))
        box.bind(secrets.placeholders)
        try secrets.check(PlanCodec.encode(box.plan))
        return secrets
    }

    private borrowing func spawn(inspects: Bool, mayLack: Set<Layer>) throws(Refusal) -> BrokerProcess {
        try BrokerProcess.spawn(
            path: path, inspects: inspects, dedicatedIdentifier: identifier,
            mayLackLandlock: mayLack.contains(.landlock))
    }
}
