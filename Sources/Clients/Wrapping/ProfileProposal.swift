package import Policy

/// The profile that a server's command asks for.
package struct ProfileProposal: Sendable, Equatable {
    package let profile: String
    /// What the command says the server works in; nil where it says nothing, or the profile needs none.
    package let workspace: String?
    /// What a person should know.
    package let notes: [String]

    /// What a proposal is made from, besides the command.
    package struct Context: Sendable {
        /// The names that a profile can have.
        package let names: Set<String>
        /// The interpreter that the program needs.
        package let family: ProgramFamily
        /// The project that the configuration belongs to.
        package let project: String?
        /// Whether a profile grants the workspace.
        package let needsWorkspace: @Sendable (String) -> Bool

        package init(
            names: Set<String>, family: ProgramFamily, project: String?,
            needsWorkspace: @escaping @Sendable (String) -> Bool
        ) {
            self.names = names
            self.family = family
            self.project = project
            self.needsWorkspace = needsWorkspace
        }
    }

    /// Proposes a profile.
    ///
    /// - Parameter chosen: The profile that the user named, where one is named.
    package init(for launch: ServerLaunch, chosen: String? = nil, in context: Context) {
        let subject = ServerSubject(launch.words)
        let named = [ServerSubject.aliases[subject.name], subject.name].compactMap { $0 }
            .first { context.names.contains($0) && !ProfileProposal.general.contains($0) }
        var notes: [String] = []
        if let profile = chosen ?? named {
            self.profile = profile
        } else {
            profile = context.family.profile
            notes.append(
                "no profile is made for this server, so it gets no file of yours and no network; "
                    + "name another with --profile, or write one")
        }
        workspace =
            context.needsWorkspace(profile)
            ? subject.workspace(launch.arguments) ?? launch.workingDirectory ?? context.project : nil
        if launch.usesEnvironmentFile {
            notes.append("its envFile is still read by the client; the profile decides which of its variables pass")
        }
        self.notes = notes
    }

    /// Profiles that are for no server in particular.
    private static let general: Set<String> = ["base", "python", "node"]
}

extension ProgramFamily {
    /// The built-in profile for a program of which nothing else is known.
    var profile: String {
        switch self {
        case .python: "python"
        case .node: "node"
        case .other: "base"
        }
    }
}

/// What a server is about, by the name of its program: `git` for `mcp-server-git` and for `python -m mcp_server_git`.
struct ServerSubject: Equatable {
    let name: String

    /// Names that differ from that of the profile made for the server.
    static let aliases = ["filesystem": "files-write"]

    init(_ words: [String]) {
        var program = ServerSubject.last(words.first ?? "")
        let arguments = Array(words.dropFirst())
        if let command = PackageCommand(words) {
            program = command.program ?? command.package.plainName
        } else if let module = arguments.firstIndex(of: "-m"), module + 1 < arguments.count, program.hasPrefix("python")
        {
            program = arguments[module + 1]
        } else if ["node", "nodejs", "bun", "deno"].contains(program) || program.hasPrefix("python"),
            let script = arguments.first(where: { !$0.hasPrefix("-") && $0.contains("/") })
        {
            program = ServerSubject.package(script) ?? ServerSubject.last(script)
        }
        var name = program.lowercased().map { $0 == "_" ? "-" : $0 }[...]
        if let dot = name.lastIndex(of: "."), dot > 0 { name = name[..<dot] }
        var text = String(name)
        for prefix in ["mcp-server-", "server-", "mcp-"] where text.hasPrefix(prefix) {
            text = String(text.dropFirst(prefix.count))
            break
        }
        for suffix in ["-mcp-server", "-mcp", "-server"] where text.hasSuffix(suffix) {
            text = String(text.dropLast(suffix.count))
            break
        }
        self.name = text
    }

    /// The directory that the arguments say the server works in.
    func workspace(_ arguments: [String]) -> String? {
        switch name {
        case "git": return ServerSubject.value(of: ["--repository", "-r"], in: arguments)
        case "sqlite":
            guard let path = ServerSubject.value(of: ["--db-path"], in: arguments), let slash = path.lastIndex(of: "/")
            else { return nil }
            return slash == path.startIndex ? "/" : String(path[..<slash])
        case "filesystem":
            // Of several folders none is the workspace.
            let folders = arguments.filter { $0.hasPrefix("/") || $0.hasPrefix("~/") || $0.hasPrefix("$") }
                .filter { !$0.contains("/node_modules/") }
            return folders.count == 1 ? folders[0] : nil
        default: return nil
        }
    }

    private static func value(of options: [String], in arguments: [String]) -> String? {
        for (index, word) in arguments.enumerated() {
            for option in options {
                if word == option { return index + 1 < arguments.count ? arguments[index + 1] : nil }
                if word.hasPrefix(option + "=") { return String(word.dropFirst(option.count + 1)) }
            }
        }
        return nil
    }

    private static func last(_ path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? path
    }

    /// The package below `node_modules` that a script belongs to.
    private static func package(_ script: String) -> String? {
        let parts = script.split(separator: "/")
        guard let folder = parts.lastIndex(of: "node_modules"), folder + 1 < parts.count else { return nil }
        let name = parts[folder + 1]
        guard name.hasPrefix("@"), folder + 2 < parts.count else { return String(name) }
        return String(parts[folder + 2])
    }
}
