internal import Glibc
internal import Kernel
internal import LaunchPlan

/// One thing that hostile code would try.
struct Attack {
    /// Stable, for `--only` and for tests.
    let name: String
    let group: Group
    /// What is tried, for a person.
    let tries: String
    /// The layers that are known to stop it, by what the attacker sees; where two show the same, the one that acts first
    /// comes first.
    let walls: [Wall]
    /// How the same act is tried outside a box.
    let control: Control
    /// Does it.
    ///
    /// Runs in a process of its own, which ends afterwards.
    let act: (Scene) -> Outcome

    init(
        _ name: String, _ group: Group, _ tries: String, _ walls: [Wall], control: Control = .here,
        act: @escaping (Scene) -> Outcome
    ) {
        self.name = name
        self.group = group
        self.tries = tries
        self.walls = walls
        self.control = control
        self.act = act
    }

    /// Part of the box that an attack is aimed at.
    enum Group: String {
        case files, mounts, network, privilege, processes, terminal, kernel, protect, descriptors, environment
        case setID = "set-id"
    }

    /// Where the control runs.
    enum Control {
        /// As it is: it changes nothing, or only what the probe made itself.
        case here
        /// In namespaces that are made for it and end with it.
        case inNamespaces
        /// Not at all, and why.
        case never(String)
    }

    /// One way to be stopped, and the layer that it shows.
    struct Wall {
        let obstacle: Outcome.Obstacle
        let layer: Layer

        static func error(_ error: Int32, _ layer: Layer) -> Wall { Wall(obstacle: .error(error), layer: layer) }
        static func signal(_ signal: Int32, _ layer: Layer) -> Wall { Wall(obstacle: .signal(signal), layer: layer) }
        static func absence(_ layer: Layer) -> Wall { Wall(obstacle: .absence, layer: layer) }
    }

    /// The layer that shows itself by this obstacle, in a process that is confined as `confinement` says; nil when none of
    /// the known ones does.
    func layer(for obstacle: Outcome.Obstacle, in confinement: Confinement) -> Layer? {
        walls.first { $0.obstacle == obstacle && confinement.mayAct($0.layer) }?.layer
    }
}

/// What this process can see of its own confinement, to tell layers apart that give the same errno.
struct Confinement {
    let hasFilter: Bool
    let hasCapabilities: Bool

    /// Whether a layer may be what stopped a call.
    func mayAct(_ layer: Layer) -> Bool {
        switch layer {
        case .seccomp: hasFilter
        case .capabilities: !hasCapabilities
        default: true
        }
    }
}

/// The symbolic name of an errno.
func errorName(_ error: Int32) -> String { ErrorNumber.name(error) }
