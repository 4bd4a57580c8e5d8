package import Egress
package import LaunchPlan
package import Refusals

/// A profile, a command and a host, resolved: the launcher's plan and what a person is told about it.
package struct ResolvedBox: Sendable {
    /// The plan.
    ///
    /// The binds of `placeholders` name device 0 and inode 0, which no launcher accepts, until `place` gives them the
    /// nodes that were created.
    package var plan: LaunchPlan
    /// The box in words, in the order of its paths.
    package var lines: [BoxLine]
    /// What the box sees because its program lives there; input to the derivation of legs.
    package var programGrants: [ProgramGrant]
    /// Which legs the box holds; never all three, or there would be no box.
    package var legs: LegDerivation
    /// What the supervisor creates before the launch.
    package var placeholders: [Placeholder]
    package var hidden: [HiddenNode]
    /// What the supervisor makes for a box without namespaces, whose plan names it with device 0 and inode 0 until
    /// `placeScratchFolder`; nil for every other.
    package var scratchFolder: ScratchFolder?
    /// What `${…}` stands for.
    package var variables: Variables
    /// Names of the caller's variables that the box does not get, sorted.
    ///
    /// Never their values.
    package var droppedVariables: [String]
    /// What may surprise a person, and what to do about it.
    package var notes: [String]
    package var limits: [HeldLimit]
    /// Those of `limits` that the supervisor sees to.
    package var supervisedLimits: SupervisedLimits
    /// The longest message on the wire, in bytes, both ways.
    package var messageLimit: UInt64
    package var minimumTier: MinimumTier
    /// The line that says so; nil where none does.
    package var minimumTierLocation: SourceLocation?
    /// What holds on the wire.
    package var wire: WirePolicy
    /// What its broker lets through; nil for a box without host grants, which has no broker.
    package var egress: EgressPlan?
    /// What its programs trust, which lacks the authority's certificate until `trust`; nil for a box without inspected
    /// hosts, which sees the host's own.
    package var trustStore: TrustStore?
    /// What its broker puts into requests, once the placeholders are bound.
    package var secrets: [BoxSecret] = []
    package var credentialPlaces: [CredentialPlace] = []

    /// Puts the node of a placeholder into the plan.
    ///
    /// Nil drops its bind: a caller who may not create it runs a box that may not either.
    package mutating func place(_ placeholder: Placeholder, as node: HostNode?) {
        guard let path = placeholder.path.text else { return }
        let index = plan.fileSystem.firstIndex {
            guard case .bind(let bind) = $0 else { return false }
            // Paths of a plan are compared by their bytes.
            return bind.node.path.utf8.elementsEqual(path.utf8) && bind.node.inode == 0 && bind.node.device == 0
        }
        guard let index, case .bind(var bind) = plan.fileSystem[index] else { return }
        guard let node else {
            plan.fileSystem.remove(at: index)
            return
        }
        precondition(node.path.utf8.elementsEqual(path.utf8), "a node for another placeholder")
        bind.node = node
        plan.fileSystem[index] = .bind(bind)
    }
}

/// One thing of a box and where it came from.
package struct BoxLine: Sendable, Hashable, CustomStringConvertible {
    /// What the box has, such as `read and write /home/u/src/app`.
    package var what: String
    package var source: Source

    package enum Source: Sendable, Hashable {
        /// What every box has.
        case baseSystem
        /// What the program needs, and why.
        case program(String)
        case profile(SourceLocation)
        /// What holds whatever a profile says, and why.
        case always(String)
    }

    package init(_ what: String, from source: Source) {
        self.what = what
        self.source = source
    }

    package var description: String { "\(what) — \(source)" }
}

extension BoxLine.Source: CustomStringConvertible {
    package var description: String {
        switch self {
        case .baseSystem: "base system"
        case .program(let reason): "program: \(reason)"
        case .profile(let location): "\(location)"
        case .always(let reason): "always: \(reason)"
        }
    }
}

/// One limit and by what it is held.
package struct HeldLimit: Sendable, Hashable {
    /// The word for it in a profile.
    package var name: String
    /// Its value as a profile writes it.
    package var value: String
    package var holder: Holder
    package var location: SourceLocation?

    package init(name: String, value: String, holder: Holder, location: SourceLocation? = nil) {
        self.name = name
        self.value = value
        self.holder = holder
        self.location = location
    }

    package enum Holder: String, Sendable, CaseIterable {
        /// The kernel, by the box's control group.
        case group = "cgroup"
        /// The kernel, by a limit that processes have: of memory for each, of their number for the box.
        case rlimit
        /// The supervisor, by looking every so often; the box is ended when it is found above its limit.
        case watch = "watched"
        /// The supervisor, through which all of it passes.
        case supervisor
        /// Nothing, on this host.
        case nothing = "not held"
    }
}
