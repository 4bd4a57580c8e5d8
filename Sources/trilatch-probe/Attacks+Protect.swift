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
                renameAndBack(path)
            },
            onEach("rename-over", "rename another file over a protected path", moving) { path, scene in
                // An exchange shows the same right and can be undone; without it the old content would be lost.
                let exchanged = exchangeAndBack(path)
                return isWall(exchanged) ? withLikeness(of: path) { move($0, over: path) } : exchanged
            },
            onEach("exchange", "exchange a protected path with another (RENAME_EXCHANGE)", moving) { path, scene in
                exchangeAndBack(path)
            },
            onEach("remove", "remove a protected path", moving) { path, scene in remove(path) },
            onEach(
                "hard-link", "link a protected file to where it can be written",
                [.error(EXDEV, .privateRoot), .error(EPERM, .privateRoot)]
            ) { path, scene in
                // Directories have no hard links anywhere.
                guard node(path)?.isDirectory == false else { return nil }
                let own = path + Self.suffix
                let linked = call(.linkat, .number(here), .text(path), .number(here), .text(own), 0)
                let opened = linked == 0 ? tryOpen(own, OpenFlag.writeOnly) : linked
                _ = call(.unlinkat, .number(here), .text(own), 0)
                return opened
            },
            onEach("rename-ancestor", "rename a directory above a protected path away", moving) { path, scene in
                onAncestors(of: path, scene, renameAndBack)
            },
            onEach("exchange-ancestor", "exchange a directory above a protected path with another", moving) {
                path, scene in
                onAncestors(of: path, scene, exchangeAndBack)
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

    /// Does an act on every protected path in turn; nil means that it cannot be meant for that path.
    ///
    /// The first success is the attack's; otherwise it is stopped by the first of its walls that any path showed.
    private static func onEach(
        _ name: String, _ tries: String, _ walls: [Wall], control: Control = .here,
        _ act: @escaping (String, Scene) -> Int?
    ) -> Attack {
        Attack("protect-\(name)", .protect, tries, walls, control: control) { scene in
            var refusals: [Int: [String]] = [:]
            for path in scene.protected {
                guard let value = act(path, scene) else { continue }
                if value >= 0 { return .succeeded(path) }
                refusals[value, default: []].append(path)
            }
            let known = walls.compactMap { wall in refusals.keys.first { .error(Int32(-$0)) == wall.obstacle } }
            guard let value = known.first ?? refusals.keys.max() else {
                return .notApplicable("this run protects no such path")
            }
            let detail = refusals.sorted { $0.key > $1.key }.map { value, paths in
                "\(errorName(Int32(-value))): \(paths.joined(separator: " "))"
            }
            return Outcome(value, detail.joined(separator: "; "))
        }
    }

    /// Does an act on the directories between the workspace and a path, outermost first; nil where there are none.
    ///
    /// The workspace itself is not one.
    private static func onAncestors(of path: String, _ scene: Scene, _ act: (String) -> Int) -> Int? {
        guard let workspace = scene.workspace, path.hasPrefix(workspace + "/") else { return nil }
        var ancestor = workspace
        var refusal: Int?
        for component in path.dropFirst(workspace.count + 1).split(separator: "/").dropLast() {
            ancestor += "/\(component)"
            refusal = act(ancestor)
            if let refusal, refusal >= 0 { break }
        }
        return refusal
    }

    /// Does something with a new node of the same kind beside the one at `path`, which goes again.
    ///
    /// Beside it, because moving to another mount is refused for that reason alone.
    private static func withLikeness(of path: String, _ act: (String) -> Int) -> Int {
        let own = path + Self.suffix
        let made =
            node(path)?.isDirectory == true
            ? call(.mkdirat, .number(here), .text(own), 0o700) : write([], to: own)
        guard made == 0 else { return made }
        defer { removeTree(own) }
        return act(own)
    }

    private static let suffix = ".trilatch-probe"

    private static func move(_ source: String, over target: String) -> Int {
        call(.renameat2, .number(here), .text(source), .number(here), .text(target), 0)
    }

    private static func renameAndBack(_ path: String) -> Int {
        let own = path + Self.suffix
        let moved = call(.renameat2, .number(here), .text(path), .number(here), .text(own), 1 /* RENAME_NOREPLACE */)
        if moved == 0 { _ = move(own, over: path) }
        return moved
    }

    private static func exchangeAndBack(_ path: String) -> Int {
        withLikeness(of: path) { own in
            let exchanged = call(
                .renameat2, .number(here), .text(path), .number(here), .text(own), 2 /* RENAME_EXCHANGE */)
            if exchanged == 0 { _ = call(.renameat2, .number(here), .text(path), .number(here), .text(own), 2) }
            return exchanged
        }
    }

    /// Removes a path, after making sure that it cannot be renamed either: what can be renamed could be removed as well.
    private static func remove(_ path: String) -> Int {
        let aside = renameAndBack(path)
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
