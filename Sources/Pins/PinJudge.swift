package import Policy
package import Refusals
package import Surface

/// What of a server's surface passes in one run, judged against what was approved.
///
/// It does no input or output. Whoever uses it takes what is to be recorded with `takeChanges` before the surface is
/// forwarded, gives it to `PinStore.record`, and hands what the file says then to `update`.
package struct PinJudge: Sendable {
    private let key: ServerKey
    private let mode: PinMode
    /// The profile's line about pins.
    private let location: SourceLocation?
    private let workspace: String?
    /// What the lock file says.
    private var view: PinView
    /// The package of this run.
    private var package: PackagePin?
    /// Why the package is held.
    package private(set) var packageRefusal: Refusal?
    /// What a person is told of a package that was approved elsewhere, and is let pass for it.
    package private(set) var move: Refusal?
    /// Whether the file is still to say so.
    private var isMoving = false
    /// What is held, and why.
    private var refused: [SurfaceItem.Identity: Refusal] = [:]
    /// What the server has shown in this run, by its digest.
    private var shown: [SurfaceItem.Identity: ContentDigest] = [:]
    /// What each list has shown since its first page.
    private var listed: [SurfaceListing: Set<SurfaceItem.Identity>] = [:]
    private var changes = PinChanges()

    /// - Parameters:
    ///   - view: What the lock file says.
    ///   - location: The profile's line that sets the mode.
    ///   - workspace: Absolute path; where the server names it, that is no difference to another workspace.
    package init(
        _ key: ServerKey, _ view: PinView, mode: PinMode, at location: SourceLocation? = nil, workspace: String? = nil
    ) {
        self.workspace = workspace
        self.key = key
        self.mode = mode
        self.location = location
        self.view = view
    }

    private var entry: PinEntry? { view.entry }

    /// Whether the name is known with another program, so that nothing of this one is taken for its first use.
    private var isSibling: Bool { view.isSibling }

    /// Judges the package that the server is made of.
    ///
    /// A package that is held holds every tool, prompt and template. One that was approved elsewhere is recorded here with all
    /// that was approved of it there, and `move` says so.
    package mutating func judge(_ identity: PackageIdentity) -> PinVerdict {
        judge(identity.pin(comparedWith: entry?.package), at: identity.place)
    }

    /// - Parameter place: Where the package lies, if it may have been moved there.
    package mutating func judge(_ package: PackagePin, at place: @autoclosure () -> PackagePlace? = nil) -> PinVerdict {
        guard mode != .off else { return .pinned }
        self.package = package
        (packageRefusal, move) = (nil, nil)
        if let approved = approvedPackage, approved.isSame(as: package) {
            if entry?.heldPackage != nil { changes.settlesPackage = true }
            return .pinned
        }
        if let place = place(), let origin = view.origin(of: place, for: key),
            mode != .required || !origin.isPackageUnreviewed
        {
            (changes.moved, isMoving) = (place, true)
            move = refusals.moved(from: origin, to: package)
            view.take(origin.moved(to: key, package, date: origin.date))
            return .recorded
        }
        guard entry?.package != nil || isSibling || mode == .required else {
            changes.package = package
            return .recorded
        }
        // What was told of the difference at its first sight is not known any more.
        let known = entry?.heldPackage.flatMap { $0.isSame(as: package) ? $0 : nil }
        if known == nil { changes.heldPackage = package }
        let refusal = refusals.package(known ?? package, instead: approvedPackage, isSibling: isSibling)
        packageRefusal = refusal
        return .held(refusal)
    }

    /// The package that counts as approved in this mode.
    private var approvedPackage: PackagePin? {
        guard let entry, mode != .required || !entry.isPackageUnreviewed else { return nil }
        return entry.package
    }

    /// The item that counts as approved in this mode.
    private func approved(_ identity: SurfaceItem.Identity) -> SurfaceItem? {
        guard let entry, mode != .required || !entry.unreviewed.contains(identity) else { return nil }
        return entry.items[identity]
    }

    private var refusals: PinRefusals { PinRefusals(key, location, lock: view.lock) }

    /// Whether an item is pinned as it is; false where nothing is pinned.
    package func isPinned(_ item: SurfaceItem) -> Bool {
        mode != .off && approved(item.identity)?.digest == item.digest
    }

    /// Judges an item that the server shows, and keeps what it came to for `refusal(of:)`.
    ///
    /// - Parameter suspicion: Why a person should read it first; what is pinned as it is has been read, and anything else is
    ///   held for it.
    package mutating func judge(_ item: SurfaceItem, suspecting suspicion: Refusal? = nil) -> PinVerdict {
        guard mode != .off else { return suspicion.map(PinVerdict.held) ?? .pinned }
        let item = workspace.map(item.placed(in:)) ?? item
        let identity = item.identity
        let listing = SurfaceListing(of: item.kind)
        listed[listing]?.insert(identity)
        let verdict = surfaceVerdict(item, in: listing, suspicion)
        shown[identity] = item.digest
        guard case .held(let refusal) = verdict else {
            refused[identity] = nil
            if let packageRefusal, listing != .server { return .held(packageRefusal) }
            return verdict
        }
        refused[identity] = refusal
        return .held(refusal)
    }

    private mutating func surfaceVerdict(
        _ item: SurfaceItem, in listing: SurfaceListing, _ suspicion: Refusal?
    ) -> PinVerdict {
        let identity = item.identity
        if let approved = approved(identity) ?? changes.recorded[identity] {
            guard approved.digest != item.digest else {
                // Another definition under the same name in the same list was no slip of the past.
                if entry?.held[identity] != nil, changes.held[identity] == nil { changes.settled.insert(identity) }
                return changes.recorded[identity] == nil ? .pinned : .recorded
            }
            return hold(item, refusals.changed(from: approved, to: item))
        }
        if let suspicion { return hold(item, suspicion) }
        let isFirst = !(entry?.seen.contains(listing) ?? false) && !changes.seen.contains(listing)
        guard isFirst, !isSibling, mode == .firstUse else {
            // What was taken at first use is not new, but nobody has approved it either.
            let isUnapproved = mode == .required && (isFirst || entry?.items[identity] != nil)
            if isSibling, approvedPackage == nil { return hold(item, packageRefusal ?? refusals.sibling()) }
            return hold(item, isUnapproved ? refusals.unapproved(item) : refusals.new(item))
        }
        // What was taken back by hand does not come in by the side door.
        if case .shown? = entry?.held[identity] { return hold(item, refusals.new(item)) }
        guard LockFile.canHold(item) else { return .held(refusals.tooLarge(item)) }
        changes.recorded[identity] = item
        return .recorded
    }

    private mutating func hold(_ item: SurfaceItem, _ refusal: Refusal) -> PinVerdict {
        if LockFile.canHold(item), entry?.held[item.identity] != .shown(item) {
            changes.held[item.identity] = .shown(item)
        }
        changes.settled.remove(item.identity)
        return .held(refusal)
    }

    /// Begins a list: its first page, which no cursor asked for.
    package mutating func begin(_ listing: SurfaceListing) { listed[listing] = [] }

    /// Ends a list: its last page, which names no other.
    ///
    /// - Returns: What was approved and is gone, sorted. It needs no approval, and a person should know.
    package mutating func end(_ listing: SurfaceListing) -> [SurfaceItem.Identity] {
        guard mode != .off else { return [] }
        if entry?.seen.contains(listing) != true { changes.seen.insert(listing) }
        guard let present = listed.removeValue(forKey: listing), let entry else { return [] }
        let gone = entry.items.keys.filter { SurfaceListing(of: $0.kind) == listing && !present.contains($0) }
        for identity in gone where entry.held[identity] != .gone {
            changes.held[identity] = .gone
            changes.settled.remove(identity)
        }
        for (identity, _) in entry.held
        where SurfaceListing(of: identity.kind) == listing && !present.contains(identity) {
            if entry.items[identity] == nil { changes.settled.insert(identity) }
        }
        return gone.filter { entry.held[$0] != .gone }.sorted()
    }

    /// Why an item is refused when it is used; nil where it was approved, recorded or never shown.
    package func refusal(of identity: SurfaceItem.Identity) -> Refusal? {
        guard mode != .off else { return nil }
        return refused[identity] ?? (SurfaceListing(of: identity.kind) == .server ? nil : packageRefusal)
    }

    /// Whether there is anything to record.
    package var hasChanges: Bool { !changes.isEmpty }

    /// What is to be recorded, once.
    package mutating func takeChanges() -> PinChanges {
        defer { changes = PinChanges() }
        return changes
    }

    /// Goes on with what the lock file says now: after recording, and after a person has approved or revoked.
    ///
    /// - Returns: Whether anything that was shown in this run is held now and was not, or the reverse: lists that the client
    ///   has are then out of date.
    package mutating func update(_ view: PinView) -> Bool {
        self.view = view
        var differs = false
        for (identity, digest) in shown {
            let passes = approved(identity)?.digest == digest
            if passes, refused.removeValue(forKey: identity) != nil { differs = true }
            if !passes, refused[identity] == nil, mode != .off {
                refused[identity] = refusals.notApproved(identity)
                differs = true
            }
        }
        if isMoving, let package, approvedPackage?.isSame(as: package) != true {
            // Whose pins it was to take over has been forgotten, or approved otherwise, in the meantime.
            move = nil
            packageRefusal = refusals.package(package, instead: approvedPackage, isSibling: true)
            differs = true
        }
        isMoving = false
        // What passes in this run goes on where another run has met the same package elsewhere.
        if let package, let approved = approvedPackage,
            packageRefusal == nil ? !approved.holdsSame(as: package) : approved.isSame(as: package)
        {
            let isApproved = packageRefusal != nil
            packageRefusal =
                isApproved ? nil : refusals.package(package, instead: approved, isSibling: isSibling)
            differs = true
        }
        return differs
    }
}
