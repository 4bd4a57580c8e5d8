package import LaunchPlan

/// What the host told about the paths of a profile.
///
/// Where it told nothing, the worst is assumed.
package struct HostFacts: Sendable, Equatable {
    package var paths: [PathTemplate: PathFacts]

    package init(_ paths: [PathTemplate: PathFacts] = [:]) { self.paths = paths }
}

/// What the host told about one path of a profile.
package struct PathFacts: Sendable, Hashable {
    /// What is there; nil where nothing is, which counts as a directory, since it may become one.
    package var kind: NodeKind?
    /// Whether it lies in a home or in the workspace, or holds one.
    package var isPersonal: Bool
    /// Whether the tree holds a version-control repository with a remote, to which a person pushes later.
    package var hasRemote: Bool

    package init(kind: NodeKind?, isPersonal: Bool, hasRemote: Bool = false) {
        self.kind = kind
        self.isPersonal = isPersonal
        self.hasRemote = hasRemote
    }
}
