internal import Glibc
internal import LaunchPlan

extension Attack {
    /// Changing what other programs execute or trust inside a writable tree, and walking around its protection.
    ///
    /// Whatever wrongly succeeds is undone at once.
    static var protect: [Attack] {
        [
            onEach("write", "write to a protected path", [.error(EROFS, .privateRoot)]) { path, scene in
                guard node(path)?.isDirectory == true else { return tryOpen(path, OpenFlag.writeOnly) }
                let inside = "\(path)/trilatch-probe"
                let made = tryOpen(inside, OpenFlag.writeOnly | OpenFlag.create | OpenFlag.exclusive)
                if made == 0 { _ = call(.unlinkat, .number(here), .text(inside), 0) }
                return made
            },
            onEach(
                "write-by-descriptor", "reopen a protected path for writing through /proc/self/fd",
                [.error(EROFS, .privateRoot)]
            ) { path, scene in
                let descriptor = open(path, OpenFlag.path)
                guard descriptor >= 0 else { return descriptor }
                guard node(descriptor)?.isDirectory == true else {
                    return tryOpen("/proc/self/fd/\(descriptor)", OpenFlag.writeOnly)
                }
                return tryOpenTemporary("/proc/self/fd/\(descriptor)/.")
            },
            onEach("write-by-root", "write to it by its name below /proc/self/root", [.error(EROFS, .privateRoot)]) {
                path, scene in
                node(path)?.isDirectory == true
                    ? tryOpenTemporary("/proc/self/root\(path)") : tryOpen("/proc/self/root\(path)", OpenFlag.writeOnly)
            },
            onEach("change-mode", "change the mode of a protected path", [.error(EROFS, .privateRoot)]) { path, scene in
                guard let found = node(path) else { return Int(-ENOENT) }
                return call(.fchmodat, .number(here), .text(path), .number(Int(found.mode & 0o777)))
            },
            onEach("rename", "rename a protected path away", moving) { path, scene in
                renameAndBack(path, scene.path("moved"))
            },
            onEach("rename-over", "rename another file over a protected path", moving) { path, scene in
                let own = likeness(of: path, scene)
                // An exchange shows the same right and can be undone; without it the old content would be lost.
                return scene.isControl
                    ? call(.renameat2, .number(here), .text(own), .number(here), .text(path), 2)
                    : replace(path, with: own)
            },
            onEach("exchange", "exchange a protected path with another (RENAME_EXCHANGE)", moving) { path, scene in
                exchangeAndBack(path, likeness(of: path, scene))
            },
            onEach("remove", "remove a protected path", moving) { path, scene in remove(path) },
            onEach(
                "hard-link", "link a protected file to where it can be written",
                [.error(EXDEV, .privateRoot), .error(EPERM, .privateRoot)]
            ) { path, scene in
                // Directories have no hard links anywhere.
                guard node(path)?.isDirectory == false else { return Int(-EXDEV) }
                let own = scene.path("linked")
                let linked = call(.linkat, .number(here), .text(path), .number(here), .text(own), 0)
                let opened = linked == 0 ? tryOpen(own, OpenFlag.writeOnly) : linked
                _ = call(.unlinkat, .number(here), .text(own), 0)
                return opened
            },
            onEach("rename-ancestor", "rename a directory above a protected path away", moving) { path, scene in
                onAncestors(of: path, scene) { renameAndBack($0, scene.path("moved")) }
            },
            onEach("exchange-ancestor", "exchange a directory above a protected path with another", moving) {
                path, scene in
                onAncestors(of: path, scene) { exchangeAndBack($0, likeness(of: $0, scene)) }
            },
            onEach(
                "bind-ancestor", "bind a directory over one above a protected path",
                [.error(EPERM, .seccomp), .error(EPERM, .capabilities)], control: .inNamespaces
            ) { path, scene in
                onAncestors(of: path, scene) { call(.mount, .text(scene.scratch), .text($0), 0, 0x1000, 0) }
            },
            onEach(
                "unmount", "unmount a protection", [.error(EPERM, .seccomp), .error(EPERM, .capabilities)],
                control: .never("outside nothing is protected")
            ) { path, scene in
                call(.umount2, .text(path), 2)
            },
        ]
    }

    private static let moving: [Wall] = [
        .error(EBUSY, .privateRoot), .error(EXDEV, .privateRoot), .error(EROFS, .privateRoot),
    ]

    /// Does an act on every protected path in turn.
    ///
    /// The first success is the attack's; otherwise all errnos must be one.
    private static func onEach(
        _ name: String, _ tries: String, _ walls: [Wall], control: Control = .here,
        _ act: @escaping (String, Scene) -> Int
    ) -> Attack {
        Attack("protect-\(name)", .protect, tries, walls, control: control) { scene in
            guard !scene.protected.isEmpty else { return .notApplicable("this run protects no path") }
            var refusals: [Int: [String]] = [:]
            for path in scene.protected {
                let value = act(path, scene)
                if value >= 0 { return .succeeded(path) }
                refusals[value, default: []].append(path)
            }
            guard let (value, _) = refusals.first else { return .inconclusive("nothing was tried") }
            let detail =
                refusals.count == 1
                ? "\(scene.protected.count) paths"
                : refusals.sorted { $0.key > $1.key }.map { "\(errorName(Int32(-$0))): \($1.joined(separator: " "))" }
                    .joined(separator: "; ")
            return Outcome(value, detail)
        }
    }

    /// The directories between the workspace and a path, outermost first; the workspace itself is not one.
    private static func onAncestors(of path: String, _ scene: Scene, _ act: (String) -> Int) -> Int {
        guard let workspace = scene.workspace, path.hasPrefix(workspace + "/") else { return Int(-EBUSY) }
        var ancestor = workspace
        var refusal = Int(-EBUSY)
        for component in path.dropFirst(workspace.count + 1).split(separator: "/").dropLast() {
            ancestor += "/\(component)"
            refusal = act(ancestor)
            if refusal >= 0 { return refusal }
        }
        return refusal
    }

    /// An own node of the same kind as the one at `path`: a path in the scratch directory.
    private static func likeness(of path: String, _ scene: Scene) -> String {
        let own = scene.path("likeness")
        if node(path)?.isDirectory == true {
            _ = call(.mkdirat, .number(here), .text(own), 0o700)
        } else {
            _ = write([], to: own)
        }
        return own
    }

    private static func renameAndBack(_ path: String, _ own: String) -> Int {
        let moved = call(.renameat2, .number(here), .text(path), .number(here), .text(own), 1 /* RENAME_NOREPLACE */)
        if moved == 0 { _ = call(.renameat2, .number(here), .text(own), .number(here), .text(path), 1) }
        return moved
    }

    private static func exchangeAndBack(_ path: String, _ own: String) -> Int {
        let exchanged = call(
            .renameat2, .number(here), .text(path), .number(here), .text(own), 2 /* RENAME_EXCHANGE */)
        if exchanged == 0 { _ = call(.renameat2, .number(here), .text(path), .number(here), .text(own), 2) }
        return exchanged
    }

    /// Renames over a path, after making sure that what was there can be put back.
    private static func replace(_ path: String, with own: String) -> Int {
        let exchanged = exchangeAndBack(path, own)
        guard isWall(exchanged) else { return exchanged }
        return call(.renameat2, .number(here), .text(own), .number(here), .text(path), 0)
    }

    /// Removes a path, after making sure that it cannot be renamed either: what can be renamed could be removed as well.
    private static func remove(_ path: String) -> Int {
        let aside = renameAndBack(path, "\(path).trilatch-probe")
        guard isWall(aside) else { return aside }
        return call(.unlinkat, .number(here), .text(path), node(path)?.isDirectory == true ? 0x200 : 0)
    }

    /// Whether moving was refused by what protects, and not merely by a file system that cannot do it.
    private static func isWall(_ value: Int) -> Bool {
        [EBUSY, EROFS, EXDEV].contains { value == Int(-$0) }
    }

    /// Opens a nameless file in a directory, which shows that it is writable and leaves nothing.
    private static func tryOpenTemporary(_ directory: String) -> Int {
        tryOpen(directory, OpenFlag.writeOnly | OpenFlag.temporary)
    }
}
