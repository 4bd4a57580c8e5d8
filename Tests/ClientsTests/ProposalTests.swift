import Policy
import Refusals
import Testing

@testable import Clients

/// Which profile a command asks for.
@Suite struct ProposalTests {
    private static let names: Set<String> = ["base", "files-write", "git", "node", "notes", "python", "sqlite", "time"]
    private static let overWorkspace: Set<String> = ["files-write", "git", "sqlite"]

    private func launch(_ words: [String], _ extra: String = "") throws -> ServerLaunch {
        let list = words.dropFirst().map { "\"\($0)\"" }.joined(separator: ",")
        let text = #"{"mcpServers":{"a":{"command":"\#(words[0])","args":[\#(list)]\#(extra)}}}"#
        let configuration = try ClientConfiguration(Array(text.utf8), format: .cursor, file: "mcp.json")
        return try #require(configuration.servers.first?.launch)
    }

    private func propose(
        _ words: [String], extra: String = "", family: ProgramFamily = .other, project: String? = nil,
        chosen: String? = nil
    ) throws -> ProfileProposal {
        ProfileProposal(
            for: try launch(words, extra), chosen: chosen,
            in: ProfileProposal.Context(
                names: Self.names, family: family, project: project,
                needsWorkspace: { Self.overWorkspace.contains($0) }))
    }

    /// A command, and what it should get.
    private struct Row: Sendable, CustomStringConvertible {
        let words: [String]
        let profile: String
        let workspace: String?

        init(_ words: String, _ profile: String, _ workspace: String?) {
            self.words = words.split(separator: " ").map(String.init)
            self.profile = profile
            self.workspace = workspace
        }

        var description: String { words.joined(separator: " ") }
    }

    private static let rows: [Row] = [
        Row("mcp-server-git --repository /w", "git", "/w"),
        Row("mcp-server-git --repository=/w", "git", "/w"),
        Row("/opt/venv/bin/mcp-server-git -r /w", "git", "/w"),
        Row("python3 -m mcp_server_git --repository /w", "git", "/w"),
        Row("python3.12 /opt/mcp_server_git.py -r /w", "git", "/w"),
        Row("mcp-server-time", "time", nil),
        Row("python -m mcp_server_time --local-timezone UTC", "time", nil),
        Row("mcp-server-filesystem /w", "files-write", "/w"),
        Row("node /o/node_modules/@modelcontextprotocol/server-filesystem/dist/index.js /w", "files-write", "/w"),
        Row("mcp-server-sqlite --db-path /w/a.db", "sqlite", "/w"),
        Row("notes-mcp-server", "notes", nil),
    ]

    @Test(arguments: rows)
    private func `a server with a profile of its own gets it`(row: Row) throws {
        let proposal = try propose(row.words)
        #expect(proposal.profile == row.profile)
        #expect(proposal.workspace == row.workspace)
    }

    @Test(arguments: [(ProgramFamily.python, "python"), (.node, "node"), (.other, "base")])
    func `any other server gets that of its interpreter, and a note`(family: ProgramFamily, profile: String) throws {
        let proposal = try propose(["/opt/unknown-server"], family: family)
        #expect(proposal.profile == profile)
        #expect(!proposal.notes.isEmpty)
    }

    @Test(arguments: ["base", "python", "node", "mcp-server-base", "server-python"])
    func `a profile for no server in particular is not proposed by name`(command: String) throws {
        #expect(try propose([command], family: .node).profile == "node")
    }

    @Test func `the workspace is what the command names, else where it starts, else the project`() throws {
        #expect(try propose(["mcp-server-git", "-r", "/w"], extra: #","cwd":"/c""#, project: "/p").workspace == "/w")
        #expect(try propose(["mcp-server-git"], extra: #","cwd":"/c""#, project: "/p").workspace == "/c")
        #expect(try propose(["mcp-server-git"], project: "/p").workspace == "/p")
        #expect(try propose(["mcp-server-git"]).workspace == nil)
        #expect(try propose(["mcp-server-filesystem", "/a", "/b"]).workspace == nil, "none of two is the workspace")
        #expect(try propose(["mcp-server-time"], project: "/p").workspace == nil, "it needs none")
    }

    @Test func `the profile that the user names counts`() throws {
        let proposal = try propose(["mcp-server-time"], project: "/p", chosen: "git")
        #expect(proposal.profile == "git")
        #expect(proposal.workspace == "/p")
    }

    private static let arguments: [([String], [Int])] = [
        (["--api-key", "x"], [1]), (["--api-key=x"], [0]), (["API_TOKEN=x"], [0]), (["--token", "--stdio"], []),
        (["postgres://u:p@h/d"], [0]), (["https://h/p"], []), (["--header", "Authorization: Bearer x"], [1]),
        (["X-Api-Key: x", "Accept: x"], [0]), (["--header=Authorization: Bearer x"], [0]),
        (["https://h/p?a=1&api_key=x", "https://h/p?a=1"], [0]),
        (["Bearer x"], [0]), (["--repository", "/w"], []), (["mysql://h", "--password", "x", "y"], [2]),
    ]

    @Test(arguments: arguments)
    func `arguments that may hold a secret are told from others`(arguments: [String], places: [Int]) {
        #expect(SecretArgument.indices(in: arguments) == places)
    }

    @Test(arguments: [
        ("git", "git"), ("time zone", "time-zone"), ("ü", "server"), ("", "server"), ("a/b:c", "a-b-c"),
        (String(repeating: "x", count: 80), String(repeating: "x", count: 64)),
    ])
    func `a server's name becomes one that the command line accepts`(name: String, plain: String) {
        #expect(PlainName.server(name) == plain)
    }

    @Test func `no two servers are called the same`() {
        #expect(PlainName.server("a b", besides: []) == "a-b")
        #expect(PlainName.server("a b", besides: ["a-b"]) == "a-b-2")
        #expect(PlainName.server("a/b", besides: ["a-b", "a-b-2"]) == "a-b-3")
        let long = String(repeating: "x", count: 64)
        #expect(PlainName.server(long, besides: [long]).utf8.count <= 64)
    }

    @Test func `the profile with a server's variables reads back, and carries the leg of a secret`() throws {
        let server = try launch(["x"], #","env":{"PATH":"/b","TZ":"UTC","NO":"1","API_KEY":"k","bad-name":"z"}"#)
        let missing = ServerProfile.missing(server, in: Profile())
        #expect(missing == ["TZ", "NO", "API_KEY"])
        let profile = ServerProfile(name: "cursor-x", extending: "base", passing: missing, summary: "The server x.")
        #expect(profile.secrets == ["API_KEY"])
        #expect(try profile.legs(extending: Profile()).legs == [.privateData])
        #expect(!profile.text.contains("\"k\""))
        let plain = ServerProfile(name: "cursor-x", extending: "base", passing: ["TZ"], summary: "The server x.")
        #expect(try plain.legs(extending: Profile()).legs.isEmpty)
    }
}
