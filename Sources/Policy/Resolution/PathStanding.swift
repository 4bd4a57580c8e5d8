package import Refusals

/// What a path of the host is to a server that was seen to want it: whether a person can be asked about it in passing.
package enum PathStanding: Sendable, Hashable {
    /// Installed software and its settings, which everybody may read.
    case system
    /// In the workspace.
    case workspace
    /// In somebody's home, or outside of the system's own folders, or not for everybody to read.
    case personal
    /// Its name, or that of a folder on the way to it, is one of those that hold secrets.
    case secret
    /// No profile can grant it, for this reason.
    case closed(String)
}

/// Judges paths of the host by their names and permissions; reads the contents of none.
package struct PathJudge {
    /// A path that the host has, and what it is.
    package struct Judgement: Sendable, Hashable {
        package var standing: PathStanding
        package var isDirectory: Bool
    }

    private let host: HostLookup
    private let rules: GrantRules
    private let workspace: HostPath?

    /// Where installed software and its settings lie.
    private static let system: [HostPath] = [
        "/bin", "/etc", "/lib", "/lib32", "/lib64", "/libx32", "/nix", "/opt", "/sbin", "/snap", "/usr",
    ]

    /// - Throws: `path.not-allowed` where the host does not say which homes there are.
    package init(_ request: BoxRequest, workspace: String?, host view: any HostView) throws(Refusal) {
        host = HostLookup(view)
        let home = try host.canonical(Array(request.caller.home.utf8))
        rules = try GrantRules(host, homes: Homes(host, caller: home), request: request)
        self.workspace = workspace.flatMap { HostPath($0) }
    }

    /// Judges a path, by its spelling as well as by where it leads.
    ///
    /// - Returns: nil where the host has nothing there, or the caller may not look.
    package func judge(_ spelled: String, isWritten: Bool) -> Judgement? {
        // A place that the caller cannot look at is none that could be granted.
        guard let path = HostPath(spelled), let found = try? host.canonical(path) else { return nil }
        return Judgement(
            standing: standing(of: path, found, isWritten: isWritten), isDirectory: found.file.kind == .directory)
    }

    private func standing(of path: HostPath, _ found: CanonicalPath, isWritten: Bool) -> PathStanding {
        let spellings = [path, found.path] + found.links.map(\.path)
        if spellings.contains(where: { isSecret($0, found.file.kind) }) { return .secret }
        if let reason = rules.objection(to: found.path, writable: isWritten) { return .closed(reason) }
        guard found.file.nodeKind != nil else { return .closed("\(found.path) is neither a file nor a directory") }
        if let workspace, workspace.contains(found.path) { return .workspace }
        let isSystem = spellings.allSatisfy { spelling in PathJudge.system.contains { $0.contains(spelling) } }
        guard isSystem, found.file.isOpenToAll, rules.homeAbove(found.path) == nil else { return .personal }
        return .system
    }

    private func isSecret(_ path: HostPath, _ kind: HostFile.Kind) -> Bool {
        let components = path.components
        return components.indices.contains { index in
            let isLast = index == components.endIndex - 1
            return SecretNode.judge(components[index], isLast && kind != .directory ? .file : .directory) != nil
        }
    }
}
