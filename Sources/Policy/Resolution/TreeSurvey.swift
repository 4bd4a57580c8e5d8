import LaunchPlan
import Refusals

/// One bounded walk of a granted tree for what stays hidden and, in a writable tree, for what other programs run or
/// trust.
///
/// The tree is the attacker's: links are never followed, names may be any bytes, and depth and number are bounded. The
/// walk reads directories only; a node is asked about only where its name says so.
struct TreeSurvey {
    /// What to look for in one tree.
    struct Order {
        var root: HostPath
        var isWritable: Bool
        var hide: [Located<RelativePath>] = []
        var reveal: [Located<RelativePath>] = []
        var protect: [Located<RelativePath>] = []
        /// Paths that must stay as they are for the host's sake wherever the tree holds them: absolute.
        var protectPlaces: [HostPath] = []
        /// Whether trusted names that do not exist are held by placeholders.
        var holdsAbsent = true
        /// Where another grant begins, which has a survey of its own.
        var boundaries: Set<HostPath> = []
    }

    /// How many entries all surveys of a box may meet.
    static let entryLimit = 200_000
    /// How many findings a box may have: each is a mount.
    static let findingLimit = 2_000
    /// A directory deeper than this many bytes of path is covered as a whole, because what is below it could not be named.
    static let pathLimit = 3_500

    let host: HostLookup
    private let order: Order
    private let hide: [(pattern: NamePattern, location: SourceLocation)]
    private let reveal: [NamePattern]
    var guardian: Guardian
    private var remaining: Int
    /// Whether the root held a `.git` when it was listed.
    private var rootHasGit = false

    /// Surveys a tree.
    ///
    /// - Parameter remaining: How many entries may still be met; lowered by what was met.
    /// - Throws: `path.tree-too-large`, `path.protect-failed`, `path.not-allowed`.
    static func findings(_ order: Order, host: HostLookup, remaining: inout Int) throws(Refusal) -> Findings {
        var survey = TreeSurvey(order, host: host, remaining: remaining)
        try survey.walk()
        if order.isWritable { try survey.protectRoot() }
        remaining = survey.remaining
        return survey.guardian.findings
    }

    private init(_ order: Order, host: HostLookup, remaining: Int) {
        self.order = order
        self.host = host
        self.remaining = remaining
        hide = order.hide.map { (NamePattern($0.value), $0.location) }
        reveal = order.reveal.map { NamePattern($0.value) }
        guardian = Guardian(host: host, root: order.root, holdsAbsent: order.holdsAbsent)
    }

    // MARK: The walk

    private struct Pending {
        var path: HostPath
        var isRoot = false
        /// Below `node_modules` and its like.
        var isDependency = false
        /// The directory itself is secret, and is open only because a grant lies below it.
        var isSecret = false
    }

    private mutating func walk() throws(Refusal) {
        var pending = [Pending(path: order.root, isRoot: true)]
        while let directory = pending.popLast() {
            guard directory.path.bytes.count <= TreeSurvey.pathLimit else {
                try conceal(directory.path, .directory, "it lies too deep to be looked through", nil)
                continue
            }
            let listing: DirectoryListing
            do {
                listing = try host.view.list(directory.path)
            } catch {
                // The box's user may own it and open it again; what nobody could look through is covered.
                try conceal(directory.path, .directory, "it cannot be looked through: \(error.explanation)", nil)
                continue
            }
            remaining -= listing.count
            guard remaining >= 0 else {
                throw Refusal(
                    .pathTreeTooLarge, "\(order.root) holds more than \(TreeSurvey.entryLimit) entries",
                    hint: "grant the folders in it that the server needs")
            }
            if directory.isRoot { rootHasGit = listing.contains(".git") }
            let isRepository = order.isWritable && GitFolder.isOne(listing)
            if isRepository { try GitFolder.protect(directory.path, workTree: nil, with: &guardian) }
            for index in 0..<listing.count {
                let entry = listing[index]
                // Nothing in a repository's objects is looked at by its name, and there are many.
                if isRepository, entry.name.elementsEqual("objects".utf8) { continue }
                try visit(entry.name, entry.kind, in: directory, &pending)
            }
            guard guardian.findings.count <= TreeSurvey.findingLimit else {
                throw Refusal(
                    .pathTreeTooLarge,
                    "\(order.root) holds more than \(TreeSurvey.findingLimit) paths to hide or protect",
                    hint: "grant the folders in it that the server needs")
            }
        }
    }

    private mutating func visit(
        _ name: ArraySlice<UInt8>, _ kind: HostFile.Kind, in directory: Pending, _ pending: inout [Pending]
    ) throws(Refusal) {
        let isSecret = directory.isSecret ? true : try isHidden(name, kind, in: directory)
        if isSecret {
            let path = directory.path.appending(name)
            if order.boundaries.contains(path) { return }
            if kind == .directory, order.boundaries.contains(where: { path.contains($0) }) {
                pending.append(Pending(path: path, isSecret: true))
                return
            }
            // Hidden or not, nothing else may come to stand in the place of what is trusted.
            if order.isWritable, TrustedNames.isTrusted(name) {
                try guardian.protect(path, because: "programs of the host run or trust it")
            }
            return try conceal(path, of: kind, why: hideReason(name, path))
        }
        if order.isWritable, try protect(name, kind, in: directory) { return }
        guard kind == .directory else { return }
        let path = directory.path.appending(name)
        if order.boundaries.contains(path) { return }
        let isDependency =
            directory.isDependency
            || String(validating: name, as: UTF8.self).map(TrustedNames.dependencyFolders.contains) ?? false
        pending.append(Pending(path: path, isDependency: isDependency))
    }

    // MARK: Hiding

    private func isHidden(
        _ name: ArraySlice<UInt8>, _ kind: HostFile.Kind, in directory: Pending
    ) throws(Refusal) -> Bool {
        let path = { directory.path.appending(name) }
        if hide.contains(where: { $0.pattern.matches(name: name, path: path, root: order.root) }) { return true }
        guard let secret = SecretNode.judge(name, kind) else { return false }
        if reveal.contains(where: { $0.matches(name: name, path: path, root: order.root) }) { return false }
        guard case .holding(let marks) = secret else { return kind != .other }
        switch kind {
        case .directory, .other: return false
        case .file: return holds(path(), anyOf: marks)
        case .symbolicLink:
            guard let target = target(of: path()), target.file.kind == .file else { return false }
            return holds(target.path, anyOf: marks)
        }
    }

    /// What a link leads to, where that lies in the tree.
    private func target(of link: HostPath) -> CanonicalPath? {
        // One that leads in a circle, or through what the caller may not look at, leads the box nowhere either.
        guard let target = try? host.canonical(link), order.root.contains(target.path) else { return nil }
        return target
    }

    private func holds(_ path: HostPath, anyOf marks: [StaticString]) -> Bool {
        // What the caller may not read, the box's user may own and open again.
        do {
            return SecretNode.holds(try host.view.read(path, limit: SecretNode.sampleLength), anyOf: marks)
        } catch { return true }
    }

    private func hideReason(_ name: ArraySlice<UInt8>, _ path: HostPath) -> (text: String, location: SourceLocation?) {
        let asked = hide.first { $0.pattern.matches(name: name, path: { path }, root: order.root) }
        return asked.map { ("the profile hides it", $0.location) } ?? ("it looks like a secret", nil)
    }

    private mutating func conceal(
        _ path: HostPath, of kind: HostFile.Kind, why: (text: String, location: SourceLocation?)
    ) throws(Refusal) {
        switch kind {
        case .directory: try conceal(path, .directory, why.text, why.location)
        case .file, .other: try conceal(path, .file, why.text, why.location)
        case .symbolicLink:
            // A link cannot be covered, and need not be: what it names is either outside, or covered where it lies.
            guard let target = target(of: path), target.path != order.root,
                !order.boundaries.contains(where: { $0.contains(target.path) })
            else { return }
            try conceal(target.path, target.file.kind == .directory ? .directory : .file, why.text, why.location)
        }
    }

    private mutating func conceal(
        _ path: HostPath, _ kind: NodeKind, _ because: String, _ location: SourceLocation?
    ) throws(Refusal) {
        guard path != order.root else {
            throw Refusal(.pathNotAllowed, "\(path) cannot be granted: \(because)", at: location)
        }
        guard path.text != nil else {
            throw Refusal(
                .pathNotAllowed, "\(path) must be hidden, and its name is not UTF-8", at: location,
                hint: "rename it, or grant folders that do not hold it")
        }
        guardian.findings.hidden.append(HiddenNode(path: path, kind: kind, because: because, location: location))
    }

    // MARK: Protecting

    /// Protects an entry that other programs run or trust.
    ///
    /// - Returns: Whether the walk stays out of it.
    private mutating func protect(
        _ name: ArraySlice<UInt8>, _ kind: HostFile.Kind, in directory: Pending
    ) throws(Refusal) -> Bool {
        guard name.first == UInt8(ascii: ".") || name.first == UInt8(ascii: "t"),
            let text = String(validating: name, as: UTF8.self)
        else { return false }
        if text == ".git" {
            let path = directory.path.appending(name)
            if kind == .directory {
                try GitFolder.protect(path, workTree: directory.path, with: &guardian)
            } else {
                try guardian.protect(path, because: "git takes its repository from it")
            }
            return true
        }
        if directory.isDependency { return false }
        if directory.isRoot, TrustedNames.startUpFiles.contains(text) {
            try guardian.protect(directory.path.appending(name), because: "shells run it")
        }
        guard TrustedNames.firstComponents.contains(text) else { return false }
        for trusted in TrustedNames.paths(beginningWith: text) {
            try guardian.protectIfPresent(
                trusted, in: directory.path, because: "programs of the host run or trust it")
        }
        return false
    }

    /// What is protected at the root of a grant also where it does not exist.
    private mutating func protectRoot() throws(Refusal) {
        let root = order.root
        for place in order.protectPlaces where root.contains(place) && place != root {
            try guardian.protect(
                place.bytes.dropFirst(root.bytes.count), in: root, because: "programs of the host run or trust it")
        }
        // A single file has no entries.
        guard try host.isKind(.directory, root) else { return }
        for asked in order.protect {
            try guardian.protect(
                asked.value.text.utf8, in: root, because: "the profile protects it", at: asked.location)
        }
        let git = root.appending(".git")
        if !rootHasGit, !GitFolder.isOne(try host.list(root)) {
            // One that came since the walk is not protected by it; it may be another run's placeholder, and go again.
            guard try host.inspect(git) == nil else {
                throw Refusal(.pathChanged, "\(git) came to be while the tree was looked through")
            }
            guardian.hold(Placeholder(path: git, because: "git would run what it says"))
        }
        for trusted in TrustedNames.held {
            try guardian.protect(trusted.utf8, in: root, because: "programs of the host run or trust it")
        }
    }
}
