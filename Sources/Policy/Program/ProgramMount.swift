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

    mutating func add(_ found: CanonicalPath) {
        for link in found.links where !links.contains(link) { links.append(link) }
    }

    mutating func addSearch(_ directory: HostPath?, first: Bool = false) {
        guard let directory else { return }
        if first, !searchFirst.contains(directory) { searchFirst.append(directory) }
        if !first, !searchLast.contains(directory) { searchLast.append(directory) }
    }
}
