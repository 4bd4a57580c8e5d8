import LaunchPlan
import Refusals

/// What stands at each path of a box while it is being resolved.
///
/// `steps` puts it in the launcher's order.
///
/// At one path the stricter wins; of two paths one above the other, each holds for itself, the deeper for what is below
/// it.
struct MountTable {
    /// What stands at a path.
    ///
    /// Later cases are stricter.
    private enum Entry {
        case link(target: String)
        case writable(HostFile, DiskOwner?)
        case readOnly(HostFile?, NodeKind, DiskOwner?)
        case made(FileSystemStep)
        case scratch(Scratch)
        /// Covered. What is also protected must stay in its place as well.
        case hidden(NodeKind, isProtected: Bool)

        var strictness: Int {
            switch self {
            case .link: 0
            case .writable: 1
            case .readOnly: 2
            case .made: 3
            case .scratch: 4
            case .hidden: 5
            }
        }
    }

    private var entries: [HostPath: Entry] = [:]

    private mutating func put(_ path: HostPath, _ entry: Entry) {
        switch (entries[path], entry) {
        case (.scratch(let first), .scratch(var second)):
            second.sizeBytes = min(first.sizeBytes, second.sizeBytes)
            entries[path] = .scratch(second)
        case (.hidden(let kind, _), .readOnly), (.readOnly, .hidden(let kind, _)):
            entries[path] = .hidden(kind, isProtected: true)
        case (let present?, _) where present.strictness >= entry.strictness: return
        default: entries[path] = entry
        }
    }

    mutating func bind(_ path: HostPath, _ file: HostFile, _ access: Bind.Access, owner: DiskOwner?) {
        switch access {
        case .readWrite: put(path, .writable(file, owner))
        case .readOnly: put(path, .readOnly(file, file.nodeKind ?? .file, owner))
        }
    }

    mutating func hold(_ placeholder: Placeholder, owner: DiskOwner?) {
        put(placeholder.path, .readOnly(nil, placeholder.kind, owner))
    }

    mutating func hide(_ path: HostPath, _ kind: NodeKind) { put(path, .hidden(kind, isProtected: false)) }
    mutating func scratch(_ path: HostPath, _ scratch: Scratch) { put(path, .scratch(scratch)) }

    /// A file, directory or link that is part of every box.
    mutating func make(_ path: HostPath, _ step: FileSystemStep) { put(path, .made(step)) }

    /// A link of the host, made again where the box does not see the host's own.
    mutating func link(_ link: HostLink) {
        guard let target = String(validating: link.target, as: UTF8.self) else { return }
        put(link.path, .link(target: target))
    }

    /// Whether the box sees what the host has at a path.
    func shows(_ path: HostPath) -> Bool {
        switch enclosing(path)?.entry {
        case .writable, .readOnly: true
        case .made(.bind): true
        case .link, .made, .scratch, .hidden, nil: false
        }
    }

    /// Whether a path will be a directory of the box, of the host's or as the way to something granted below it.
    func leadsTo(_ directory: HostPath) -> Bool {
        if shows(directory) || isScratch(directory) { return true }
        if case .hidden = enclosing(directory)?.entry { return false }
        return entries.contains { path, entry in
            if case .link = entry { false } else { directory != path && directory.contains(path) }
        }
    }

    /// Whether the box may write to what the host has at a path.
    func isWritable(_ path: HostPath) -> Bool {
        if case .writable = enclosing(path)?.entry { true } else { false }
    }

    /// Every path of the host's that is granted, what lies below another one included.
    var shown: [HostPath] {
        entries.compactMap { path, entry in
            switch entry {
            case .writable, .readOnly(.some, _, _), .made(.bind): path
            case .readOnly(nil, _, _), .link, .made, .scratch, .hidden: nil
            }
        }
    }

    /// Whether a scratch stands at exactly this path.
    func isScratch(_ path: HostPath) -> Bool {
        if case .scratch = entries[path] { true } else { false }
    }

    /// Takes away what stands at exactly this path.
    mutating func remove(_ path: HostPath) { entries[path] = nil }

    private func enclosing(_ path: HostPath) -> (path: HostPath, entry: Entry)? {
        var current: HostPath? = path
        while let step = current {
            switch entries[step] {
            case .link, nil: current = step.parent
            case let entry?: return (step, entry)
            }
        }
        return nil
    }

    /// The steps in order: parents before children, each overlay after what it covers.
    ///
    /// Directories of a writable tree that lead to another mount are bound onto themselves, outermost first: a mount
    /// point cannot be renamed or removed, so that nothing else can come to stand in their place.
    ///
    /// - Throws: `path.missing` for a scratch in a tree of the host where there is no directory; `path.changed`.
    func steps(_ host: HostLookup) throws(Refusal) -> [FileSystemStep] {
        var pinned = self
        try pinned.pin(host)
        var steps: [FileSystemStep] = []
        for path in pinned.entries.keys.sorted() {
            guard let entry = pinned.entries[path], let text = path.text else { continue }
            let above = path.parent.flatMap { pinned.enclosing($0) }
            if let step = try step(for: entry, at: path, text, above: above?.entry, host) { steps.append(step) }
        }
        return steps
    }

    private func step(
        for entry: Entry, at path: HostPath, _ text: String, above: Entry?, _ host: HostLookup
    ) throws(Refusal) -> FileSystemStep? {
        switch entry {
        case .link(let target):
            switch above {
            // The host's own link is visible there.
            case .writable, .readOnly, .hidden, .made(.bind): return nil
            case .link, .made, .scratch, nil: return .symbolicLink(path: text, target: target)
            }
        case .writable(let file, let owner):
            return .bind(Bind(node: try node(path, file), access: .readWrite, ownerOnDisk: owner))
        case .readOnly(let file?, _, let owner):
            return .bind(Bind(node: try node(path, file), access: .readOnly, ownerOnDisk: owner))
        case .readOnly(nil, let kind, let owner):
            // A placeholder: no node has inode 0.
            let node = HostNode(path: text, device: 0, inode: 0, kind: kind)
            return .bind(Bind(node: node, access: .readOnly, ownerOnDisk: owner))
        case .made(let step): return step
        case .scratch(let scratch):
            if case .some(.writable) = above { try requireDirectory(path, host) }
            if case .some(.readOnly) = above { try requireDirectory(path, host) }
            return .scratch(scratch)
        case .hidden(let kind, _): return .hide(path: text, kind: kind)
        }
    }

    private func node(_ path: HostPath, _ file: HostFile) throws(Refusal) -> HostNode {
        guard let node = HostNode(path, file) else {
            throw Refusal(.pathNotAllowed, "\(path) cannot stand in a plan", hint: "rename it to ordinary UTF-8 text")
        }
        return node
    }

    private func requireDirectory(_ path: HostPath, _ host: HostLookup) throws(Refusal) {
        guard try host.isKind(.directory, path) else {
            throw Refusal(
                .pathMissing, "\(path) lies in a granted tree, and there is no directory to put a scratch on",
                hint: "create it")
        }
    }

    /// The same for a box without namespaces: what Landlock allows of the host's own tree.
    ///
    /// Links are the host's own there, and nothing is made or covered.
    ///
    /// - Throws: `path.tree-too-large`, `path.not-allowed`.
    func rules(_ host: HostLookup) throws(Refusal) -> RuleTable {
        var rules = RuleTable(host)
        for path in entries.keys.sorted() {
            switch entries[path] {
            case .writable(let file, _): try rules.add(grant(path, file, .readWrite))
            case .readOnly(let file?, _, _): try rules.add(grant(path, file, .readOnly))
            case .made(.bind(let bind)): rules.append(bind)
            case .readOnly(nil, _, _), .link, .made, .scratch, .hidden, nil: continue
            }
        }
        return rules
    }

    private func grant(_ path: HostPath, _ file: HostFile, _ access: Bind.Access) -> RuleTable.Grant {
        var grant = RuleTable.Grant(path: path, file: file, access: access, hidden: [:], locked: [])
        for (other, entry) in entries where other != path && path.contains(other) {
            switch entry {
            case .hidden(let kind, _): grant.hidden[other] = kind
            case .readOnly: grant.locked.append(other)
            case .writable, .link, .made, .scratch: continue
            }
        }
        return grant
    }

    // MARK: Pins

    private mutating func pin(_ host: HostLookup) throws(Refusal) {
        for path in entries.keys.sorted() {
            guard let entry = entries[path], let parent = path.parent, let above = enclosing(parent) else { continue }
            switch above.entry {
            case .readOnly(_, _, let outer):
                // What is below is read-only already, and nothing there can be moved.
                if case .readOnly(_, _, let owner) = entry, owner == outer { entries[path] = nil }
            case .made(.bind):
                if case .readOnly = entry { entries[path] = nil }
            case .hidden:
                // Nothing can be mounted below a cover, and nothing there is seen.
                if case .hidden = entry { entries[path] = nil }
                if case .readOnly = entry { entries[path] = nil }
            case .writable(_, let owner):
                switch entry {
                // A cover moves along with what it covers: for it alone, nothing needs to stay in place.
                case .hidden(_, isProtected: false), .link: continue
                case .hidden, .writable, .readOnly, .scratch, .made: break
                }
                for ancestor in above.path.between(path) {
                    guard let file = try host.inspect(ancestor), file.kind == .directory else {
                        throw Refusal(.pathChanged, "\(ancestor) changed while it was looked at")
                    }
                    put(ancestor, .writable(file, owner))
                }
            case .link, .made, .scratch: continue
            }
        }
    }
}
