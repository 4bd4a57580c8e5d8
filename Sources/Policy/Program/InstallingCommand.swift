package import Refusals

/// Commands that install or fetch at start what they then run.
///
/// A box has neither the network for it nor a place to keep it, and what runs would be another program at every start.
package enum InstallingCommand {
    /// Refuses a command that installs at start.
    ///
    /// - Parameter words: The command and its arguments.
    /// - Throws: `program.installs-at-start`.
    package static func refuse(_ words: [String]) throws(Refusal) {
        guard let first = words.first, let tool = tool(named: name(of: first)) else { return }
        let arguments = words.dropFirst()
        guard tool.installs(Array(arguments)) else { return }
        let reason = "\(HostPath.readable(first.utf8)) installs or fetches a program when it starts"
        if let command = PackageCommand(words) {
            throw Refusal(.programInstallsAtStart, reason, hint: hint(for: command))
        }
        let subject = subject(in: Array(arguments), after: tool.words)
        throw Refusal(.programInstallsAtStart, reason, hint: tool.hint(subject))
    }

    /// What is installed once is run in the command's place.
    private static func hint(for command: PackageCommand) -> String {
        let package = command.package
        let version = package.version == nil ? (package.registry == .pypi ? "==VERSION" : "@VERSION") : ""
        let program = command.program.map { " --program \(HostPath.readable($0.utf8))" } ?? ""
        return "install it once with `trilatch install \(package)\(version)\(program)`, and leave the command as it is"
    }

    /// One tool and when it installs.
    private struct Tool {
        /// The first words after the command that mean installing; empty means always.
        var words: Set<String>
        /// Prefixes of an argument that name something remote.
        var remote: [String] = []
        var advice: Advice

        func installs(_ arguments: [String]) -> Bool {
            if !remote.isEmpty { return arguments.contains { argument in remote.contains { argument.hasPrefix($0) } } }
            if words.isEmpty { return true }
            return arguments.first { !$0.hasPrefix("-") }.map(words.contains) ?? false
        }

        func hint(_ subject: String) -> String {
            switch advice {
            case .uv: "install it once with `uv tool install \(subject)`, then give its own command"
            case .pipx: "install it once with `pipx install \(subject)`, then give its own command"
            case .node:
                "install it once, with `npm install --global \(subject)` or in a folder, then give its own command"
            case .container: "give the program that the container runs; a container would start outside the box"
            case .download: "download or build it once, then give the path of the program"
            }
        }
    }

    private enum Advice { case uv, pipx, node, container, download }

    /// A switch and not a table: every launch asks this once.
    private static func tool(named name: String) -> Tool? {
        switch name {
        case "uvx": Tool(words: [], advice: .uv)
        case "uv": Tool(words: ["run", "tool", "x", "pip", "sync"], advice: .uv)
        case "pipx": Tool(words: ["run", "install", "upgrade"], advice: .pipx)
        case "bun": Tool(words: ["x", "install", "add", "create", "i"], advice: .node)
        case "npx", "pnpx", "bunx", "npm", "pnpm", "yarn", "npx-cli.js", "npm-cli.js", "corepack":
            Tool(words: [], advice: .node)
        case "deno": Tool(words: [], remote: ["https:", "http:", "npm:", "jsr:"], advice: .download)
        case "go": Tool(words: ["run", "install", "get"], advice: .download)
        case "cargo": Tool(words: ["run", "install"], advice: .download)
        case "nix", "nix-shell": Tool(words: [], advice: .download)
        case "docker", "docker-compose", "podman", "nerdctl", "finch", "lxc", "flatpak", "snap":
            Tool(words: [], advice: .container)
        default: nil
        }
    }

    /// The last component of a command.
    private static func name(of command: String) -> String {
        command.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(command[command.utf8.index(after: $0)...]) }
            ?? command
    }

    /// The name of what would be installed, where it can be told and is plain; else a stand-in.
    private static func subject(in arguments: [String], after words: Set<String>) -> String {
        let candidate = arguments.first { !$0.hasPrefix("-") && !words.contains($0) && $0 != "exec" && $0 != "dlx" }
        guard let candidate, candidate.utf8.count <= 100,
            candidate.utf8.allSatisfy({ (0x21..<0x7f).contains($0) && $0 != UInt8(ascii: "`") })
        else { return "PACKAGE" }
        return candidate
    }
}
