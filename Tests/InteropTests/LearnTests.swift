import InstalledTrilatch
import Testing

/// `trilatch learn` on `mcp-server-git`: the profile that it writes is enough for what the server did while it was watched.
@Suite(.serialized)
struct LearnTests {
    @Test(arguments: Caller.available)
    func `a git server serves under the profile that was learned from it`(caller: Caller) throws {
        let site = try Site(caller)
        let server = [try site.python("servers", "mcp-server-git")]
        let calls = """
            [["git_status", {"repo_path": "\(site.workspace)"}],
             ["git_log", {"repo_path": "\(site.workspace)", "max_count": 5}],
             ["git_add", {"repo_path": "\(site.workspace)", "files": ["notes.txt"]}],
             ["git_commit", {"repo_path": "\(site.workspace)", "message": "Learn"}],
             ["git_status", {"repo_path": "\(site.workspace)"}]]
            """
        let learned = "\(site.home)/learned.yaml"
        let session = "\(site.home)/session"
        try site.shell("cat >\(session) <<'END'\n\(Self.session(in: site.workspace))\nEND")
        let learning = try site.run(
            [
                Installation.shared.trilatch, "learn", "--workspace", site.workspace, "--session", session,
                "--yes-system", "--yes-workspace", "--output", learned, "--",
            ] + server)
        #expect(learning.status == 0, "\(learning.errors)")
        #expect(!learning.errors.contains(" requests"), "every request was answered: \(learning.errors)")
        let profile = try site.shell("cat \(learned)")
        #expect(profile.contains("extends: python") && profile.contains("- read: ${workspace}\n    write: true"))
        #expect(!profile.contains("#   workspace: "), "what git itself has made is no finding")
        // Private, so a person's to decide; git commits without it once it is told who commits.
        #expect(profile.contains("#   private: ") && profile.contains("\(site.home)/.gitconfig"))
        #expect(!profile.contains("- read: \(site.home)"))

        // What the person decides.
        try site.shell(#"sed -i 's|^filesystem:$|filesystem:\n  - read: ~/.gitconfig|' \#(learned)"#)
        try site.renewWorkspace()
        let bare = try site.converse(.sdk1Handshake, calls, with: server)
        try site.renewWorkspace()
        let boxed = try site.converse(
            .sdk1Handshake, calls, with: site.boxed(learned, over: site.workspace, server))
        #expect(Self.withoutHashes(boxed.output) == Self.withoutHashes(bare.output), "\(boxed.errors)")
        #expect(boxed.output.contains("Changes committed"))
    }

    /// A client's messages for reading and committing.
    private static func session(in workspace: String) -> String {
        var lines = [
            #"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"#
                + #""clientInfo":{"name":"test","version":"1"}}}"#,
            #"{"jsonrpc":"2.0","method":"notifications/initialized"}"#,
        ]
        let calls = [
            ("git_status", ""), ("git_log", ""), ("git_add", #","files":["notes.txt"]"#),
            ("git_commit", #","message":"Learn""#),
        ]
        for (index, call) in calls.enumerated() {
            lines.append(
                #"{"jsonrpc":"2.0","id":\#(index + 2),"method":"tools/call","params":{"name":"\#(call.0)","arguments":"#
                    + #"{"repo_path":"\#(workspace)"\#(call.1)}}}"#)
        }
        return lines.joined(separator: "\n")
    }

    /// Commits differ by the second in which they were made.
    private static func withoutHashes(_ text: String) -> String {
        text.replacing(#/[0-9a-f]{40}/#, with: "HASH")
    }
}
