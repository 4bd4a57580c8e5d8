/// What other programs run or trust when they find it in a tree: read-only in every writable tree, also where it does
/// not exist yet.
///
/// What git runs is not in this list: `GitFolder` knows it.
enum TrustedNames {
    /// What acts as soon as somebody opens the directory or pushes it, by the path from there: held by a placeholder at
    /// the root of a grant where it does not exist.
    static let held: [String] = [
        // Editors and agents: tasks, settings that name programs, servers to start.
        ".claude", ".cursor", ".idea", ".mcp.json", ".vscode",
        // Continuous integration.
        ".github/workflows", ".gitlab-ci.yml",
        // Trilatch's own.
        ".trilatch", "trilatch.lock",
    ]

    /// What acts once somebody has installed or allowed it: protected where it exists.
    static let kept: [String] = [
        ".agents", ".amazonq", ".circleci", ".codex", ".continue", ".devcontainer", ".envrc", ".gemini", ".husky",
        ".kiro", ".pre-commit-config.yaml", ".roo", ".windsurf", ".zed", "trilatch.yaml",
    ]

    static let paths = held + kept

    /// Shell start-up files.
    ///
    /// They matter where somebody's home is, and no home is ever writable: what exists is protected, and no placeholder
    /// is made.
    static let startUpFiles: Set<String> = [
        ".bash_login", ".bash_profile", ".bashrc", ".profile", ".zprofile", ".zshenv", ".zshrc",
    ]

    /// Directories full of other people's projects, where nobody opens an editor: only what git runs is looked for.
    static let dependencyFolders: Set<String> = ["node_modules", "site-packages", "dist-packages", "vendor"]

    /// The first components, for a quick look.
    static let firstComponents: Set<String> = Set(
        paths.map { path in
            path.utf8.firstIndex(of: UInt8(ascii: "/")).map { String(path[..<$0]) } ?? path
        })

    /// Whether programs look for an entry of this name, or for something in it.
    static func isTrusted(_ name: ArraySlice<UInt8>) -> Bool {
        guard let text = String(validating: name, as: UTF8.self) else { return false }
        return text == ".git" || firstComponents.contains(text)
    }

    /// The trusted paths that begin with this component, from the directory that holds it.
    static func paths(beginningWith component: String) -> [String] {
        paths.filter { $0 == component || $0.hasPrefix(component + "/") }
    }
}
