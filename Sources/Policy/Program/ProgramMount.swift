import LaunchPlan

/// A path that the program needs, always read-only in the box.
struct ProgramMount: Sendable, Hashable {
    var path: HostPath
    var file: HostFile
    /// Why the program needs it.
    var reason: String
    /// Whether it is installed software; anything else is an ordinary path grant.
    var carriesNoLeg: Bool

    /// The grant as the derivation of legs takes it; nil for a path that no plan can hold.
    var grant: ProgramGrant? {
        guard let text = path.text, let kind = file.nodeKind else { return nil }
        return ProgramGrant(path: text, kind: kind, reason: reason, carriesNoLeg: carriesNoLeg)
    }
}

/// What a command needs to run in a box.
struct ProgramNeeds: Sendable {
    /// Absolute and normalised: where the box finds the program.
    var executable: HostPath
    /// All arguments, the zeroth included.
    var arguments: [String]
    var mounts: [ProgramMount] = []
    /// Links that the spelling of the program and of its parts leads through.
    var links: [HostLink] = []
    /// Directories of programs that were found by name, and that the box must find before others of that name.
    var searchFirst: [HostPath] = []
    /// Directories of programs that were found by path; by name they come last, as if the caller had not had them.
    var searchLast: [HostPath] = []
    /// What may surprise a person.
    var notes: [String] = []

    mutating func add(_ mount: ProgramMount) {
        if !mounts.contains(where: { $0.path == mount.path }) { mounts.append(mount) }
    }

    /// Whether a path lies in a tree that is granted already.
    func covers(_ path: HostPath) -> Bool {
        mounts.contains { $0.file.kind == .directory && $0.path.contains(path) }
    }

    /// Leaves out what lies in another tree, and puts the rest in order.
    mutating func removeCovered() {
        mounts = mounts.filter { inner in
            !mounts.contains { $0.path != inner.path && $0.file.kind == .directory && $0.path.contains(inner.path) }
        }.sorted { $0.path < $1.path }
    }

    mutating func add(_ found: CanonicalPath) {
        for link in found.links where !links.contains(link) { links.append(link) }
    }

    mutating func addSearch(_ directory: HostPath?, first: Bool = false) {
        guard let directory else { return }
        if first, !searchFirst.contains(directory) { searchFirst.append(directory) }
        if !first, !searchLast.contains(directory) { searchLast.append(directory) }
    }
}
