internal import Glibc
package import Kernel
package import Refusals

/// The lock file on the disk: read as it stands, and changed by one process at a time.
///
/// It is replaced at one stroke and brought to the disk first, so that whoever reads it, and whatever is killed meanwhile,
/// finds the old pins or the new ones. Whoever changes it holds the lock of a file in the state directory, which no box
/// can reach.
package struct PinStore: Sendable {
    /// Absolute path of the lock file.
    package let path: String
    /// Whether it is a project's, which others read as well.
    ///
    /// Such a file says nothing of packages: where they lie, and with that what they hold, differs from machine to machine. They
    /// stay in the user's own. For the same reason a server is known in it by name and profile alone.
    package let isShared: Bool
    private let state: String

    /// The lock file of the user's own.
    ///
    /// - Parameter state: The directory of Trilatch's state, such as `~/.local/state/trilatch`.
    package init(state: String) {
        self.init(path: "\(state)/trilatch.lock", state: state, isShared: false)
    }

    /// A lock file that the user names, such as one that belongs to a project.
    ///
    /// - Parameter path: Absolute.
    package init(shared path: String, state: String) {
        self.init(path: path, state: state, isShared: true)
    }

    private init(path: String, state: String, isShared: Bool) {
        self.path = path
        self.state = state
        self.isShared = isShared
    }

    /// How long to wait for other runs, which hold the lock for some milliseconds.
    private static let patience = Duration.seconds(5)

    private var folder: String {
        let slash = path.lastIndex(of: "/") ?? path.startIndex
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private var name: String { path.split(separator: "/").last.map(String.init) ?? "" }

    /// What the file says of every server; nothing where there is no file.
    ///
    /// - Throws: `pin.file-invalid`, `pin.file-untrusted`, `pin.unavailable`.
    package func read() throws(Refusal) -> LockFile {
        let bytes: [UInt8]
        do throws(KernelError) {
            let file = try PrivateFiles.unforged(in: try Replacing.openDirectory(folder), name)
            bytes = try file.readAll(limit: LockFile.lengthLimit)
        } catch {
            guard error.code != ErrorNumber.noEntry else { return LockFile() }
            throw refusal(error)
        }
        return try LockFile(bytes, file: path)
    }

    /// What differs once the file is another one; nil where there is none, or where it cannot be looked at.
    ///
    /// Whoever keeps a view asks for it before each use, which costs next to nothing, and reads again where it differs.
    package func stamp() -> NodeStamp? {
        // Whoever reads then is told why.
        try? NodeStamp(of: PrivateFiles.unforged(in: try Replacing.openDirectory(folder), name))
    }

    /// Changes the file, alone.
    ///
    /// Where `body` throws, or changes nothing, the file stays as it is.
    ///
    /// - Throws: those of `read`, `pin.too-large`, and what `body` throws.
    package func change<Result>(
        _ body: (inout LockFile) throws(Refusal) -> Result
    ) throws(Refusal) -> Result {
        let guarding = try waitForOthers()
        defer { guarding.unlock() }
        var lock = try read()
        let before = lock
        let result = try body(&lock)
        if lock != before { try write(lock) }
        return result
    }

    /// Waits until no other process changes a lock file of this user's.
    private func waitForOthers() throws(Refusal) -> Descriptor {
        do throws(KernelError) {
            let file = try PrivateFiles.updating(in: try PrivateFiles.directory(state), "trilatch.lock.guard")
            try file.lock(patience: PinStore.patience)
            return file
        } catch {
            throw refusal(error)
        }
    }

    private func write(_ lock: LockFile) throws(Refusal) {
        let bytes = lock.text
        guard bytes.count <= LockFile.lengthLimit else {
            throw Refusal(.pinTooLarge, "\(path) would be longer than \(LockFile.lengthLimit >> 20) MiB")
        }
        do throws(KernelError) {
            let directory = isShared ? try Replacing.openDirectory(folder) : try PrivateFiles.directory(folder)
            let fresh = ".\(name).new"
            // What a run left behind that was killed: nobody else writes it while we hold the lock.
            Replacing.remove(in: directory, fresh)
            try Replacing.create(in: directory, fresh, bytes, mode: isShared ? 0o644 : 0o600)
            do throws(KernelError) {
                try Replacing.rename(in: directory, fresh, to: name)
            } catch {
                Replacing.remove(in: directory, fresh)
                throw error
            }
        } catch {
            throw refusal(error)
        }
    }

    private func refusal(_ error: KernelError) -> Refusal {
        switch error.code {
        case ELOOP: Refusal(.pinFileUntrusted, "\(path) is a symbolic link")
        case EINVAL: Refusal(.pinFileUntrusted, "\(path) is no regular file")
        case EACCES where error == KernelError("fstat", EACCES):
            Refusal(.pinFileUntrusted, "\(path) or its directory belongs to another user, or others may write to it")
        case EFBIG: Refusal(.pinFileInvalid, "\(path) is longer than \(LockFile.lengthLimit >> 20) MiB")
        case ETIMEDOUT: Refusal(.pinUnavailable, "other runs have held \(path) for too long")
        default: Refusal(.pinUnavailable, "\(path) cannot be used: \(error)")
        }
    }
}

extension PinChanges {
    /// What is about the surface, and what is about the package.
    fileprivate var split: (surface: PinChanges, package: PinChanges) {
        var (surface, package) = (self, PinChanges())
        (package.package, surface.package) = (surface.package, nil)
        (package.heldPackage, surface.heldPackage) = (surface.heldPackage, nil)
        (package.moved, surface.moved) = (surface.moved, nil)
        (package.settlesPackage, surface.settlesPackage) = (surface.settlesPackage, false)
        return (surface, package)
    }
}

/// What a lock file says of one server, as a run needs it.
package struct PinView: Sendable, Equatable {
    package var entry: PinEntry?
    /// Whether the server's name is known with another program, and nobody has approved this one yet.
    package var isSibling: Bool
    /// What is known of the name with other programs; empty where this one is approved.
    var siblings: [PinEntry] = []
    /// The lock file, where it is not the user's own.
    package var lock: String?

    /// Adds the package that another file knows of the same server.
    fileprivate mutating func takePackage(from own: PinEntry) {
        var entry = entry ?? PinEntry(key: own.key, date: own.date)
        entry.package = own.package
        entry.heldPackage = own.heldPackage
        entry.isPackageUnreviewed = own.isPackageUnreviewed
        self.entry = entry
    }

    /// Goes on with what was approved elsewhere.
    mutating func take(_ moved: PinEntry) {
        (entry, isSibling, siblings) = (moved, false, [])
    }

    /// Nothing is known.
    package init() { isSibling = false }

    package init(_ lock: LockFile, of key: ServerKey) {
        entry = lock[key]
        if let entry, !entry.items.isEmpty, entry.package != nil || entry.heldPackage == nil {
            isSibling = false
            return
        }
        siblings = lock.sorted.filter { $0.key.isSibling(of: key) }
        isSibling = siblings.contains { !$0.items.isEmpty }
    }

    /// What the server was before its package was moved: its own entry, or one of the same name with another program.
    ///
    /// - Returns: Nil where the package is another one, or where it might be; also where it was approved at several places
    ///   and not the same was.
    func origin(of place: PackagePlace, for key: ServerKey) -> PinEntry? {
        let known = entry.map { $0.package != nil || !$0.items.isEmpty ? [$0] : siblings } ?? siblings
        let origins = known.filter { place.isMoved(from: $0.package, $0.key.program, program: key.program) }
        guard let origin = origins.first, origins.allSatisfy({ $0.isLike(origin) }) else { return nil }
        return origin
    }
}

extension PinStore {
    /// What the file says of one server.
    ///
    /// - Throws: those of `read`.
    package func view(of key: ServerKey) throws(Refusal) -> PinView {
        var view = PinView(try read(), of: place(of: key))
        view.lock = isShared ? path : nil
        guard isShared, let own = try PinStore(state: state).read()[key] else { return view }
        view.takePackage(from: own)
        return view
    }

    /// Writes down what a run has met.
    ///
    /// - Returns: What the file says then, which is not all that was given where other runs or a person came first.
    /// - Throws: those of `change`; `pin.too-large` for a server with too many items.
    package func record(_ changes: PinChanges, for key: ServerKey) throws(Refusal) -> PinView {
        guard isShared else { return try write(changes, for: key) }
        let (surface, package) = changes.split
        if !package.isEmpty { _ = try PinStore(state: state).write(package, for: key) }
        if !surface.isEmpty { _ = try write(surface, for: place(of: key)) }
        return try view(of: key)
    }

    /// What a server is known by in this file.
    private func place(of key: ServerKey) -> ServerKey {
        isShared ? ServerKey(name: key.name, profile: key.profile, program: "") : key
    }

    private func write(_ changes: PinChanges, for key: ServerKey) throws(Refusal) -> PinView {
        try change { lock throws(Refusal) in
            let today = PinDate.today()
            var entry = lock[key] ?? PinEntry(key: key, date: today)
            if let place = changes.moved {
                if let origin = PinView(lock, of: key).origin(of: place, for: key) {
                    entry = origin.moved(to: key, place.package, date: today)
                } else if entry.package?.isSame(as: place.package) != true {
                    // What it was approved as is not there any more, or is another one by now.
                    entry.heldPackage = place.package
                }
            }
            entry.take(changes, date: today)
            guard entry.items.count + entry.held.count <= LockFile.itemLimit,
                lock[key] != nil || lock.entries.count < LockFile.serverLimit
            else {
                throw Refusal(.pinTooLarge, "\(path) holds at most \(LockFile.itemLimit) items a server")
            }
            lock[key] = entry
            return PinView(lock, of: key)
        }
    }
}
