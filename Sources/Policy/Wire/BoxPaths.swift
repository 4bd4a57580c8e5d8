package import LaunchPlan

/// How paths read inside a box: where a relative one begins, what the host has, and what only the box has.
package struct BoxPaths: Sendable, Hashable {
    /// Where a relative path begins.
    package var workingDirectory = HostPath.root
    /// What `~` stands for; nil where the box has no home.
    package var home: HostPath?
    /// What the box sees of the host, at its own path.
    package var granted: [HostPath] = []
    /// What covers it there: folders in memory, files of the box's own, hidden nodes.
    package var covered: [HostPath] = []
    /// The links of the box's own root.
    package var links: [HostPath: [UInt8]] = [:]
    /// The names of the variables that the server starts with, by which some servers expand `$NAME`.
    package var variables: Set<String> = []

    package init() {}

    /// Takes the paths of a plan.
    package init(_ plan: LaunchPlan) {
        workingDirectory = HostPath(plan.command.workingDirectory) ?? .root
        for pair in plan.command.environment {
            let name = pair.prefix { $0 != "=" }
            variables.insert(String(name))
            if name == "HOME" { home = HostPath(String(pair.dropFirst(5))) }
        }
        for step in plan.fileSystem {
            switch step {
            case .bind(let bind): if let path = HostPath(bind.node.path) { granted.append(path) }
            case .scratch(let scratch): if let path = HostPath(scratch.path) { covered.append(path) }
            case .copy(let file): if let path = HostPath(file.path) { covered.append(path) }
            case .file(let path, _, _), .directory(let path, _), .hide(let path, _):
                if let path = HostPath(path) { covered.append(path) }
            case .symbolicLink(let path, let target):
                if let path = HostPath(path) { links[path] = Array(target.utf8) }
            case .list: continue
            }
        }
        // Without a root of its own every path leads where it leads on the host, granted or not.
        if plan.confinement == .landlock { granted = [.root] }
    }

    /// Whether what stands at a path is the host's: the innermost mount above it is one of a tree of the host.
    func isOfHost(_ path: HostPath) -> Bool {
        func depth(_ mounts: [HostPath]) -> Int {
            mounts.reduce(-1) { $1.contains(path) ? max($0, $1.bytes.count) : $0 }
        }
        return depth(granted) > depth(covered)
    }

    /// Where an absolute path leads in the box, each link where it is met and `..` after the links before it.
    ///
    /// From what is not there, and in folders that only the box sees, it goes on by its text alone.
    ///
    /// - Parameter looks: How often the host may still be asked; counted down.
    /// - Throws: `PathObjection`.
    package func resolve(
        _ spelled: [UInt8], host: any HostView, looks: inout Int
    ) throws(PathObjection) -> HostPath {
        let slash = UInt8(ascii: "/")
        var rest = Array(spelled.split(separator: slash).reversed())
        var path = HostPath.root
        var links = 0
        while let component = rest.popLast() {
            if component.elementsEqual(".".utf8) { continue }
            if component.elementsEqual("..".utf8) {
                path = path.parent ?? .root
                continue
            }
            let next = path.appending(component)
            guard let target = try link(at: next, host, &looks) else {
                path = next
                continue
            }
            links += 1
            guard links <= BoxPaths.mostLinks, !target.isEmpty, !target.contains(0) else { throw .tooManyLinks }
            rest.append(contentsOf: target.split(separator: slash).reversed())
            if target.first == slash { path = .root }
        }
        return path
    }

    /// As many links as the kernel follows in one path (path_resolution(7)).
    private static let mostLinks = 40

    private func link(
        at path: HostPath, _ host: any HostView, _ looks: inout Int
    ) throws(PathObjection) -> [UInt8]? {
        if let target = links[path] { return target }
        guard isOfHost(path) else { return nil }
        looks -= 1
        guard looks >= 0 else { throw .tooMuchToLookUp }
        do {
            guard let file = try host.inspect(path), file.kind == .symbolicLink else { return nil }
            return try host.readLink(path)
        } catch {
            throw .unknown
        }
    }
}

/// Why nobody can say where a path leads.
package enum PathObjection: Error, Sendable, Hashable {
    case tooManyLinks
    /// The host may not be looked at there, or changed under the look.
    case unknown
    /// More components than are looked up for one message.
    case tooMuchToLookUp
}
