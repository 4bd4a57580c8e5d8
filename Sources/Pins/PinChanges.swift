package import Surface

/// What one run has met, and the lock file does not say yet.
package struct PinChanges: Sendable, Equatable {
    /// Met for the first time and taken as it is.
    package var recorded: [SurfaceItem.Identity: SurfaceItem] = [:]
    /// Held back.
    package var held: [SurfaceItem.Identity: HeldChange] = [:]
    /// Held back before, and as it was approved again, or not there any more.
    package var settled: Set<SurfaceItem.Identity> = []
    /// Lists that were seen to their end for the first time.
    package var seen: Set<SurfaceListing> = []
    /// The package that was met for the first time.
    package var package: PackagePin?
    /// The package that is held back.
    package var heldPackage: PackagePin?
    /// The package that was approved elsewhere.
    package var moved: PackagePlace?
    /// Whether a package that was held back is what was approved again.
    package var settlesPackage = false

    package init() {}

    package var isEmpty: Bool { self == PinChanges() }
}

extension PinEntry {
    /// Takes over what a run has met.
    ///
    /// Another run may have written in between, and a person approved: what is approved stays, and what differs from it is
    /// held.
    mutating func take(_ changes: PinChanges, date today: String) {
        if let package = changes.package { take(package) }
        if let package = changes.heldPackage, self.package?.isSame(as: package) != true,
            heldPackage?.isSame(as: package) != true
        {
            heldPackage = package
        }
        if changes.settlesPackage { heldPackage = nil }
        for (identity, item) in changes.recorded {
            if let approved = items[identity] {
                if approved.digest != item.digest { held[identity] = .shown(item) }
            } else if seen.contains(SurfaceListing(of: identity.kind)) {
                held[identity] = .shown(item)
            } else {
                accept(item, byPerson: false)
            }
            date = today
        }
        for (identity, change) in changes.held {
            switch change {
            case .shown(let item) where items[identity]?.digest == item.digest: held[identity] = nil
            case .gone where items[identity] == nil: held[identity] = nil
            case .shown, .gone: held[identity] = change
            }
        }
        for identity in changes.settled where changes.held[identity] == nil { held[identity] = nil }
        // Last, so that what came with the list is not new in it.
        seen.formUnion(changes.seen)
    }

    private mutating func take(_ package: PackagePin) {
        if let approved = self.package {
            if !approved.isSame(as: package) { heldPackage = package }
        } else {
            accept(package, byPerson: false)
        }
    }
}
