package import LaunchPlan

/// What `runtime:` says; nil where a profile leaves a switch out.
package struct RuntimeSettings: Sendable, Hashable {
    /// What the box sees at `/proc`; `pid-only` where nothing is said.
    package var proc: Located<ProcessFileSystem>?
    /// Whether `socket(AF_UNIX)` is allowed; false where nothing is said.
    package var unixSockets: Located<Bool>?
    /// Whether memory that is both writable and executable is refused; false where nothing is said, for the sake of
    /// just-in-time compilers.
    package var writeXorExecute: Located<Bool>?

    package init() {}
}

extension ProcessFileSystem {
    /// The word for it in a profile.
    package var word: String {
        switch self {
        case .pidOnly: "pid-only"
        case .fullMasked: "full-masked"
        case .empty: "empty"
        }
    }

    /// How much it hides; a child may only raise it.
    package var strictness: Int {
        switch self {
        case .fullMasked: 0
        case .pidOnly: 1
        case .empty: 2
        }
    }
}

/// The weakest box that a profile accepts.
///
/// Where nothing is said it is `full`.
package enum MinimumTier: Sendable, Hashable {
    /// Every layer.
    case full
    /// Every layer but these, each of which this host may lack. Never empty.
    case fullMinus(Set<Layer>)
    /// No namespaces: Landlock and seccomp alone, with all sockets denied.
    case landlock

    /// The layers that a box of this tier may lack where the host does not have them.
    package var mayLack: Set<Layer> {
        switch self {
        case .full: []
        case .fullMinus(let layers): layers
        // The strongest box that the host allows comes before the one without namespaces.
        case .landlock: Layer.dispensable
        }
    }

    /// Whether a box that satisfies this one also satisfies `other`.
    package func isAtLeast(_ other: MinimumTier) -> Bool {
        switch (self, other) {
        case (.full, _), (_, .landlock): true
        case (.landlock, _), (.fullMinus, .full): false
        case (.fullMinus(let mine), .fullMinus(let theirs)): mine.isSubset(of: theirs)
        }
    }
}
