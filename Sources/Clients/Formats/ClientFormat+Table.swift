extension ClientFormat {
    /// Every client that is known.
    package static let all = [
        claudeDesktop, claudeCode, cursor, visualStudioCode, windsurf, zed, codex, geminiCLI,
    ]

    /// `claude_desktop_config.json`: `mcpServers`, each with `command`, `args`, `env`.
    ///
    /// Source: modelcontextprotocol.io, “Connect to local MCP servers”; the place on Linux is that of Electron's
    /// `userData` for an application of this name.
    static let claudeDesktop = ClientFormat(
        name: "claude-desktop", title: "Claude Desktop", syntax: .json,
        userFiles: [".config/Claude/claude_desktop_config.json"], projectFiles: [], serverPaths: [["mcpServers"]])

    /// `~/.claude.json`: `mcpServers` of the user, and one for each project below `projects`; `.mcp.json` of a project.
    ///
    /// An entry has `type` (`stdio`, `http`, `sse`), `command`, `args`, `env`, or `url` and `headers`. Source:
    /// code.claude.com/docs/en/mcp, “MCP installation scopes”.
    static let claudeCode = ClientFormat(
        name: "claude-code", title: "Claude Code", syntax: .json, userFiles: [".claude.json"],
        projectFiles: [".mcp.json"], serverPaths: [["mcpServers"], ["projects", "*", "mcpServers"]])

    /// `mcp.json`: `mcpServers`, each with `type`, `command`, `args`, `env`, `envFile`, or `url` and `headers`.
    ///
    /// Source: cursor.com/docs/mcp, “Using mcp.json” and “Configuration locations”.
    static let cursor = ClientFormat(
        name: "cursor", title: "Cursor", syntax: .json, userFiles: [".cursor/mcp.json"],
        projectFiles: [".cursor/mcp.json"], serverPaths: [["mcpServers"]])

    /// `mcp.json`: `servers`, with `inputs` beside it; earlier `mcp: { servers }` in `settings.json`.
    ///
    /// An entry has `type`, `command`, `args`, `env`, `envFile`, `cwd`, or `url` and `headers`. Source:
    /// code.visualstudio.com/docs/copilot/reference/mcp-configuration.
    static let visualStudioCode = ClientFormat(
        name: "vscode", title: "Visual Studio Code", syntax: .json,
        userFiles: [".config/Code/User/mcp.json", ".config/Code/User/settings.json"],
        projectFiles: [".vscode/mcp.json", ".vscode/settings.json"],
        serverPaths: [["servers"], ["mcp", "servers"], ["mcp.servers"]])

    /// `mcp_config.json`: `mcpServers`; a remote entry has `serverUrl`.
    ///
    /// Source: docs.windsurf.com/windsurf/cascade/mcp, “mcp_config.json”.
    static let windsurf = ClientFormat(
        name: "windsurf", title: "Windsurf", syntax: .json, userFiles: [".codeium/windsurf/mcp_config.json"],
        projectFiles: [], serverPaths: [["mcpServers"]])

    /// `settings.json`: `context_servers`, each with `command`, `args`, `env`, or `url`; earlier with
    /// `command: { path, args, env }`.
    ///
    /// An entry without a command belongs to an extension. Source: zed.dev/docs/ai/mcp (`docs/src/ai/mcp.md` in
    /// zed-industries/zed), and zed.dev/docs/assistant/context-servers for the earlier form.
    static let zed = ClientFormat(
        name: "zed", title: "Zed", syntax: .json, userFiles: [".config/zed/settings.json"],
        projectFiles: [".zed/settings.json"], serverPaths: [["context_servers"]])

    /// `config.toml`: a table `[mcp_servers.NAME]` with `command`, `args`, `env`, `env_vars`, `cwd`, or `url`.
    ///
    /// Source: `docs/config.md` in openai/codex, “mcp_servers”.
    static let codex = ClientFormat(
        name: "codex", title: "Codex", syntax: .toml, userFiles: [".codex/config.toml"],
        projectFiles: [".codex/config.toml"], serverPaths: [["mcp_servers"]])

    /// `settings.json`: `mcpServers`, each with `command`, `args`, `env`, `cwd`, or `url`, or `httpUrl`.
    ///
    /// Source: `docs/tools/mcp-server.md` in google-gemini/gemini-cli.
    static let geminiCLI = ClientFormat(
        name: "gemini", title: "Gemini CLI", syntax: .json, userFiles: [".gemini/settings.json"],
        projectFiles: [".gemini/settings.json"], serverPaths: [["mcpServers"]])
}
