internal import Glibc
internal import Kernel
internal import LaunchPlan
package import Policy
package import Refusals

/// The placeholders of one run: made or found before the launch, in use while this value lives, removed at the end.
///
/// A protected path that does not exist is held by an empty node, which the box sees read-only. Several runs on one tree
/// use the same nodes; the last one to end removes them, unless somebody has put something in.
package struct HeldPlaceholders: ~Copyable {
    /// Its locks keep the nodes that this run relies on; nil where there is nothing to hold.
    private var registry: PlaceholderRegistry?

    /// Makes the placeholders that a box asks for and puts their nodes into its plan.
    ///
    /// - Parameters:
    ///   - box: Resolved a moment ago.
    ///   - state: The folder of Trilatch's state.
    /// - Returns: nil where the tree has changed since the box was resolved, such as by another run that ended: resolve
    ///   it anew.
    /// - Throws: `path.protect-failed`.
    package static func hold(for box: inout ResolvedBox, state: String) throws(Refusal) -> HeldPlaceholders? {
        let trees = box.plan.fileSystem.compactMap(HeldPlaceholders.writableTree)
        // Without a writable tree there is nothing to hold, and nothing of other runs to rely on.
        guard !trees.isEmpty else { return HeldPlaceholders(registry: nil) }
        do {
            var registry = try PlaceholderRegistry.open(in: state)
            try registry.lock()
            guard boundNodesAreThere(box.plan.fileSystem, trees) else { return nil }
            // The survey found other runs' placeholders and took them for ordinary nodes.
            for entry in registry.entries where trees.contains(where: { $0.contains(entry.path) }) {
                guard registry.rely(on: entry) else { throw KernelError("fcntl", errno) }
            }
            for placeholder in box.placeholders {
                switch try make(placeholder, for: box.plan.identity.userOutside) {
                case .made(let entry):
                    try registry.append(entry)
                    guard registry.rely(on: entry) else { throw KernelError("fcntl", errno) }
                    box.place(placeholder, as: HostNode(entry))
                case .forbidden: box.place(placeholder, as: nil)
                case .stale: return nil
                }
            }
            registry.unlock()
            return HeldPlaceholders(registry: registry)
        } catch let refusal as Refusal {
            throw refusal
        } catch {
            throw Refusal(
                .pathProtectFailed, "the list of placeholders in \(state) cannot be used: \(error)",
                hint: "make that folder yours, and free space on its file system")
        }
    }

    /// Lets go of the placeholders, and removes those that no other run uses and that are as they were.
    ///
    /// What cannot be removed now stays on the list for the next run.
    package consuming func release() {
        guard var registry = registry.take() else { return }
        // Where the list cannot be had, the next run does it.
        guard (try? registry.lock()) != nil else { return }
        var kept: [PlaceholderRegistry.Entry] = []
        // What lies in a placeholder goes before it.
        for entry in registry.entries.sorted(by: { $1.path < $0.path }) {
            guard registry.isAlone(on: entry) else {
                kept.append(entry)
                continue
            }
            HeldPlaceholders.remove(entry)
        }
        registry.entries = kept
        // An entry too many names a node that is gone, and does no harm.
        _ = try? registry.save()
    }

    // MARK: Making

    private enum Making {
        case made(PlaceholderRegistry.Entry)
        /// The caller may not create it, and so neither may the box.
        case forbidden
        /// Something came to exist there since the box was resolved.
        case stale
    }

    private static func make(_ placeholder: Placeholder, for user: UInt32) throws(Refusal) -> Making {
        guard let directory = parent(of: placeholder.path) else { return .stale }
        let name = Array(placeholder.path.name)
        let code = create(placeholder, name, in: directory)
        switch code {
        case 0: break
        case EEXIST: return .stale
        case EROFS: return .forbidden
        case EACCES, EPERM:
            // Who owns the directory can give back the right to write to it, from inside the box as well;
            // so could whoever it is that cannot be told.
            guard geteuid() != 0, let owner = try? FileNode(of: directory).owner, owner != user else {
                throw failure(placeholder, ErrorNumber.name(code))
            }
            return .forbidden
        default: throw failure(placeholder, ErrorNumber.name(code))
        }
        guard let state = NodeState(in: directory, name) else { return .stale }
        return .made(PlaceholderRegistry.Entry(path: placeholder.path, state: state))
    }

    /// - Returns: 0, or the errno.
    private static func create(_ placeholder: Placeholder, _ name: [UInt8], in directory: borrowing Descriptor) -> Int32
    {
        unsafe NodeState.withName(name) { name in
            switch placeholder.kind {
            case .directory:
                guard unsafe mkdirat(directory.number, name, 0o755) == 0 else { return errno }
            case .file:
                let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
                let number = unsafe openat(directory.number, name, flags, 0o644)
                guard number >= 0 else { return errno }
                do throws(KernelError) {
                    try Descriptor(owning: number).write(placeholder.contents)
                } catch {
                    _ = unsafe unlinkat(directory.number, name, 0)
                    return error.code
                }
            }
            // What root makes in a user's tree is the user's, should it stay behind. Root's it is still a placeholder, and goes
            // at the end all the same.
            if geteuid() == 0, let owner = try? FileNode(of: directory) {
                _ = unsafe fchownat(directory.number, name, owner.owner, owner.group, AT_SYMLINK_NOFOLLOW)
            }
            return 0
        }
    }

    /// Whether each node that the plan binds inside a writable tree is what it was.
    ///
    /// Another run's end may have removed a placeholder that the survey took for an ordinary directory.
    private static func boundNodesAreThere(_ steps: [FileSystemStep], _ trees: [HostPath]) -> Bool {
        steps.allSatisfy { step in
            guard case .bind(let bind) = step, bind.access == .readOnly, bind.node.inode != 0,
                let path = HostPath(bind.node.path), trees.contains(where: { $0.contains(path) })
            else { return true }
            guard let directory = parent(of: path), let state = NodeState(in: directory, Array(path.name)) else {
                return false
            }
            return state.device == bind.node.device && state.inode == bind.node.inode
        }
    }

    // MARK: Removing

    /// Removes a node that nobody relies on, if it is as it was made.
    private static func remove(_ entry: PlaceholderRegistry.Entry) {
        guard let directory = parent(of: entry.path) else { return }
        let name = Array(entry.path.name)
        guard let now = NodeState(in: directory, name), now.isUntouched(since: entry.state) else { return }
        // A directory that somebody has put something in is theirs now: the kernel does not remove it.
        _ = unsafe NodeState.withName(name) {
            unsafe unlinkat(directory.number, $0, entry.state.kind == .directory ? AT_REMOVEDIR : 0)
        }
    }

    // MARK: Paths

    private static func writableTree(_ step: FileSystemStep) -> HostPath? {
        guard case .bind(let bind) = step, bind.access == .readWrite, bind.node.kind == .directory else { return nil }
        return HostPath(bind.node.path)
    }

    /// The directory that holds a node, reached without any link.
    private static func parent(of path: HostPath) -> Descriptor? {
        guard let text = path.parent?.text else { return nil }
        // Where the way there is gone or closed, no placeholder of ours can be made or found.
        return try? Descriptor.place(at: Descriptor.workingDirectory, text, resolving: .exact)
    }

    private static func failure(_ placeholder: Placeholder, _ why: String) -> Refusal {
        Refusal(
            .pathProtectFailed, "\(placeholder.path) does not exist, and a placeholder for it cannot be made: \(why)",
            at: placeholder.location)
    }
}

extension HostNode {
    /// The node of a placeholder that was made; nil where its path is not UTF-8, which no placeholder's is.
    fileprivate init?(_ entry: PlaceholderRegistry.Entry) {
        guard let text = entry.path.text else { return nil }
        self.init(path: text, device: entry.state.device, inode: entry.state.inode, kind: entry.state.kind)
    }
}
