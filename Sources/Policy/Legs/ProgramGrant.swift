package import LaunchPlan

/// A path that the box sees because its program lives there, always read-only.
package struct ProgramGrant: Sendable, Hashable {
    /// Absolute and canonical.
    package var path: String
    package var kind: NodeKind
    /// Why the program needs it, such as `virtual environment` or `interpreter of the script`.
    package var reason: String
    /// Whether it is installed software that carries no leg.
    ///
    /// One that does not is an ordinary path grant.
    package var carriesNoLeg: Bool

    package init(path: String, kind: NodeKind, reason: String, carriesNoLeg: Bool) {
        self.path = path
        self.kind = kind
        self.reason = reason
        self.carriesNoLeg = carriesNoLeg
    }
}
