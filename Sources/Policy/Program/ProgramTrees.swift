import LaunchPlan
import Refusals

/// Decides which trees and files a program may bring into its box.
struct ProgramTrees {
    let host: HostLookup
    let rules: GrantRules
    /// Canonical; nil where there is none.
    let workspace: HostPath?

    /// A kind of installation: what lies at its top, and what of it a program needs.
    struct Layout {
        var reason: String
        /// Names that belong to such a tree.
        ///
        /// Where there are others, only `parts` are granted.
        var known: Set<String>
        var parts: [String]

        static let pythonEnvironment = Layout(
            reason: "virtual environment",
            known: [
                ".gitignore", ".lock", "CACHEDIR.TAG", "bin", "etc", "include", "lib", "lib64", "man", "pyvenv.cfg",
                "share", "uv-receipt.toml", "pip-selfcheck.json", "pipx_metadata.json", "pipx_venv_metadata.json",
            ],
            parts: ["bin", "include", "lib", "lib64", "pyvenv.cfg", "share"])
        static let python = Layout(
            reason: "Python installation",
            known: ["BUILD", "bin", "conda-meta", "include", "lib", "lib64", "libexec", "man", "share", "ssl"],
            parts: ["bin", "include", "lib", "lib64", "share", "ssl"])
        static let node = Layout(
            reason: "Node installation",
            known: ["CHANGELOG.md", "LICENSE", "README.md", "bin", "include", "lib", "share"],
            parts: ["bin", "include", "lib", "share"])
    }

    /// Whether the box has a path anyhow.
    func isInBase(_ path: HostPath) -> Bool { BaseSystem.programs.contains(path) }

    /// Grants an installation's tree, or where other things lie at its top only the parts of the installation.
    ///
    /// - Throws: `program.unsupported` where the tree is or holds a home or is too broad.
    func grant(_ root: HostPath, _ layout: Layout) throws(Refusal) -> [ProgramMount] {
        guard !isInBase(root) else { return [] }
        try admit(root, layout.reason)
        let listing = try host.list(root)
        let isPlain = (0..<listing.count).allSatisfy { index in
            String(validating: listing[index].name, as: UTF8.self).map(layout.known.contains) ?? false
        }
        let carriesNoLeg = isInstalled(root) && !listing.contains(".git")
        // A project that is an environment itself has more in it than that.
        if isPlain, root != workspace, let file = try host.inspect(root) {
            return [ProgramMount(path: root, file: file, reason: layout.reason, carriesNoLeg: carriesNoLeg)]
        }
        var mounts: [ProgramMount] = []
        for part in layout.parts {
            let path = root.appending(part)
            // A link (lib64 → lib) is made again by whoever finds it; it is not followed out of the tree.
            guard let file = try host.inspect(path), file.nodeKind != nil else { continue }
            mounts.append(
                ProgramMount(path: path, file: file, reason: layout.reason, carriesNoLeg: carriesNoLeg))
        }
        return mounts
    }

    /// Grants a directory of packages as it stands.
    ///
    /// - Throws: `program.unsupported`.
    func grantPackages(_ root: HostPath, _ reason: String) throws(Refusal) -> [ProgramMount] {
        guard !isInBase(root), let file = try host.inspect(root), file.kind == .directory else { return [] }
        try admit(root, reason)
        let hasRepository = try host.inspect(root.appending(".git")) != nil
        return [
            ProgramMount(
                path: root, file: file, reason: reason, carriesNoLeg: isInstalled(root) && !hasRepository)
        ]
    }

    /// Grants one file, which is an ordinary path grant.
    ///
    /// - Throws: `program.unsupported` for a file that looks like a secret.
    func grantFile(_ path: HostPath, _ file: HostFile, _ reason: String) throws(Refusal) -> [ProgramMount] {
        guard !isInBase(path) else { return [] }
        guard file.kind == .file else { throw unsupported(path, reason, "it is not a regular file") }
        if let objection = rules.objection(to: path, writable: false) { throw unsupported(path, reason, objection) }
        if case .certain = SecretNode.judge(path.name, .file) {
            throw unsupported(path, reason, "it looks like a secret")
        }
        guard path.text != nil else { throw unsupported(path, reason, "its name is not UTF-8") }
        return [ProgramMount(path: path, file: file, reason: reason, carriesNoLeg: false)]
    }

    /// What lies in a workspace is the workspace's, whatever it looks like.
    private func isInstalled(_ root: HostPath) -> Bool { !(workspace?.contains(root) ?? false) }

    /// Folders directly below a home that hold far more than one program.
    private static let shared: Set<String> = [
        ".cache", ".config", ".local", ".local/share", ".ssh", ".gnupg", "Desktop", "Documents", "Downloads", "src",
    ]

    private func admit(_ root: HostPath, _ reason: String) throws(Refusal) {
        if let objection = rules.objection(to: root, writable: false) { throw unsupported(root, reason, objection) }
        if let home = rules.homeAbove(root), ProgramTrees.shared.contains(where: { home.appending($0) == root }) {
            throw unsupported(root, reason, "\(root) holds more than one program")
        }
        guard root.text != nil else { throw unsupported(root, reason, "its name is not UTF-8") }
    }

    private func unsupported(_ path: HostPath, _ reason: String, _ why: String) -> Refusal {
        Refusal(
            .programUnsupported, "the program needs \(path) (\(reason)), which no box gets: \(why)",
            hint: "install the program in a folder of its own, such as a virtual environment")
    }
}
