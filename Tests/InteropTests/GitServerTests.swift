import InstalledTrilatch
import Testing

/// `mcp-server-git` in a box under `profiles/git.yaml`, against the same calls without a box.
@Suite(.serialized)
struct GitServerTests {
    @Test(arguments: Caller.available, Client.allCases)
    func `reading gives the same tools and results in a box`(caller: Caller, client: Client) throws {
        let site = try Site(caller)
        let server = [try site.python("servers", "mcp-server-git")]
        let calls = """
            [["git_status", {"repo_path": "\(site.workspace)"}],
             ["git_log", {"repo_path": "\(site.workspace)", "max_count": 5}],
             ["git_diff_unstaged", {"repo_path": "\(site.workspace)"}],
             ["git_diff_staged", {"repo_path": "\(site.workspace)"}],
             ["git_diff", {"repo_path": "\(site.workspace)", "target": "old"}],
             ["git_show", {"repo_path": "\(site.workspace)", "revision": "HEAD"}],
             ["git_branch", {"repo_path": "\(site.workspace)", "branch_type": "local"}],
             ["git_show", {"repo_path": "\(site.workspace)", "revision": "no-such-revision"}]]
            """
        let bare = try site.converse(client, calls, with: server)
        #expect(bare.output.contains("\"revision\": \"\(client.revision)\""))
        #expect(bare.output.contains("Go on: gr\\u00f6\\u00dfer"))

        let boxed = try site.converse(client, calls, with: site.boxed("git", over: site.workspace, server))
        expectSame(boxed, bare)
    }

    @Test(arguments: Client.allCases)
    func `a tool that the server does not list is refused`(client: Client) throws {
        let site = try Site(Caller.available[0])
        let server = [try site.python("servers", "mcp-server-git")]
        let boxed = try site.converse(
            client, #"[["no_such_tool", {}]]"#, with: site.boxed("git", over: site.workspace, server))
        #expect(boxed.output.contains("wire.not-listed"), "\(boxed.output)")
    }

    @Test(arguments: Caller.available, [Client.sdk1Handshake, .sdk2Stateless])
    func `writing gives the same results and the same repository`(caller: Caller, client: Client) throws {
        let site = try Site(caller)
        let server = [try site.python("servers", "mcp-server-git")]
        let calls = """
            [["git_add", {"repo_path": "\(site.workspace)", "files": ["notes.txt"]}],
             ["git_commit", {"repo_path": "\(site.workspace)", "message": "Third"}],
             ["git_create_branch", {"repo_path": "\(site.workspace)", "branch_name": "topic", "base_branch": "old"}],
             ["git_checkout", {"repo_path": "\(site.workspace)", "branch_name": "topic"}],
             ["git_reset", {"repo_path": "\(site.workspace)"}],
             ["git_status", {"repo_path": "\(site.workspace)"}]]
            """
        // Author, tree and message of every commit; where each branch is by subject; who owns what on disk.
        let look = """
            cd \(site.workspace) && git fsck --strict 2>&1 && git log --all --format='%T %an %s' &&
            git for-each-ref --format='%(refname) %(subject)' && cat .git/HEAD notes.txt && stat -c '%u:%g %a %n' notes.txt .git/HEAD
            """
        let bare = try site.converse(client, calls, with: server)
        #expect(bare.output.contains("Changes committed successfully"))
        let bareRepository = try site.shell(look)
        #expect(bareRepository.contains("Third") && bareRepository.contains("refs/heads/topic Begin"))

        try site.renewWorkspace()
        let boxed = try site.converse(client, calls, with: site.boxed("git", over: site.workspace, server))
        expectSame(boxed.maskingCommits, bare.maskingCommits)
        #expect(try site.shell(look) == bareRepository)
    }

    @Test(arguments: Caller.available)
    func `every byte on the wire, standard error and the exit code are the same`(caller: Caller) throws {
        let site = try Site(caller)
        let server = [try site.python("servers", "mcp-server-git"), "--repository", site.workspace]
        let lines = [
            #"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"raw","version":"1"}}}"#,
            #"{"jsonrpc":"2.0","method":"notifications/initialized"}"#,
            #"{"jsonrpc":"2.0","id":"two","method":"tools/list"}"#,
            #"{"jsonrpc":"2.0","id":3,"method":"prompts/list","params":{"text":"ü ☃ \u0000 \ud83d\ude00"}}"#,
            #"{ "jsonrpc": "2.0", "id": 4, "method": "ping" }"#,
            #"{"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":"git_log","arguments":{"repo_path":"\#(site.workspace)"}}}"#,
        ]
        let bare = try site.exchange(lines, with: server)
        #expect(bare.output.contains("\"exit\": 0"))
        #expect(bare.output.contains(#"\"id\":5,\"result\""#))

        let boxed = try site.exchange(lines, with: site.boxed("git", over: site.workspace, server))
        expectSame(boxed, bare)
    }

    @Test(arguments: Caller.available)
    func `a repository outside the workspace stays out of sight`(caller: Caller) throws {
        let site = try Site(caller)
        let server = [try site.python("servers", "mcp-server-git")]
        let other = "\(site.home)/other"
        try site.shell("git init -q \(other) && cd \(other) && git commit -q --allow-empty -m 'Private matter'")
        let calls = #"[["git_log", {"repo_path": "\#(other)"}]]"#

        let bare = try site.converse(.sdk2Stateless, calls, with: server)
        #expect(bare.output.contains("Private matter"))
        let boxed = try site.converse(.sdk2Stateless, calls, with: site.boxed("git", over: site.workspace, server))
        #expect(!boxed.output.contains("Private matter"))
        #expect(boxed.output.contains("\"isError\": true") || boxed.output.contains("rule.argument-refused"))
    }
}

extension Subprocess {
    /// The same, with commit ids and times of commits made illegible: they hold the moment of the call.
    var maskingCommits: Subprocess {
        var masked = self
        masked.output.replace(#/[0-9a-f]{40}|\b[0-9a-f]{7}\b/#, with: "COMMIT")
        masked.errors.replace(#/[0-9a-f]{40}/#, with: "COMMIT")
        return masked
    }
}
