package import LaunchPlan
package import Refusals

/// What a survey of a granted tree found that its bind alone does not settle.
package struct Findings: Sendable {
    package var protected: [ProtectedNode] = []
    package var hidden: [HiddenNode] = []
    package var placeholders: [Placeholder] = []

    package init() {}

    var count: Int { protected.count + hidden.count + placeholders.count }
}

/// Something in a writable tree that stays read-only, and whose ancestors stay where they are.
package struct ProtectedNode: Sendable, Hashable {
    package var path: HostPath
    package var file: HostFile
    package var because: String
    /// The line of a profile that asks for it; nil for what is always protected.
    package var location: SourceLocation?
}

/// Something in a granted tree that the box does not see.
package struct HiddenNode: Sendable, Hashable {
    package var path: HostPath
    package var kind: NodeKind
    package var because: String
    /// The line of a profile that asks for it; nil for what is always hidden.
    package var location: SourceLocation?
}

/// A node that does not exist and must not come to exist in the box: the supervisor creates it before the launch, the
/// box sees it read-only, and the supervisor removes it at exit if it is as it was.
///
/// It is a directory wherever that will do, whatever the name usually is: an empty directory is invisible to git, and
/// no program takes it for a file of its own.
package struct Placeholder: Sendable, Hashable {
    package var path: HostPath
    package var kind: NodeKind
    /// What a file holds.
    package var contents: [UInt8]
    package var because: String
    package var location: SourceLocation?

    package init(
        path: HostPath, kind: NodeKind = .directory, contents: [UInt8] = [], because: String,
        location: SourceLocation? = nil
    ) {
        self.path = path
        self.kind = kind
        self.contents = contents
        self.because = because
        self.location = location
    }
}
