import LaunchPlan
import Refusals

/// Puts the parts of a box into one table, and keeps the account of where each came from.
struct BoxAssembly {
    let host: HostLookup
    let caller: Caller
    let rules: GrantRules
    var table = MountTable()
    var lines: [BoxLine] = []
    private(set) var placeholders: [Placeholder] = []
    private(set) var hidden: [HiddenNode] = []
    /// What a box without namespaces has in place of scratches in memory; nil for every other.
    var scratchFolder: ScratchFolder?
    /// The caller's home, for which it stands.
    var replacedHome: HostPath?

    static let hostName = "box"
    static let temporary: HostPath = "/tmp"
    private static let homeSize = ByteCount(16 << 20)
    /// A scratch has a node for so many of its bytes, within bounds: a tree of empty files is memory too.
    private static let bytesANode: UInt64 = 4096
    private static let standardPath = ["/usr/local/bin", "/usr/bin", "/bin", "/usr/local/sbin", "/usr/sbin", "/sbin"]

    init(host: HostLookup, caller: Caller, rules: GrantRules) {
        self.host = host
        self.caller = caller
        self.rules = rules
    }

    mutating func addBase(_ user: BoxUser, hasNameServer: Bool, hasOwnTrust: Bool) throws(Refusal) {
        lines += try BaseSystem.add(
            to: &table, host: host, user: user, hostName: BoxAssembly.hostName, hasNameServer: hasNameServer,
            hasOwnTrust: hasOwnTrust)
    }

    /// Lets the box trust its own broker; after all else has its place.
    mutating func add(_ trust: TrustStore) throws(Refusal) {
        try trust.add(to: &table)
        lines.append(TrustStore.line)
    }

    /// Gives the box an empty home at the caller's path.
    mutating func addHome(_ home: CanonicalPath?, spelled: String) throws(Refusal) {
        guard let path = home?.path ?? HostPath(spelled), let text = path.text, PlanPath.isNormalised(text),
            !path.isRoot, !table.shows(path)
        else { return }
        table.scratch(path, scratch(at: text, BoxAssembly.homeSize, mode: 0o700))
        lines.append(
            BoxLine("write \(path), empty and in memory, up to \(BoxAssembly.homeSize)", from: .baseSystem))
    }

    /// Gives the box the scratches that its profile says.
    mutating func addScratches(of grants: PathGrants) {
        for scratch in grants.scratches {
            guard let text = scratch.path.text else { continue }
            let mode: UInt16 = scratch.path == BoxAssembly.temporary ? 0o1777 : 0o700
            if table.isScratch(scratch.path) { table.remove(scratch.path) }
            table.scratch(scratch.path, self.scratch(at: text, scratch.grant.size, mode: mode))
            lines.append(
                BoxLine(
                    "write \(scratch.path), empty and in memory, up to \(scratch.grant.size)",
                    from: .profile(scratch.grant.location)))
        }
    }

    mutating func add(_ grants: PathGrants) throws(Refusal) {
        for grant in grants.grants {
            let owner = diskOwner(grant.found.file)
            table.bind(grant.found.path, grant.found.file, grant.isWritable ? .readWrite : .readOnly, owner: owner)
            let words = grant.isWritable ? "read and write" : "read"
            for entry in grant.entries {
                lines.append(BoxLine("\(words) \(grant.found.path)", from: .profile(entry.location)))
            }
        }
    }

    mutating func add(_ needs: ProgramNeeds) throws(Refusal) {
        for mount in needs.mounts {
            // What everybody may read needs no owner; what only root may read is root's in the box as well.
            let owner = mount.file.isOpenToAll ? nil : diskOwner(mount.file)
            table.bind(mount.path, mount.file, .readOnly, owner: owner)
            lines.append(BoxLine("read \(mount.path)", from: .program(mount.reason)))
        }
    }

    /// Looks through every granted tree for what is hidden or protected in it.
    mutating func survey(_ grants: PathGrants, programs: [HostPath]) throws(Refusal) {
        var remaining = TreeSurvey.entryLimit
        let boundaries = grants.roots.union(programs)
        for grant in grants.grants where grant.found.file.kind == .directory {
            let root = grant.found.path
            let places = rules.homeAbove(root).map { home in GrantRules.homeStartUp.map { home.appending($0) } } ?? []
            let reveals = grant.entries.map { Set($0.reveal.map(\.value)) }
            let order = TreeSurvey.Order(
                root: root, isWritable: grant.isWritable, hide: grant.entries.flatMap(\.hide),
                // Of several entries for one path, all must show a thing for it to be shown.
                reveal: grant.entries[0].reveal.filter { shown in reveals.allSatisfy { $0.contains(shown.value) } },
                protect: grant.entries.flatMap(\.protect), protectPlaces: places,
                holdsAbsent: grant.entries.contains { $0.path.root != "cache" },
                boundaries: boundaries.subtracting([root]))
            let findings = try TreeSurvey.findings(order, host: host, remaining: &remaining)
            add(findings, owner: diskOwner(grant.found.file))
        }
    }

    private mutating func add(_ findings: Findings, owner: DiskOwner?) {
        for node in findings.protected {
            table.bind(node.path, node.file, .readOnly, owner: owner)
            lines.append(
                BoxLine(
                    "only read \(node.path)", from: node.location.map { .profile($0) } ?? .always(node.because)))
        }
        for placeholder in findings.placeholders {
            table.hold(placeholder, owner: owner)
            lines.append(
                BoxLine(
                    "not create \(placeholder.path)",
                    from: placeholder.location.map { .profile($0) } ?? .always(placeholder.because)))
        }
        for node in findings.hidden {
            table.hide(node.path, node.kind)
            lines.append(
                BoxLine(
                    "see nothing of \(node.path)", from: node.location.map { .profile($0) } ?? .always(node.because)))
        }
        placeholders += findings.placeholders
        hidden += findings.hidden
    }

    /// For a root caller the owner on disk that the box's user stands for.
    private func diskOwner(_ file: HostFile) -> DiskOwner? { caller.isRoot ? file.owner : nil }

    private func scratch(at path: String, _ size: ByteCount, mode: UInt16) -> Scratch {
        let nodes = min(max(size.bytes / BoxAssembly.bytesANode, 1024), 1 << 20)
        return Scratch(path: path, sizeBytes: size.bytes, nodes: nodes, mode: mode)
    }

    // MARK: What follows from the table

    /// Whether the box may write at `/tmp`.
    var hasTemporary: Bool { table.isScratch(BoxAssembly.temporary) }

    /// Where the box finds programs: what its own program needs, what of the caller's `PATH` it sees, then the standard
    /// places.
    func searchPath(_ needs: ProgramNeeds, caller path: String?) throws(Refusal) -> [String] {
        var seen: Set<HostPath> = []
        var result: [String] = []
        func add(_ directory: HostPath) {
            guard let text = directory.text, !text.utf8.contains(UInt8(ascii: ":")), seen.insert(directory).inserted
            else { return }
            result.append(text)
        }
        let callers = (path ?? "").split(separator: ":").compactMap { HostPath(String($0)) }
        // In the caller's order where the caller has it.
        for directory in needs.searchFirst where !callers.contains(directory) { add(directory) }
        for directory in callers {
            if needs.searchFirst.contains(directory) || needs.searchLast.contains(directory) {
                add(directory)
                // The caller may not look into it: neither may the box. What a workspace holds is not run by its name.
            } else if let found = try? host.canonical(directory), found.file.kind == .directory,
                table.shows(found.path), !table.isWritable(found.path)
            {
                add(directory)
            }
        }
        for directory in needs.searchLast { add(directory) }
        for directory in BoxAssembly.standardPath { if let directory = HostPath(directory) { add(directory) } }
        return result
    }

    /// Where the server starts: where the caller stands if the box sees it, else the workspace, else the home.
    func workingDirectory(
        _ callers: String, workspace: CanonicalPath?, home: CanonicalPath?
    ) throws(Refusal) -> HostPath {
        // A directory that the caller may not look at is none to start in.
        if let found = try? host.canonical(Array(callers.utf8)), found.file.kind == .directory,
            table.leadsTo(found.path),
            found.path.text != nil
        {
            return found.path
        }
        if let workspace, table.shows(workspace.path) { return workspace.path }
        if let scratchFolder { return HostPath(scratchFolder.home) ?? .root }
        if let home, table.isScratch(home.path) { return home.path }
        return .root
    }
}
