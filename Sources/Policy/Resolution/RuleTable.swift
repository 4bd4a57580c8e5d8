import LaunchPlan
import Refusals

/// The grants of a box without namespaces, as Landlock says them: what a path allows, it allows for all below.
///
/// Nothing below a path can be taken away again. So a directory that holds something hidden, or in a writable tree something
/// protected, is not granted itself: what it holds at the launch is, entry by entry. Then nothing that comes later is in the
/// box, and in such a directory nothing is made, renamed or removed.
struct RuleTable {
    /// The steps of the plan.
    private(set) var steps: [FileSystemStep] = []
    /// Directories of which only what they hold at the launch can be read.
    private(set) var readInParts: [HostPath] = []
    /// Directories in which nothing is made, renamed or removed.
    private(set) var writtenInParts: [HostPath] = []

    private let host: HostLookup
    /// How many rules a box may have; each is made anew at every launch.
    static let limit = 10_000

    init(_ host: HostLookup) { self.host = host }

    /// A grant of a path, and what below it is no part of it.
    struct Grant {
        var path: HostPath
        var file: HostFile
        var access: Bind.Access
        /// Below it, or the path itself: what may not be read, by its kind.
        var hidden: [HostPath: NodeKind]
        /// Below it: what may not be written.
        var locked: [HostPath]
    }

    /// Adds the rules of a grant.
    ///
    /// - Throws: `path.tree-too-large`, `path.not-allowed`.
    mutating func add(_ grant: Grant) throws(Refusal) {
        let isWhole = grant.hidden.isEmpty
        let isWritable = grant.access == .readWrite
        if isWritable, isWhole, grant.locked.isEmpty {
            return try append(grant.path, grant.file, .readWrite)
        }
        if isWhole {
            try append(grant.path, grant.file, .readOnly)
        } else {
            let way = Way(to: Array(grant.hidden.keys), from: grant.path)
            let namesStay = Way(
                to: grant.hidden.filter { $0.value == .directory }.map(\.key), from: grant.path)
            try read(grant.path, grant.file, way, listing: namesStay, isListed: false)
        }
        if isWritable {
            try write(grant.path, grant.file, Way(to: Array(grant.hidden.keys) + grant.locked, from: grant.path))
        }
    }

    /// Paths, and the directories that lead to them.
    private struct Way {
        let ends: Set<HostPath>
        private let directories: Set<HostPath>

        init(to ends: [HostPath], from root: HostPath) {
            self.ends = Set(ends)
            directories = Set(ends.flatMap { root.between($0) } + (ends.isEmpty ? [] : [root]))
        }

        func passes(_ directory: HostPath) -> Bool { directories.contains(directory) }
    }

    private mutating func read(
        _ path: HostPath, _ file: HostFile, _ way: Way, listing: Way, isListed: Bool
    ) throws(Refusal) {
        guard way.passes(path) else { return try append(path, file, .readOnly) }
        readInParts.append(path)
        // A listing holds for all below, and the names in a hidden directory are hidden.
        let canList = isListed || !listing.passes(path)
        if canList, !isListed, let node = HostNode(path, file) { try append(.list(node)) }
        for (child, found) in try entries(of: path) where !way.ends.contains(child) {
            try read(child, found, way, listing: listing, isListed: canList)
        }
    }

    private mutating func write(_ path: HostPath, _ file: HostFile, _ way: Way) throws(Refusal) {
        guard way.passes(path) else { return try append(path, file, .readWrite) }
        writtenInParts.append(path)
        for (child, found) in try entries(of: path) where !way.ends.contains(child) {
            try write(child, found, way)
        }
    }

    /// What a directory holds, but links, which grant nothing, and what no plan binds.
    private func entries(of directory: HostPath) throws(Refusal) -> [(HostPath, HostFile)] {
        let listing = try host.list(directory)
        var found: [(HostPath, HostFile)] = []
        for index in 0..<listing.count {
            let (name, kind) = listing[index]
            guard kind == .file || kind == .directory else { continue }
            let path = directory.appending(name)
            // One that has gone since is not there to be granted.
            guard let file = try host.inspect(path), HostNode(path, file) != nil else { continue }
            found.append((path, file))
        }
        return found
    }

    /// Adds a rule.
    mutating func append(_ path: HostPath, _ file: HostFile, _ access: Bind.Access) throws(Refusal) {
        guard let node = HostNode(path, file) else {
            throw Refusal(.pathNotAllowed, "\(path) cannot stand in a plan", hint: "rename it to ordinary UTF-8 text")
        }
        try append(.bind(Bind(node: node, access: access)))
    }

    /// Adds a rule for what every box has.
    mutating func append(_ bind: Bind) { steps.append(.bind(bind)) }

    private mutating func append(_ step: FileSystemStep) throws(Refusal) {
        steps.append(step)
        guard steps.count <= RuleTable.limit else {
            throw Refusal(
                .pathTreeTooLarge, "a box without namespaces would take more than \(RuleTable.limit) rules",
                hint: "grant the folders that the server needs, which hold nothing to hide or to protect")
        }
    }
}
