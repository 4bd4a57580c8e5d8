package import LaunchPlan

/// Tiers in words.
extension MinimumTier {
    /// The tier of a box without these layers.
    package init(lacking layers: Set<Layer>) {
        self = layers.isEmpty ? .full : layers.contains(.userNamespace) ? .landlock : .fullMinus(layers)
    }

    /// What a box of this tier does not hold, as clauses that follow each other; none for `full`.
    package var uncovered: [String] {
        switch self {
        case .full: []
        case .fullMinus(let layers):
            layers.sorted { $0.name < $1.name }.map { $0.uncovered ?? "what \($0.name) holds is not held" }
        case .landlock: MinimumTier.uncoveredWithoutNamespaces
        }
    }

    private static let uncoveredWithoutNamespaces = [
        "the box can ask whether any file of the host exists, how large it is, whose, and where a link leads",
        "it can ask which process numbers are in use, and by which user",
        "it sees the host's name and the names of its accounts",
        "its home and its temporary folder lie on the host's disk, and their size is not held",
        "its processes are counted together with your others",
        "nothing but the syscall filter keeps it from shared memory, user namespaces and changes of modes and times",
        "what it started lives on when both of the processes that answer for it are killed at the same moment",
    ]

    /// The tier as messages and the audit log name it, such as `full` or `full-minus landlock,uts-namespace`.
    package var word: String {
        switch self {
        case .full: "full"
        case .fullMinus(let layers): "full-minus " + layers.map(\.name).sorted().joined(separator: ",")
        case .landlock: "landlock"
        }
    }
}

extension Layer {
    /// What holds no longer in a box without this layer, as a clause; nil for a layer that no box lacks.
    package var uncovered: String? {
        switch self {
        case .cgroupNamespace: "the box sees the names of the host's control groups"
        case .ipcNamespace:
            "the box reaches the System V shared memory and semaphores of its user on the host, and through them other programs"
        case .landlock:
            "nothing but the mount view keeps the box from files that were not granted: there is no second wall"
        case .nestedNamespaceLimit:
            "nothing but the syscall filter keeps the box from creating user namespaces, and so from capabilities in them"
        case .utsNamespace: "the box sees the host's name"
        default: nil
        }
    }
}
