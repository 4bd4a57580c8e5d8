import LaunchPlan
import Refusals

/// A box without namespaces: it lives in the host's own tree, where nothing is made or covered.
extension BoxAssembly {
    mutating func addHosts(_ processFileSystem: ProcessFileSystem) throws(Refusal) {
        lines += try BaseSystem.addHosts(to: &table, host: host, processFileSystem: processFileSystem)
    }

    /// Gives the box a folder in place of its scratches, which are in memory elsewhere.
    ///
    /// - Throws: `tier.cannot-hold` for a scratch at any place but the home, below it, or `/tmp`.
    mutating func add(_ folder: ScratchFolder, home: HostPath?, for grants: PathGrants) throws(Refusal) {
        for scratch in grants.scratches {
            let isInFolder = scratch.path == BoxAssembly.temporary || home?.contains(scratch.path) ?? false
            guard isInFolder else {
                throw Refusal(
                    .tierCannotHold, "a scratch at \(scratch.path) takes a root of its own", at: scratch.grant.location,
                    hint: "let the server use TMPDIR, and take the line out")
            }
        }
        scratchFolder = folder
        replacedHome = home
        lines.append(
            BoxLine(
                "write \(folder.path), empty and removed at the end: HOME and TMPDIR lie in it, and \(caller.home) and "
                    + "/tmp are not there", from: .baseSystem))
    }

    /// The steps of the plan, and the account of what they leave out.
    ///
    /// - Throws: `path.missing`, `path.changed`, `path.not-allowed`, `path.tree-too-large`.
    mutating func steps() throws(Refusal) -> [FileSystemStep] {
        guard var folder = scratchFolder else { return try table.steps(host) }
        let rules = try table.rules(host)
        let reason = BoxLine.Source.always("Landlock takes nothing away below what it gives")
        for path in rules.readInParts { lines.append(BoxLine("see nothing new in \(path)", from: reason)) }
        for path in rules.writtenInParts {
            lines.append(BoxLine("not make, rename or remove anything in \(path)", from: reason))
        }
        folder.links = homeLinks()
        scratchFolder = folder
        return rules.steps + [folder.step]
    }

    /// What the box sees below the caller's home, as links in its own: outermost paths alone.
    private func homeLinks() -> [ScratchFolder.Link] {
        guard let home = replacedHome else { return [] }
        var links: [ScratchFolder.Link] = []
        var covered: [HostPath] = []
        // A directory stands before what is below it.
        let paths = table.shown.filter { $0 != home && home.contains($0) }.sorted()
        for path in paths where !covered.contains(where: { $0.contains(path) }) {
            guard let target = path.text,
                let name = String(
                    validating: path.bytes.dropFirst(home.bytes.count + 1), as: UTF8.self)
            else { continue }
            covered.append(path)
            links.append(ScratchFolder.Link(name: name, target: target))
        }
        return links
    }
}

/// What a profile may not ask of a box without namespaces.
enum NamespacelessNeeds {
    /// - Throws: `tier.cannot-hold`, `host.unsupported-caller`.
    static func check(_ profile: Profile, _ request: BoxRequest) throws(Refusal) {
        if request.caller.isRoot {
            throw Refusal(
                .hostUnsupportedCaller,
                "without user namespaces a box of root's would run as root, or as a user who reaches nothing of root's",
                hint: "run it as an ordinary user")
        }
        if let loopback = profile.network.loopback {
            throw Refusal(
                .tierCannotHold, "its own loopback takes a network namespace; here it would be the host's",
                at: loopback, hint: "take the line out")
        }
        if let sockets = profile.runtime.unixSockets, sockets.value {
            throw Refusal(
                .tierCannotHold, "unix sockets take a root of its own; here they would reach the host's",
                at: sockets.location, hint: "take the line out")
        }
        if let proc = profile.runtime.proc, proc.value == .fullMasked {
            throw Refusal(
                .tierCannotHold, "a whole /proc takes a pid namespace; here it would be the host's", at: proc.location,
                hint: "take the line out")
        }
    }
}
