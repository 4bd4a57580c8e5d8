package import LaunchPlan

/// A look at the writable trees of a box that has ended, for what other programs run or trust and was not there before.
///
/// The protection of a run covers what exists at its start, at every depth, and the root of each grant. A directory that
/// the box made itself can hold anything: `sub/.vscode/tasks.json`, or a clone with its hooks. Nobody is kept from
/// making them, for that is what much honest work looks like; they are told.
package struct ExitSurvey {
    /// What is new, in the order of a walk.
    package private(set) var found: [HostPath] = []
    /// Whether a tree held more than is looked at, so that something may be missing.
    package private(set) var isIncomplete = false

    private let host: HostLookup
    /// Read-only in the box: protected, or held by a placeholder.
    private let known: Set<HostPath>
    private var remaining = TreeSurvey.entryLimit

    /// More than this many are not told.
    private static let findingLimit = 20

    /// Looks through the trees that a box could write to.
    ///
    /// - Parameter plan: The plan that the box was launched with.
    package init(after plan: LaunchPlan, host view: any HostView) {
        host = HostLookup(view)
        var trees: [HostPath] = []
        var known: Set<HostPath> = []
        for case .bind(let bind) in plan.fileSystem {
            guard let path = HostPath(bind.node.path) else { continue }
            switch bind.access {
            case .readOnly: known.insert(path)
            // Parents come before children: one below another is a pinned directory of the same tree.
            case .readWrite: if !trees.contains(where: { $0.contains(path) }) { trees.append(path) }
            }
        }
        self.known = known
        for tree in trees { walk(tree) }
    }

    private mutating func walk(_ tree: HostPath) {
        var pending = [(path: tree, isDependency: false)]
        while let directory = pending.popLast() {
            // What cannot be listed any more has gone, or is closed to the host's programs as well.
            guard directory.path.bytes.count <= TreeSurvey.pathLimit,
                let listing = try? host.view.list(directory.path)
            else { continue }
            remaining -= listing.count
            guard remaining >= 0, found.count < ExitSurvey.findingLimit else {
                isIncomplete = true
                return
            }
            if GitFolder.isOne(listing) {
                report("config", in: directory.path)
                report("hooks", in: directory.path)
                continue
            }
            for index in 0..<listing.count {
                let (name, kind) = listing[index]
                judge(name, in: directory.path, isDependency: directory.isDependency)
                let path = directory.path.appending(name)
                guard kind == .directory, !known.contains(path), !name.elementsEqual(".git".utf8) else { continue }
                let isDependency =
                    directory.isDependency
                    || String(validating: name, as: UTF8.self).map(TrustedNames.dependencyFolders.contains) ?? false
                pending.append((path, isDependency))
            }
        }
    }

    private mutating func judge(_ name: ArraySlice<UInt8>, in directory: HostPath, isDependency: Bool) {
        if name.elementsEqual(".git".utf8) {
            let folder = directory.appending(name)
            // Of a repository that was there before, its hooks and its configuration are protected.
            if !known.contains(where: { folder.contains($0) }) { report(".git", in: directory) }
            return
        }
        guard !isDependency, let text = String(validating: name, as: UTF8.self),
            TrustedNames.firstComponents.contains(text)
        else { return }
        for trusted in TrustedNames.paths(beginningWith: text) { report(trusted, in: directory) }
    }

    private mutating func report(_ relative: String, in directory: HostPath) {
        let path = directory.appending(relative)
        // What cannot be looked at is no file that a program of this user would run.
        guard !known.contains(where: { $0.contains(path) }), let node = try? host.inspect(path), node.kind != .other
        else {
            return
        }
        found.append(path)
    }
}
