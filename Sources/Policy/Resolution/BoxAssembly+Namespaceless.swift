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
            if let refusal = NamespacelessNeeds.refusal(of: scratch.grant, at: scratch.path, home: home) {
                throw refusal
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
