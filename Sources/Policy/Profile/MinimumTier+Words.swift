package import LaunchPlan

/// Tiers in words.
extension MinimumTier {
    /// The tier of a box without these layers.
    package init(lacking layers: Set<Layer>) {
        self = layers.isEmpty ? .full : .fullMinus(layers)
    }

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
