import Refusals
import RepositoryFiles
import Testing

@testable import Clients

/// Which client's a file is, and what it starts.
@Suite struct FormatTests {
    @Test(arguments: [
        ("/home/u/.claude.json", "claude-code"), ("/w/.mcp.json", "claude-code"), ("/w/.cursor/mcp.json", "cursor"),
        ("/w/.vscode/mcp.json", "vscode"), ("/w/.vscode/settings.json", "vscode"), ("/w/.zed/settings.json", "zed"),
        ("/home/u/.config/zed/settings.json", "zed"), ("/w/.gemini/settings.json", "gemini"),
        ("/home/u/.codex/config.toml", "codex"), ("/home/u/.codeium/windsurf/mcp_config.json", "windsurf"),
        ("/home/u/.config/Claude/claude_desktop_config.json", "claude-desktop"),
    ])
    func `a file is known by the end of its path`(path: String, client: String) {
        #expect(ClientFormat.of(file: path)?.name == client)
    }

    @Test(arguments: ["/w/mcp.json", "/w/settings.json", "/w/x.mcp.json", "/w/config.toml", "/w/.vscode/mcp.json/x"])
    func `a file of no client is known as none`(path: String) {
        #expect(ClientFormat.of(file: path) == nil)
    }

    @Test(arguments: [
        #"{"mcpServers":{"a":{"command":"x"}}}"#, #"{"servers":{"a":{"command":"x"}}}"#,
        #"{"mcp":{"servers":{"a":{"command":"x"}}}}"#, #"{"mcp.servers":{"a":{"command":"x"}}}"#,
        #"{"context_servers":{"a":{"command":{"path":"x"}}}}"#,
        #"{"projects":{"/w":{"mcpServers":{"a":{"command":"x"}}}}}"#,
    ])
    func `a file at an unknown place is read in every form of its syntax`(text: String) throws {
        let format = ClientFormat.unknown(file: "other.json")
        let configuration = try ClientConfiguration(Array(text.utf8), format: format, file: "other.json")
        #expect(configuration.servers.map(\.name) == ["a"])
        #expect(configuration.servers[0].launch?.command == "x")
    }

    @Test func `the directory of configurations follows the user's choice, and the home the rest`() {
        #expect(
            ClientFormat.zed.userFiles(home: "/home/u", configuration: "/elsewhere") == ["/elsewhere/zed/settings.json"]
        )
        #expect(ClientFormat.cursor.userFiles(home: "/home/u", configuration: "/x") == ["/home/u/.cursor/mcp.json"])
    }

    @Test(arguments: ClientFormat.all)
    func `the page about commands names each client and its file`(client: ClientFormat) throws {
        let page = try RepositoryFile("docs/commands.md").contents()
        let row = try #require(page.split(separator: "\n").first { $0.contains("| `\(client.name)` |") })
        #expect(row.hasPrefix("| \(client.title) |"))
        #expect(row.contains("`~/\(client.userFiles[0])`"))
    }

    @Test func `the names of variables are those that the client sets and passes, each once`() throws {
        let text = """
            [mcp_servers.a]
            command = "x"
            env_vars = ["B", "A", { name = "C", source = "local" }]
            env = { A = "1" }
            cwd = "/w"
            """
        let configuration = try ClientConfiguration(Array(text.utf8), format: .codex, file: "config.toml")
        let launch = try #require(configuration.servers.first?.launch)
        #expect(launch.environment == ["A", "B", "C"])
        #expect(launch.workingDirectory == "/w")
    }
}
