import InstalledTrilatch
import RepositoryFiles
import Testing

/// Servers of real configurations, put into boxes and taken out again.
///
/// `TRILATCH_WRITE_PAGES=1 swift test --filter WrapTests` writes what a configuration becomes anew; look at it.
@Suite struct WrapTests {
    @Test(arguments: ClientCase.all)
    func `a client's configuration becomes what it should, stays so, and comes back`(found: ClientCase) throws {
        let site = try ClientSite()
        let before = try site.text("ClientsTests/Samples/\(found.sample)")
        try site.write(found.place, before)
        let client = found.client.hasPrefix(".") ? "~/\(found.place)" : found.client
        let wrapped = try site.run("wrap", "--client", client, "--yes")
        #expect(wrapped.status == 0, "\(wrapped.errors)")
        let golden = RepositoryFile("Tests/CommandTests/Wrapped/\(found.sample)")
        let after = try site.read(found.place)
        if environmentVariable("TRILATCH_WRITE_PAGES") != nil {
            let text = after.replacing(site.site.workspace, with: "/srv/app")
                .replacing(site.programs, with: "/opt/venv/bin")
                .replacing(site.site.trilatch, with: "/opt/trilatch/bin/trilatch")
            try golden.replace(with: text)
        }
        #expect(after != before)
        #expect(try after == site.text("CommandTests/Wrapped/\(found.sample)"))
        for secret in ["canary", "sk-"] {
            #expect(!wrapped.output.contains(secret) && !wrapped.errors.contains(secret))
        }

        let again = try site.run("wrap", "--client", client, "--yes")
        #expect(again.status == 0)
        #expect(try site.read(found.place) == after, "a second time changes nothing")
        #expect(try site.shell("find . -name '*.trilatch-backup-*' | wc -l") == "1\n")

        let unwrapped = try site.run("unwrap", "--client", client, "--yes")
        #expect(unwrapped.status == 0, "\(unwrapped.errors)")
        #expect(try site.read(found.place) == before)
        #expect(try site.run("unwrap", "--client", client, "--yes").status == 0)
        #expect(try site.read(found.place) == before)
    }

    @Test func `what is written starts the server in a box, with the arguments that it had`() throws {
        let site = try ClientSite()
        try site.write(
            ".cursor/mcp.json",
            #"{"mcpServers":{"notes":{"command":"\#(site.programs)/notes-server","args":["a b","--x=\"1\""]}}}"#)
        #expect(try site.run("wrap", "--client", "cursor", "--yes").status == 0)
        let program = """
            import json, os, sys
            server = json.load(open(sys.argv[1]))["mcpServers"]["notes"]
            os.execv(server["command"], [server["command"]] + server["args"])
            """
        let outcome = try Subprocess.run(
            site.site.caller.prefix + ["/usr/bin/python3", "-c", program, "\(site.site.home)/.cursor/mcp.json"],
            environment: site.site.environment)
        #expect(outcome.output == "a server with ['a b', '--x=\"1\"']\n", "\(outcome.errors)")
        #expect(outcome.status == 0)
    }

    @Test func `nothing is written without a word of agreement`() throws {
        let site = try ClientSite()
        let before = try site.text("ClientsTests/Samples/claude_desktop_config.json")
        try site.write(".config/Claude/claude_desktop_config.json", before)
        let dry = try site.run("wrap", "--dry-run")
        #expect(dry.status == 0)
        #expect(dry.output.contains("+      \"command\": \"\(site.site.trilatch)\""))
        let mute = try site.run("wrap", input: "y\n")
        #expect(mute.status == 64)
        #expect(mute.errors.contains("usage.invalid: there is nobody to ask"))
        #expect(try site.read(".config/Claude/claude_desktop_config.json") == before)
        #expect(try site.shell("find . -name '*backup*' -o -name '*.yaml' | wc -l") == "0\n")
    }

    @Test func `a server that is remote, installs at start or names no workspace is left alone, and that is said`()
        throws
    {
        let site = try ClientSite()
        try site.write(
            ".cursor/mcp.json",
            """
            {"mcpServers": {
              "docs": {"url": "https://example.org/mcp"},
              "fetch": {"command": "uvx", "args": ["mcp-server-fetch"]},
              "box": {"command": "docker", "args": ["run", "-i", "image"]},
              "git": {"command": "mcp-server-git"},
              "odd": {"command": "x", "url": "y"},
              "gone": {"command": "/nowhere/server"},
              "led": {"command": "mcp-server-time", "env": {"XDG_CONFIG_HOME": "/tmp"}}
            }}
            """)
        let outcome = try site.run("wrap", "--client", "cursor", "--yes")
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("docs: is not a program of this machine"))
        #expect(outcome.output.contains("fetch: stays as it is: program.installs-at-start"))
        #expect(outcome.output.contains("trilatch install pypi:mcp-server-fetch==VERSION"))
        #expect(outcome.output.contains("box: stays as it is: program.installs-at-start"))
        #expect(outcome.output.contains("git: stays as it is: workspace.missing"))
        #expect(outcome.output.contains("odd: stays as it is: client.unsupported"))
        #expect(outcome.output.contains("gone: stays as it is: program.not-found"))
        #expect(outcome.output.contains("led: stays as it is: client.unsupported"))
        #expect(try !site.read(".cursor/mcp.json").contains("trilatch"))
        #expect(try site.shell("ls -A .cursor") == "mcp.json\n")
        let chosen = try site.run(
            "wrap", "--client", "cursor", "--server", "git", "--workspace", site.site.workspace, "--yes")
        #expect(chosen.status == 0, "\(chosen.errors)")
        #expect(try site.read(".cursor/mcp.json").contains("\"--workspace\", \"\(site.site.workspace)\""))
    }

    @Test func `variables of the client become a profile, and none of their values is in it`() throws {
        let site = try ClientSite()
        let place = ".config/Claude/claude_desktop_config.json"
        try site.write(place, try site.text("ClientsTests/Samples/claude_desktop_config.json"))
        let outcome = try site.run("wrap", "--client", "claude-desktop", "--server", "notes", "--yes")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.contains("NOTES_API_KEY looks like a secret"))
        let profile = try site.read(".config/trilatch/profiles/claude-desktop-notes.yaml")
        #expect(profile.contains("extends: python"))
        #expect(profile.contains("- \"NOTES_DIR\"\n"))
        #expect(profile.contains("name: \"NOTES_API_KEY\", because:"))
        #expect(!profile.contains("canary") && !profile.contains("/srv/notes"))
        #expect(try site.run("check", "claude-desktop-notes").output.contains(#/private-data +environment: pass/#))
        #expect(try site.read(place).contains("sk-canary-0001"), "the value stays where it was")
        #expect(try site.shell("stat -c %a .config/trilatch/profiles/claude-desktop-notes.yaml") == "600\n")
    }

    @Test func `two servers that would be called the same are not`() throws {
        let site = try ClientSite()
        try site.write(
            ".cursor/mcp.json",
            #"{"mcpServers":{"a b":{"command":"mcp-server-time"},"a/b":{"command":"mcp-server-time"}}}"#)
        #expect(try site.run("wrap", "--client", "cursor", "--server", "a/b", "--yes").status == 0)
        #expect(try site.run("wrap", "--client", "cursor", "--yes").status == 0)
        let text = try site.read(".cursor/mcp.json")
        #expect(text.contains(#""a/b":{"args": ["run", "--profile", "time", "--name", "a-b","#))
        #expect(text.contains(#""a b":{"args": ["run", "--profile", "time", "--name", "a-b-2","#))
    }

    @Test func `a profile that somebody wrote is never overwritten`() throws {
        let site = try ClientSite()
        try site.write(
            ".cursor/mcp.json",
            #"{"mcpServers":{"notes":{"command":"notes-server","env":{"NOTES_DIR":"/n"}}}}"#)
        let own = "version: 1\nsummary: Mine.\nextends: base\n"
        try site.site.write(profile: "cursor-notes", own)
        #expect(try site.run("wrap", "--client", "cursor", "--yes").status == 0)
        #expect(try site.read(".config/trilatch/profiles/cursor-notes.yaml") == own)
        #expect(try site.read(".cursor/mcp.json").contains("\"--profile\", \"cursor-notes-2\""))
        let unwrapped = try site.run("unwrap", "--client", "cursor", "--yes")
        #expect(unwrapped.status == 0)
        let stays = ".config/trilatch/profiles/cursor-notes-2.yaml"
        #expect(unwrapped.output.contains("stays: \(site.site.home)/\(stays), as `trilatch wrap` wrote it;"))
        #expect(!unwrapped.output.contains("cursor-notes.yaml"))
        #expect(try site.run("wrap", "--client", "cursor", "--yes").status == 0)
        _ = try site.shell("echo '# more' >>\(stays)")
        #expect(
            try site.run("unwrap", "--client", "cursor", "--dry-run").output.contains(
                "\(stays), by `trilatch wrap`, and changed since;"))
        #expect(try site.shell("ls .config/trilatch/profiles") == "cursor-notes-2.yaml\ncursor-notes.yaml\n")
    }

    @Test(arguments: [("y\ny\n", true, true), ("n\ny\n", false, true), ("y\nn\n", false, false), ("", false, false)])
    func `a person is asked about each secret, and then about the file`(
        answers: String, passes: Bool, rewrites: Bool
    ) throws {
        let site = try ClientSite()
        try site.write(
            ".cursor/mcp.json",
            #"{"mcpServers":{"notes":{"command":"notes-server","env":{"API_KEY":"sk-canary"}}}}"#)
        let line = "PATH='\(site.programs)':/usr/bin:/bin '\(site.site.trilatch)' wrap --client cursor"
        let outcome = try Subprocess.run(
            site.site.caller.prefix + ["/usr/bin/script", "-qec", line, "/dev/null"],
            environment: site.site.environment, input: answers)
        #expect(outcome.output.contains("API_KEY looks like a secret. Give it to the server notes? [y/N]"))
        #expect(!outcome.output.contains("canary"))
        #expect(try site.read(".cursor/mcp.json").contains("trilatch") == rewrites)
        #expect(try site.read(".cursor/mcp.json").contains("cursor-notes") == passes)
    }
}
