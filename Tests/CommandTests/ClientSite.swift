import InstalledTrilatch
import RepositoryFiles

/// A home with servers and configurations of clients.
struct ClientSite {
    let site: CommandSite

    /// Where the servers are; in PATH.
    var programs: String { "\(site.home)/servers" }

    init(_ caller: Caller = .ordinary) throws {
        site = try CommandSite(caller)
        let server = "#!/usr/bin/python3\nimport sys\nprint('a server with', sys.argv[1:], flush=True)\n"
        for name in ["mcp-server-git", "mcp-server-time", "notes-server", "files-server", "api-server"] {
            try site.write("\(programs)/\(name)", server)
        }
        try CommandSite.shell("chmod 755 '\(programs)'/*")
    }

    /// Runs the command with the servers in its path.
    func run(_ arguments: String..., input: String = "") throws -> Subprocess {
        try site.run(arguments, input: input, adding: ["PATH": "\(programs):/usr/bin:/bin"])
    }

    /// A sample with the paths of this site.
    func text(_ path: String) throws -> String {
        try RepositoryFile("Tests/\(path)").contents()
            .replacing("/srv/app", with: site.workspace)
            .replacing("/opt/venv/bin", with: programs)
            .replacing("/opt/trilatch/bin/trilatch", with: site.trilatch)
    }

    /// Writes a configuration below the home.
    func write(_ place: String, _ text: String) throws { try site.write("\(site.home)/\(place)", text) }

    /// A file below the home.
    func read(_ place: String) throws -> String {
        try Subprocess.run(["/bin/cat", "\(site.home)/\(place)"], environment: [:]).output
    }

    /// What a shell says of the home.
    func shell(_ script: String) throws -> String {
        try Subprocess.run(
            ["/bin/bash", "-c", "cd '\(site.home)' || exit 1\n\(script)"], environment: ["PATH": "/usr/bin:/bin"]
        ).output
    }
}

/// A client's configuration as it was found and as `wrap` leaves it.
struct ClientCase: Sendable, CustomStringConvertible {
    let client: String
    /// Below the home.
    let place: String
    let sample: String

    var description: String { "\(client): \(place)" }

    static let all = [
        ClientCase(
            client: "claude-desktop", place: ".config/Claude/claude_desktop_config.json",
            sample: "claude_desktop_config.json"),
        ClientCase(client: "claude-code", place: ".claude.json", sample: "claude.json"),
        ClientCase(client: "cursor", place: ".cursor/mcp.json", sample: "mcp.json"),
        ClientCase(client: "vscode", place: ".config/Code/User/mcp.json", sample: "vscode-mcp.json"),
        ClientCase(client: "vscode", place: ".config/Code/User/settings.json", sample: "vscode-settings.json"),
        ClientCase(client: "windsurf", place: ".codeium/windsurf/mcp_config.json", sample: "mcp_config.json"),
        ClientCase(client: "zed", place: ".config/zed/settings.json", sample: "zed-settings.json"),
        ClientCase(client: "codex", place: ".codex/config.toml", sample: "config.toml"),
        ClientCase(client: "gemini", place: ".gemini/settings.json", sample: "gemini-settings.json"),
        ClientCase(client: "./.cursor/mcp.json", place: ".cursor/mcp.json", sample: "windows.json"),
    ]
}
