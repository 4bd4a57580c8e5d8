package import Surface
internal import Wire

/// What of one server waits for a person's approval, as it is shown to that person.
package struct PinProposal: Sendable {
    package let key: ServerKey
    /// The package that the server has now; nil where it is not held.
    package let package: PackagePin?
    /// Whether the package was taken at first use, and is to be approved as it is.
    package let reviewsPackage: Bool
    /// What is held.
    package let held: [SurfaceItem.Identity: HeldChange]
    /// What was taken at first use, and is to be approved as it is.
    package let unreviewed: [SurfaceItem]
    /// Stands for all of it: an approval names what was shown.
    package let digest: ContentDigest

    /// What a person wants to decide on.
    package struct Scope: Sendable, Equatable {
        /// The items; nil for all, and the package.
        package var only: Set<SurfaceItem.Identity>?
        /// Whether what was taken at first use belongs to it even where something is held.
        package var includesFirstUse: Bool

        package init(only: Set<SurfaceItem.Identity>? = nil, includesFirstUse: Bool = false) {
            self.only = only
            self.includesFirstUse = includesFirstUse
        }
    }

    package init(of entry: PinEntry, _ scope: Scope = Scope()) {
        key = entry.key
        let only = scope.only
        package = only == nil ? entry.heldPackage : nil
        held = entry.held.filter { only?.contains($0.key) ?? true }
        // Items that are named are meant; otherwise what is held comes first.
        let includesFirstUse = scope.includesFirstUse || only != nil || !entry.waits
        reviewsPackage = only == nil && includesFirstUse && entry.isPackageUnreviewed && entry.heldPackage == nil
        unreviewed = entry.unreviewed
            .filter { includesFirstUse && only?.contains($0) ?? true && entry.held[$0] == nil }
            .compactMap { entry.items[$0] }.sorted { $0.identity < $1.identity }
        digest = PinProposal.digest(entry, package, reviewsPackage, held, unreviewed)
    }

    /// Whether anything in it is held, and not only to be reviewed.
    package var holds: Bool { package != nil || !held.isEmpty }

    package var isEmpty: Bool { package == nil && !reviewsPackage && held.isEmpty && unreviewed.isEmpty }

    /// The digest of the lock file that has what is proposed, and nothing else of the server.
    ///
    /// What was approved before belongs to it: a difference is shown against that.
    private static func digest(
        _ entry: PinEntry, _ package: PackagePin?, _ reviewsPackage: Bool,
        _ held: [SurfaceItem.Identity: HeldChange], _ unreviewed: [SurfaceItem]
    ) -> ContentDigest {
        var shown = PinEntry(key: entry.key, date: "")
        if package != nil || reviewsPackage, let approved = entry.package { shown.accept(approved, byPerson: false) }
        shown.heldPackage = package
        for identity in held.keys { if let item = entry.items[identity] { shown.accept(item, byPerson: true) } }
        for item in unreviewed { shown.accept(item, byPerson: false) }
        shown.held = held
        var lock = LockFile()
        lock[entry.key] = shown
        return ContentDigest(of: lock.text)
    }

    /// The difference to what was approved.
    ///
    /// - Parameter approved: What it is compared with: the items of the server's own entry, or of one that it is like.
    package func difference(from approved: [SurfaceItem.Identity: SurfaceItem]) -> SurfaceDiff {
        let old = held.keys.compactMap { approved[$0] }
        let new = held.values.compactMap { change in if case .shown(let item) = change { item } else { nil } }
        return SurfaceDiff(from: old, to: new)
    }
}

extension PinEntry {
    /// Approves what was shown.
    package mutating func approve(_ proposal: PinProposal) {
        if let package = proposal.package { accept(package, byPerson: true) }
        if proposal.reviewsPackage { isPackageUnreviewed = false }
        for item in proposal.unreviewed { accept(item, byPerson: true) }
        for (identity, change) in proposal.held {
            switch change {
            case .shown(let item): accept(item, byPerson: true)
            case .gone:
                _ = withdraw(identity)
                held[identity] = nil
            }
        }
    }
}
