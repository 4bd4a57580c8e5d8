package import Surface

/// What the lock file says of one server: what was approved, and what waits to be.
package struct PinEntry: Sendable, Equatable {
    package let key: ServerKey
    /// The day of the last recording or approval, such as `2026-11-23`, in UTC.
    package var date: String
    /// The package that was approved; nil where none was, as in a lock that a project shares.
    package var package: PackagePin?
    /// The package that the server has instead.
    package var heldPackage: PackagePin?
    /// The lists that the server has shown to their end: what appears in them later is new.
    package var seen: Set<SurfaceListing> = []
    /// What was approved, or taken at first use.
    package private(set) var items: [SurfaceItem.Identity: SurfaceItem] = [:]
    /// Which of the items were taken at first use, and no person has approved.
    package private(set) var unreviewed: Set<SurfaceItem.Identity> = []
    /// Whether the package was.
    package var isPackageUnreviewed = false
    /// What the server shows instead, or besides.
    package var held: [SurfaceItem.Identity: HeldChange] = [:]

    package init(key: ServerKey, date: String) {
        self.key = key
        self.date = date
    }

    /// Whether anything waits for a person.
    package var waits: Bool { heldPackage != nil || !held.isEmpty }

    /// Takes an item as it is.
    ///
    /// - Parameter byPerson: Whether a person has approved it; otherwise it is the first use.
    package mutating func accept(_ item: SurfaceItem, byPerson: Bool) {
        items[item.identity] = item
        held[item.identity] = nil
        if byPerson { unreviewed.remove(item.identity) } else { unreviewed.insert(item.identity) }
    }

    /// Takes a package as it is.
    package mutating func accept(_ package: PackagePin, byPerson: Bool) {
        self.package = package
        self.package?.difference = []
        heldPackage = nil
        isPackageUnreviewed = !byPerson
    }

    /// The same server where its package lies now.
    func moved(to key: ServerKey, _ package: PackagePin, date: String) -> PinEntry {
        var entry = PinEntry(key: key, date: date)
        entry.accept(package, byPerson: !isPackageUnreviewed)
        entry.seen = seen
        entry.items = items
        entry.unreviewed = unreviewed
        entry.held = held
        return entry
    }

    /// Whether the same was approved of another server, and waits.
    func isLike(_ other: PinEntry) -> Bool {
        isPackageUnreviewed == other.isPackageUnreviewed && seen == other.seen && items == other.items
            && unreviewed == other.unreviewed && held == other.held
    }

    /// Takes an item out of what is approved.
    package mutating func withdraw(_ identity: SurfaceItem.Identity) -> SurfaceItem? {
        unreviewed.remove(identity)
        return items.removeValue(forKey: identity)
    }
}

/// What became of one item since it was approved, or instead of it.
package enum HeldChange: Sendable, Equatable {
    /// The server shows this definition.
    case shown(SurfaceItem)
    /// The server does not show the item any more.
    ///
    /// Nothing is held back for it: whoever is not offered a tool cannot call it.
    case gone
}

extension SurfaceItem: Equatable {
    package static func == (left: SurfaceItem, right: SurfaceItem) -> Bool {
        left.identity == right.identity && left.definition == right.definition
    }
}

/// What of a server's surface comes in one answer, or one row of pages.
package enum SurfaceListing: String, Sendable, CaseIterable {
    case prompts
    /// What a handshake or a discovery says: info, capabilities, instructions.
    case server
    case templates
    case tools

    package init(of kind: SurfaceItem.Kind) {
        switch kind {
        case .serverInfo, .capability, .instructions: self = .server
        case .tool: self = .tools
        case .prompt: self = .prompts
        case .template: self = .templates
        }
    }
}

/// The identity of the package that a server is made of, as it stands in the lock file.
package struct PackagePin: Sendable, Hashable {
    package var digest: ContentDigest
    package var files: Int
    package var bytes: Int
    /// The trees and files that were looked at, sorted.
    package var roots: [String]
    /// What was left out of the digest, in words; empty where nothing was.
    package var omissions: [String]
    /// What differs from the package before, where that is known: a few lines.
    package var difference: [String] = []

    package init(digest: ContentDigest, files: Int, bytes: Int, roots: [String], omissions: [String] = []) {
        self.digest = digest
        self.files = files
        self.bytes = bytes
        self.roots = roots
        self.omissions = omissions
    }

    /// Whether it is the same package, in this place or another.
    func holdsSame(as other: PackagePin) -> Bool {
        digest == other.digest && files == other.files && bytes == other.bytes && omissions == other.omissions
    }

    /// Whether it is the same package in the same place, however the difference was told.
    package func isSame(as other: PackagePin) -> Bool {
        holdsSame(as: other)
            && roots.elementsEqual(other.roots) { $0.utf8.elementsEqual($1.utf8) }
    }
}
