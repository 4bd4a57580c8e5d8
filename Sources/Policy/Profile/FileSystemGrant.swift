package import Refusals

/// One entry of `filesystem:`.
package enum FileSystemGrant: Sendable, Hashable {
    /// `read:`, a path of the host.
    case path(PathGrant)
    /// `scratch:`, an empty file system in memory.
    case scratch(ScratchGrant)
    /// `socket:`, a listening Unix socket of the host.
    case socket(NodeGrant)
    /// `device:`, a device node of the host.
    case device(NodeGrant)

    /// The path that the entry is about.
    package var path: PathTemplate {
        switch self {
        case .path(let grant): grant.path
        case .scratch(let grant): grant.path
        case .socket(let grant), .device(let grant): grant.path
        }
    }

    package var location: SourceLocation {
        switch self {
        case .path(let grant): grant.location
        case .scratch(let grant): grant.location
        case .socket(let grant), .device(let grant): grant.location
        }
    }
}

/// A file or directory of the host, read-only unless `isWritable`.
package struct PathGrant: Sendable, Hashable {
    package var path: PathTemplate
    package var location: SourceLocation
    /// `write: true`.
    package var isWritable: Bool
    /// `optional: true`: where it does not exist, nothing is granted and nothing is refused.
    package var isOptional: Bool
    /// `shared: true`: others read what is written here, or it serves several servers.
    package var isShared: Bool
    /// Paths below it that stay read-only, also where they do not exist yet.
    ///
    /// They add to what is always protected.
    package var protect: [Located<RelativePath>]
    /// Paths or bare names below it that the box does not see.
    ///
    /// They add to what is always hidden. A pattern without a `/` is a name at every depth and may use `*`; one with a
    /// `/` is a path from the grant's root.
    package var hide: [Located<RelativePath>]
    /// Patterns of what is always hidden (`.env`, private keys) that this grant shows all the same.
    package var reveal: [Located<RelativePath>]
    package var narrowings: [Narrowing]
    /// The `because:` of the grant, which every narrowing and `reveal` needs.
    package var because: Reason?

    package init(
        path: PathTemplate, at location: SourceLocation, isWritable: Bool = false, isOptional: Bool = false,
        isShared: Bool = false, protect: [Located<RelativePath>] = [], hide: [Located<RelativePath>] = [],
        reveal: [Located<RelativePath>] = [], narrowings: [Narrowing] = [], because: Reason? = nil
    ) {
        self.path = path
        self.location = location
        self.isWritable = isWritable
        self.isOptional = isOptional
        self.isShared = isShared
        self.protect = protect
        self.hide = hide
        self.reveal = reveal
        self.narrowings = narrowings
        self.because = because
    }
}

/// An empty file system in memory that ends with the box.
package struct ScratchGrant: Sendable, Hashable {
    package var path: PathTemplate
    package var location: SourceLocation
    package var size: ByteCount

    /// The size where a profile names none.
    package static let defaultSize = ByteCount(64 << 20)

    package init(path: PathTemplate, at location: SourceLocation, size: ByteCount = ScratchGrant.defaultSize) {
        self.path = path
        self.location = location
        self.size = size
    }
}

/// A socket or device of the host.
///
/// It carries all three legs, and nothing narrows it.
package struct NodeGrant: Sendable, Hashable {
    package var path: PathTemplate
    package var location: SourceLocation
    package var isOptional: Bool
    package var because: Reason?

    package init(path: PathTemplate, at location: SourceLocation, isOptional: Bool = false, because: Reason? = nil) {
        self.path = path
        self.location = location
        self.isOptional = isOptional
        self.because = because
    }
}
