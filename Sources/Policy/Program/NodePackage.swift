import LaunchPlan
import Refusals

/// Where a Node program's parts lie: its package, the packages it depends on, and Node itself.
struct NodePackage {
    let host: HostLookup
    let trees: ProgramTrees

    private static let folder = Array("node_modules".utf8)

    /// The tree that a file below `node_modules` needs; nil for any other file.
    ///
    /// Installed globally (`lib/node_modules/X`), a package holds its dependencies itself and is granted alone. Installed
    /// in a folder, they lie beside it, or with pnpm in a store inside the outermost `node_modules`: that is granted as a
    /// whole, or nothing would run.
    static func root(of path: HostPath) -> HostPath? {
        var current = HostPath.root
        var components = path.components[...]
        while let component = components.popFirst() {
            let parent = current
            current = current.appending(component)
            guard component.elementsEqual(folder) else { continue }
            guard parent.name.elementsEqual("lib".utf8), let package = components.popFirst(), !components.isEmpty else {
                // A file directly in it, such as a link's own place in `.bin`, is in no package.
                return components.isEmpty && !parent.name.elementsEqual("lib".utf8) ? nil : current
            }
            let scope = current.appending(package)
            guard package.first == UInt8(ascii: "@"), let scoped = components.popFirst() else { return scope }
            return scope.appending(scoped)
        }
        return nil
    }

    /// Grants the packages that a script needs.
    ///
    /// - Returns: Whether the script lies in one.
    /// - Throws: `program.unsupported`.
    func grantPackages(of script: HostPath, into needs: inout ProgramNeeds) throws(Refusal) -> Bool {
        guard let root = NodePackage.root(of: script) else { return false }
        for mount in try trees.grantPackages(root, "Node package") { needs.add(mount) }
        return true
    }

    /// Grants an installation of Node outside `/usr`; one that has no npm beside it is the one file.
    ///
    /// - Throws: `program.unsupported`.
    func grantInstallation(_ program: CanonicalPath, into needs: inout ProgramNeeds) throws(Refusal) {
        let mark = "lib/node_modules/npm/package.json"
        if let prefix = program.path.parent?.parent, program.path.parent?.name.elementsEqual("bin".utf8) == true,
            try host.inspect(prefix.appending(mark))?.kind == .file
        {
            for mount in try trees.grant(prefix, .node) { needs.add(mount) }
        } else {
            for mount in try trees.grantFile(program.path, program.file, "interpreter") { needs.add(mount) }
        }
    }
}
