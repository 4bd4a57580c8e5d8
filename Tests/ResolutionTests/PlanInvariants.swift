import LaunchPlan

@testable import Policy

/// What holds for every plan, whatever the profile and the host.
///
/// Each rule is worked out from the plan and the host alone, by other means than resolution.
struct PlanInvariants {
    let box: ResolvedBox
    let host: FakeHost
    /// Trees that the profile or the program was granted; canonical.
    let granted: [HostPath]
    /// Of these, the ones that are writable.
    let writable: [HostPath]

    /// The steps that mount or make something, by path, in order.
    private var steps: [(path: HostPath, step: FileSystemStep)] {
        box.plan.fileSystem.compactMap { step in
            let text =
                switch step {
                case .bind(let bind): bind.node.path
                case .scratch(let scratch): scratch.path
                case .copy(let file): file.path
                case .symbolicLink(let path, _), .file(let path, _, _), .directory(let path, _), .hide(let path, _):
                    path
                case .list(let node): node.path
                }
            return HostPath(text).map { ($0, step) }
        }
    }

    /// What does not hold, in words; empty for a good plan.
    func violations() -> [String] {
        let steps = steps
        var found: [String] = []
        if steps.count != box.plan.fileSystem.count { found.append("a path is not normalised") }
        if Set(steps.map(\.path)).count != steps.count { found.append("a path has two steps") }
        for (index, first) in steps.enumerated() {
            for second in steps[(index + 1)...] where second.path.contains(first.path) {
                found.append("\(second.path) comes after \(first.path), which lies below it")
            }
        }
        for (path, step) in steps {
            switch step {
            case .bind(let bind): found += violations(of: bind, at: path)
            case .hide:
                if !granted.contains(where: { $0.contains(path) && $0 != path }) || !host.holds(path) {
                    found.append("\(path) is hidden, and no part of a grant")
                }
            case .symbolicLink:
                // Nothing is made in a tree of the host.
                if let parent = path.parent, case .bind = enclosing(parent, steps)?.step {
                    found.append("the link \(path) lies in a tree of the host")
                }
            case .scratch, .file, .copy, .directory: break
            case .list: found.append("\(path) is listed, in a box with namespaces")
            }
        }
        for root in writable { found += violations(below: root, steps) }
        do {
            if try PlanCodec.decode(PlanCodec.encode(box.plan)) != box.plan {
                found.append("a launcher reads another plan")
            }
        } catch { found.append("no launcher reads it: \(error)") }
        return found
    }

    private func violations(of bind: Bind, at path: HostPath) -> [String] {
        var found: [String] = []
        let isSystem = ["/usr", "/etc", "/bin", "/lib"].contains { HostPath($0)?.contains(path) ?? false }
        if !isSystem, !granted.contains(where: { $0.contains(path) }) { found.append("\(path) was not granted") }
        if bind.access == .readWrite, isSystem || !writable.contains(where: { $0.contains(path) }) {
            found.append("\(path) was not granted for writing")
        }
        // A bind through a link would be of something else than its path says.
        for ancestor in HostPath.root.between(path) {
            if case .directory = host.node(ancestor) { continue }
            found.append("\(ancestor), on the way to \(path), is no directory")
        }
        switch (host.node(path), bind.node.kind) {
        case (.directory, .directory), (.file, .file):
            if bind.node.inode == 0 { found.append("\(path) has no inode") }
        case (nil, _):
            if bind.access != .readOnly || !box.placeholders.contains(where: { $0.path == path }) {
                found.append("\(path) does not exist, and is no placeholder")
            }
        default: found.append("\(path) is of another kind")
        }
        return found
    }

    /// The innermost step that a path of the box belongs to.
    private func enclosing(
        _ path: HostPath, _ steps: [(path: HostPath, step: FileSystemStep)]
    ) -> (path: HostPath, step: FileSystemStep)? {
        steps.last { step in
            if case .symbolicLink = step.step { false } else { step.path.contains(path) }
        }
    }

    /// Everything of the host that programs trust, or that is secret, found by looking at every path there is.
    private func violations(
        below root: HostPath, _ steps: [(path: HostPath, step: FileSystemStep)]
    ) -> [String] {
        var found: [String] = []
        for path in host.paths where root.contains(path) && path != root {
            guard let kind = host.node(path) else { continue }
            let name = String(decoding: path.name, as: UTF8.self)
            let isInsideGit = root.between(path).contains { $0.name.elementsEqual(".git".utf8) }
            if name == ".env", !isInsideGit, case .file = kind {
                if case .hide = enclosing(path, steps)?.step {} else { found.append("\(path) can be read") }
            }
            let isGits = ["config", "hooks"].contains(name) && path.parent?.name.elementsEqual(".git".utf8) == true
            // Nobody opens an editor in a repository's own folder or in a dependency.
            let isEditors =
                [".mcp.json", ".vscode", ".envrc"].contains(name) && !isInsideGit
                && !root.between(path).contains {
                    TrustedNames.dependencyFolders.contains(String(decoding: $0.name, as: UTF8.self))
                }
            guard isGits || isEditors else { continue }
            if case .link = kind, steps.contains(where: { $0.path == path }) {
                found.append("\(path) is a link, and nothing can be mounted on it")
            }
            found += violations(of: path, below: root, steps)
        }
        return found
    }

    /// The ways by which the box could write to a path, or move it or what leads to it.
    private func violations(
        of path: HostPath, below root: HostPath, _ steps: [(path: HostPath, step: FileSystemStep)]
    ) -> [String] {
        guard let enclosing = enclosing(path, steps) else { return [] }
        switch enclosing.step {
        case .bind(let bind): if bind.access == .readWrite { return ["\(path) can be written"] }
        case .hide: return []
        case .scratch, .file, .copy, .directory, .symbolicLink, .list: return ["\(path) is not the host's"]
        }
        // From the read-only mount up to the grant, every directory is a mount point, so that none can be renamed;
        // unless it lies below another read-only mount, where nothing can be renamed at all.
        return root.between(enclosing.path).filter { ancestor in
            if steps.contains(where: { $0.path == ancestor }) { return false }
            if case .bind(let outer) = self.enclosing(ancestor, steps)?.step { return outer.access == .readWrite }
            return true
        }.map { "\($0), above \(path), can be moved away" }
    }
}
