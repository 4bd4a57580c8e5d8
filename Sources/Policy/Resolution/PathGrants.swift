import LaunchPlan
import Refusals

/// The path grants of a profile, each with the node of the host that it means.
struct PathGrants {
    /// One granted path; entries of a profile that mean the same path are one.
    struct Grant {
        var found: CanonicalPath
        /// Writable only where every entry for this path says so.
        var isWritable: Bool
        var entries: [PathGrant]
    }

    private(set) var grants: [Grant] = []
    private(set) var scratches: [(path: HostPath, grant: ScratchGrant)] = []
    private(set) var facts = HostFacts()

    var links: [HostLink] { grants.flatMap(\.found.links) }
    var roots: Set<HostPath> { Set(grants.map(\.found.path)) }

    /// Looks up every path of a profile.
    ///
    /// - Throws: `workspace.missing`, `path.missing`, `path.wrong-kind`, `path.not-allowed`, `profile.unknown-variable`.
    init(_ profile: Profile, variables: Variables, rules: GrantRules, host: HostLookup) throws(Refusal) {
        for entry in profile.filesystem {
            switch entry {
            case .path(let grant): try add(grant, variables, rules, host)
            case .scratch(let grant): try add(grant, variables, rules)
            case .socket(let grant), .device(let grant):
                throw Refusal(
                    .pathKind, "\(grant.path) is a socket or device of the host, which no box gets", at: grant.location,
                    hint: "take the line out")
            }
        }
        try refuseTurnedAside(workspace: variables.workspace.flatMap { HostPath($0) })
    }

    private mutating func add(
        _ grant: PathGrant, _ variables: Variables, _ rules: GrantRules, _ host: HostLookup
    ) throws(Refusal) {
        let path = try PathGrants.expand(grant.path, variables, at: grant.location)
        let located: CanonicalPath?
        do {
            located = try host.canonical(path)
        } catch {
            var refusal = error
            refusal.location = grant.location
            throw refusal
        }
        guard let found = located else {
            guard grant.isOptional else {
                throw Refusal(
                    .pathMissing, "\(path) does not exist", at: grant.location,
                    hint: "create it, or write `optional: true`")
            }
            facts.paths[grant.path] = PathFacts(kind: nil, isPersonal: rules.homes.isPersonal(path, variables))
            return
        }
        guard let kind = found.file.nodeKind else {
            throw Refusal(.pathKind, "\(found.path) is neither a file nor a directory", at: grant.location)
        }
        // The folder of this server alone lies among Trilatch's own.
        let isCache = grant.path.root == "cache"
        if let objection = rules.objection(to: found.path, writable: grant.isWritable, exceptOwn: isCache) {
            throw Refusal(
                .pathNotAllowed, objection, at: grant.location, hint: "grant the folder or file that the server needs")
        }
        guard HostNode(found.path, found.file) != nil else {
            throw Refusal(.pathNotAllowed, "\(found.path) has a name that is not UTF-8", at: grant.location)
        }
        facts.paths[grant.path] = PathFacts(
            kind: kind, isPersonal: rules.homes.isPersonal(found.path, variables),
            hasRemote: grant.isWritable ? try GitFolder.hasRemote(found.path, host) : false)
        if let index = grants.firstIndex(where: { $0.found.path == found.path }) {
            grants[index].isWritable = grants[index].isWritable && grant.isWritable
            grants[index].entries.append(grant)
            grants[index].found.links += found.links
        } else {
            grants.append(Grant(found: found, isWritable: grant.isWritable, entries: [grant]))
        }
    }

    /// What may surprise a person about the grants.
    func notes(_ host: HostLookup) throws(Refusal) -> [String] {
        var notes: [String] = []
        for grant in grants where grant.found.file.kind == .directory {
            guard let repository = try GitFolder.distantRepository(of: grant.found.path, host),
                !grants.contains(where: { $0.found.path.contains(repository) })
            else { continue }
            notes.append(
                "git does not work in \(grant.found.path): its repository is \(repository), which is not granted")
        }
        return notes
    }

    /// Refuses a grant that a link inside a tree leads out of it: what writes there would choose what is granted.
    ///
    /// - Throws: `path.not-allowed`.
    private func refuseTurnedAside(workspace: HostPath?) throws(Refusal) {
        let trees = [workspace].compactMap(\.self) + grants.filter(\.isWritable).map(\.found.path)
        for grant in grants {
            for tree in trees where !tree.contains(grant.found.path) {
                guard let link = grant.found.links.first(where: { tree.contains($0.path) }) else { continue }
                throw Refusal(
                    .pathNotAllowed, "the link \(link.path) leads out of \(tree) to \(grant.found.path)",
                    at: grant.entries.last?.location, hint: "name \(grant.found.path) itself, if it is meant")
            }
        }
    }

    private mutating func add(_ grant: ScratchGrant, _ variables: Variables, _ rules: GrantRules) throws(Refusal) {
        let path = try PathGrants.expand(grant.path, variables, at: grant.location)
        let reserved: [HostPath] = ["/.trilatch", "/bin", "/dev", "/etc", "/lib", "/lib64", "/proc", "/sbin", "/usr"]
        if path.isRoot || reserved.contains(where: { $0.contains(path) }) {
            throw Refusal(
                .pathNotAllowed, "\(path) is part of the base system and cannot be a scratch", at: grant.location,
                hint: "put the scratch elsewhere, such as at /tmp")
        }
        scratches.append((path, grant))
    }

    /// What a path of a profile stands for.
    static func expand(
        _ template: PathTemplate, _ variables: Variables, at location: SourceLocation
    ) throws(Refusal) -> HostPath {
        if let missing = template.template.variables.first(where: { variables[$0] == nil }) {
            if missing == "workspace" {
                throw Refusal(
                    .workspaceMissing, "\(template) needs a workspace", at: location, hint: "give `--workspace DIR`")
            }
            throw Refusal(
                .profileUnknownVariable, "\(template) needs ${\(missing)}, which has no value", at: location,
                hint: "give `--set \(missing)=VALUE`")
        }
        guard let text = template.expanded(with: variables), let path = HostPath(text) else {
            throw Refusal(
                .profileInvalidValue, "\(template) does not lead to an absolute path with the values given",
                at: location)
        }
        return path
    }

    /// The workspace of a request; nil where it names none.
    ///
    /// - Throws: `workspace.missing`, `workspace.too-broad`.
    static func workspace(
        _ request: BoxRequest, _ rules: GrantRules, _ host: HostLookup
    ) throws(Refusal) -> CanonicalPath? {
        guard let spelled = request.workspace else { return nil }
        let slash = UInt8(ascii: "/")
        let path =
            spelled.utf8.first == slash
            ? Array(spelled.utf8) : Array(request.workingDirectory.utf8) + [slash] + Array(spelled.utf8)
        guard !spelled.isEmpty, let found = try host.canonical(path), found.file.kind == .directory else {
            throw Refusal(
                .workspaceMissing, "the workspace \(HostPath.readable(spelled.utf8)) is not a directory")
        }
        if let objection = rules.objection(to: found.path, writable: false) {
            throw Refusal(.workspaceTooBroad, objection, hint: "give the folder of one project")
        }
        guard HostNode(found.path, found.file) != nil else {
            throw Refusal(.pathNotAllowed, "the workspace \(found.path) has a name that is not UTF-8")
        }
        return found
    }
}

extension Homes {
    /// Whether a path lies in the workspace or a home, or holds one.
    func isPersonal(_ path: HostPath, _ variables: Variables) -> Bool {
        if isOrHoldsHome(path) { return true }
        var current: HostPath? = path
        while let step = current {
            if isHome(step) { return true }
            current = step.parent
        }
        guard let workspace = variables.workspace.flatMap({ HostPath($0) }) else { return false }
        return workspace.contains(path) || path.contains(workspace)
    }
}
