import LaunchPlan
import Refusals

/// What git runs on the strength of files in a repository's own folder (`.git`, or a bare repository).
///
/// `config` names programs (`core.fsmonitor`, filters, aliases), `hooks` holds some, and `commondir` moves both to any
/// other directory: one line in it makes the host's next `git status` run what the box wrote. Source: gitrepository-layout(5),
/// git-config(1), git 2.39.
enum GitFolder {
    private static let because = "git runs what it says"
    private static let configLimit = 256 << 10
    /// A common directory that is the folder itself: git 2.39, libgit2 1.9, GitPython and dulwich read it as without the
    /// file.
    ///
    /// By way of the parent: libgit2 finds no repository at `.`, and GitPython no branches at `./`.
    private static func ownCommonDirectory(of folder: HostPath) -> [UInt8] {
        Array("../".utf8) + folder.name + Array("\n".utf8)
    }

    /// Whether a directory of these entries is what git takes for a repository.
    static func isOne(_ listing: DirectoryListing) -> Bool {
        var found = 0
        for index in 0..<listing.count {
            let name = listing[index].name
            switch name.count {
            case 4 where name.elementsEqual("HEAD".utf8) || name.elementsEqual("refs".utf8): found += 1
            case 7 where name.elementsEqual("objects".utf8): found += 1
            default: break
            }
        }
        return found == 3
    }

    /// Protects all that git would run.
    ///
    /// A `.git` that is no repository is protected as a whole, for the box could make it one.
    static func protect(_ folder: HostPath, workTree: HostPath?, with guardian: inout Guardian) throws(Refusal) {
        var pending = [(folder: folder, workTree: workTree)]
        while let next = pending.popLast() {
            guard next.folder.bytes.count <= TreeSurvey.pathLimit else {
                throw Refusal(.pathProtectFailed, "\(next.folder) lies too deep to be protected")
            }
            let listing = try guardian.host.list(next.folder)
            guard isOne(listing) else {
                try guardian.protect(next.folder, because: because)
                continue
            }
            try protectRepository(next.folder, workTree: next.workTree, with: &guardian)
            // From inside the folder, git finds this one first.
            if listing.contains(".git") { try protectNested(next.folder.appending(".git"), &pending, &guardian) }
            if listing.contains("modules") {
                for module in try repositories(below: next.folder.appending("modules"), guardian.host) {
                    pending.append((module, nil))
                }
            }
        }
    }

    /// Where the repository of a work tree lies, when a file `.git` names it: a linked work tree or a submodule.
    static func distantRepository(of workTree: HostPath, _ host: HostLookup) throws(Refusal) -> HostPath? {
        let file = workTree.appending(".git")
        guard try host.isKind(.file, file) else { return nil }
        let mark = "gitdir: "
        let text = String(decoding: try host.read(file, limit: 4096), as: UTF8.self)
        guard text.hasPrefix(mark) else { return nil }
        return workTree.lexically(String(text.dropFirst(mark.count).prefix { !$0.isNewline }))
    }

    /// Whether a work tree, or the folder of a repository, has a remote that a person may push to.
    static func hasRemote(_ root: HostPath, _ host: HostLookup) throws(Refusal) -> Bool {
        for config in [root.appending(".git/config"), root.appending("config")] {
            guard let found = try host.canonical(config), found.path == config, found.file.kind == .file else {
                continue
            }
            if GitSettings(try host.read(config, limit: configLimit)).hasRemote { return true }
        }
        return false
    }

    private static func protectNested(
        _ folder: HostPath, _ pending: inout [(folder: HostPath, workTree: HostPath?)], _ guardian: inout Guardian
    ) throws(Refusal) {
        if try guardian.host.isKind(.directory, folder) {
            pending.append((folder, folder.parent))
        } else {
            try guardian.protect(folder, because: because)
        }
    }

    private static func protectRepository(
        _ folder: HostPath, workTree: HostPath?, with guardian: inout Guardian
    ) throws(Refusal) {
        let host = guardian.host
        try hold(folder.appending("config"), .file, with: &guardian)
        try hold(folder.appending("hooks"), .directory, with: &guardian)
        try hold(folder.appending("commondir"), .file, contents: ownCommonDirectory(of: folder), with: &guardian)

        let configPath = folder.appending("config")
        let config = try host.isKind(.file, configPath) ? try host.read(configPath, limit: configLimit) : []
        let settings = GitSettings(config)
        if settings.hasWorkTreeConfig { try hold(folder.appending("config.worktree"), .file, with: &guardian) }
        for included in settings.includes { try protect(included, from: folder, .file, with: &guardian) }
        if let workTree, let hooks = settings.hooksPath {
            try protect(hooks, from: workTree, .directory, with: &guardian)
        }

        let workTrees = folder.appending("worktrees")
        guard try host.isKind(.directory, workTrees) else { return }
        let listing = try host.list(workTrees)
        for index in 0..<listing.count where listing[index].kind == .directory {
            let linked = workTrees.appending(listing[index].name)
            for name in ["commondir", "gitdir", "config.worktree"] {
                try guardian.protectIfPresent(name, in: linked, because: because)
            }
        }
    }

    private static func hold(
        _ path: HostPath, _ kind: NodeKind, contents: [UInt8] = [], with guardian: inout Guardian
    ) throws(Refusal) {
        if try guardian.host.inspect(path) == nil {
            guardian.hold(Placeholder(path: path, kind: kind, contents: contents, because: because))
        } else {
            try guardian.protect(path, because: because)
        }
    }

    /// Protects what a setting names, where that lies in the granted tree.
    ///
    /// Links are not followed: one on the way is refused, because the box could turn it elsewhere.
    private static func protect(
        _ name: String, from base: HostPath, _ absent: NodeKind, with guardian: inout Guardian
    ) throws(Refusal) {
        guard !name.isEmpty, !name.hasPrefix("~"), let path = base.lexically(name), guardian.root.contains(path) else {
            return
        }
        let relative = path.bytes.dropFirst(guardian.root.bytes.count)
        guard !relative.isEmpty else { return try guardian.protect(path, because: because) }
        try guardian.protect(relative, in: guardian.root, because: because, absent: absent)
    }

    /// The folders of submodules, whose names may have several components.
    private static func repositories(below modules: HostPath, _ host: HostLookup) throws(Refusal) -> [HostPath] {
        var found: [HostPath] = []
        var pending = [(path: modules, depth: 0)]
        while let next = pending.popLast() {
            guard try host.isKind(.directory, next.path) else { continue }
            let listing = try host.list(next.path)
            if next.depth > 0, isOne(listing) {
                found.append(next.path)
                continue
            }
            guard next.depth < 8, found.count < TreeSurvey.findingLimit, pending.count < TreeSurvey.findingLimit else {
                throw Refusal(.pathProtectFailed, "\(modules) holds too many folders to be protected")
            }
            for index in 0..<listing.count where listing[index].kind == .directory {
                pending.append((next.path.appending(listing[index].name), next.depth + 1))
            }
        }
        return found
    }
}

/// The few settings of a git configuration that lead to other files.
struct GitSettings {
    var hooksPath: String?
    var includes: [String] = []
    var hasWorkTreeConfig = false
    var hasRemote = false

    /// Reads `key = value` lines; section names only tell an include from other paths.
    ///
    /// Source: git-config(1).
    init(_ bytes: [UInt8]) {
        var section = ""
        for line in String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline) {
            var line = line.drop(while: \.isWhitespace)
            if line.first == "[" {
                section = line.dropFirst().prefix { $0.isLetter }.lowercased()
                // A setting may stand on the line of its section.
                guard let close = line.lastIndex(of: "]") else { continue }
                line = line[close...].dropFirst().drop(while: \.isWhitespace)
            }
            guard let equals = line.firstIndex(of: "=") else {
                // A key without a value is true.
                if line.lowercased().hasPrefix("worktreeconfig") { hasWorkTreeConfig = true }
                continue
            }
            let key = line[..<equals].filter { !$0.isWhitespace }.lowercased()
            let value = String(line[equals...].dropFirst().drop(while: \.isWhitespace)).trimmedValue
            switch (section, key) {
            case ("core", "hookspath"): hooksPath = value
            case ("include", "path"), ("includeif", "path"): includes.append(value)
            case ("extensions", "worktreeconfig"): hasWorkTreeConfig = true
            case ("remote", "url"), ("remote", "pushurl"): hasRemote = true
            default: break
            }
        }
    }
}

extension String {
    /// A value of a git configuration without its quotes and trailing comment.
    fileprivate var trimmedValue: String {
        if first == "\"" { return String(dropFirst().prefix { $0 != "\"" }) }
        let value = prefix { $0 != "#" && $0 != ";" }
        return String(value.reversed().drop(while: \.isWhitespace).reversed())
    }
}
