import InstalledTrilatch
import Testing

/// The box in words.
@Suite struct ExplainTests {
    @Test(arguments: Caller.available)
    func `each thing of the box has its source`(caller: Caller) throws {
        let site = try CommandSite(caller)
        let outcome = try site.run("explain", "--profile", "git", "--workspace", site.workspace, "--", "/bin/cat")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.contains("box of cat, profile git"))
        #expect(outcome.output.contains(#/read /usr +base system/#))
        #expect(outcome.output.contains("read and write \(site.workspace) "))
        #expect(outcome.output.contains(#/profiles/git\.yaml:\d+:\d+/#))
        #expect(outcome.output.contains(#/memory 512MiB +held by: watched/#))
        #expect(outcome.output.contains("legs of this box"))
    }

    @Test func `what holds on the wire has its source`() throws {
        let site = try CommandSite()
        try site.write(
            profile: "narrow",
            """
            version: 1
            extends: git
            tools: { allow: ["git_*"], deny: [git_reset] }
            pin: required
            audit: { arguments: full }
            """)
        let outcome = try site.run("explain", "--profile", "narrow", "--workspace", site.workspace, "--", "/bin/cat")
        #expect(outcome.status == 0, "\(outcome.errors)")
        for line in [
            #/of tools only `git_\*` +\S+narrow\.yaml:3:17/#, #/no tool `git_reset` +\S+narrow\.yaml:3:35/#,
            #/tool: git_\*, at: /repo_path, under: /\S+\s+\S+git\.yaml:\d+:5/#, #/pin: required +\S+narrow\.yaml:4:6/#,
            #/at: /target, /revision, [^:]+,\s+matches: \(\[\^-\]\.\*\)\?\s+\S+git\.yaml/#,
            #/sampling: refused +default/#, #/elicitation: allowed +default/#, #/root: /\S+ +default/#,
            #/arguments in the audit log: full +\S+narrow\.yaml:5:21/#,
        ] { #expect(outcome.output.contains(line), "\(outcome.output)") }
        let data = try site.run(
            "explain", "--json", "--profile", "narrow", "--workspace", site.workspace, "--", "/bin/cat")
        #expect(data.output.contains(#/"wire": \[\s+\{\s+"what": "of tools only `git_\*`"/#))
    }

    @Test func `the plan is whole, and shows no value of a variable`() throws {
        let site = try CommandSite()
        try site.write(
            profile: "quiet",
            "version: 1\nextends: base\nenvironment:\n  pass: [GREETING]\n  set: { FIXED: c0nstant }\n")
        for flags in [["--plan"], ["--plan", "--json"]] {
            let outcome = try site.run(
                ["explain", "--profile", "quiet"] + flags + ["--", "/bin/cat", "a b"], adding: ["GREETING": "h3llo"])
            #expect(outcome.status == 0)
            #expect(outcome.output.contains("GREETING") && outcome.output.contains("FIXED"))
            #expect(!outcome.output.contains("h3llo") && !outcome.output.contains("c0nstant"))
            #expect(outcome.output.contains("/etc/passwd"))
            #expect(outcome.output.contains("a b"))
            if flags.contains("--json") { #expect(outcome.output.canonicalJSON != nil) }
        }
    }

    @Test func `what a box may lack is said with what it means`() throws {
        let site = try CommandSite()
        try site.write(
            profile: "weaker", "version: 1\nextends: base\nminimum-tier: { full-minus: [landlock] }\n")
        let weaker = try site.run("explain", "--profile", "weaker", "--", "/bin/cat")
        #expect(
            weaker.output.contains(#/full, but where the host lacks one of these[^\n]+weaker\.yaml:3:15/#), "\(weaker)")
        #expect(weaker.output.contains("landlock: then nothing but the mount view keeps the box from files"))
        let full = try site.run("explain", "--profile", "base", "--", "/bin/cat")
        #expect(full.output.contains("tier\n  full, or the box is refused  default\n"))
    }

    @Test func `it starts nothing and changes nothing`() throws {
        let site = try CommandSite()
        let listing = "find . ../home | sort"
        let before = try site.script(listing)
        let outcome = try site.script(
            "\"$trilatch\" explain --profile shell --workspace . -- /bin/touch started >&2; \(listing)")
        #expect(outcome.output == before.output)
        #expect(outcome.errors.contains("not create \(site.workspace)/.mcp.json"))
    }

    /// A way to be refused, and the status of both commands.
    static let refusals: [(profile: String, command: String, status: Int32, code: String)] = [
        ("base", "no-such-program", 127, "program.not-found"), ("base", "/etc/passwd", 126, "program.not-executable"),
        ("base", "npx", 125, "program.installs-at-start"), ("git", "/bin/cat", 125, "workspace.missing"),
        ("nowhere", "/bin/cat", 125, "profile.not-found"),
    ]

    @Test(arguments: refusals)
    func `what run refuses is refused, with the same status`(
        refusal: (profile: String, command: String, status: Int32, code: String)
    ) throws {
        let site = try CommandSite()
        for command in ["explain", "run"] {
            let outcome = try site.run(command, "--profile", refusal.profile, "--", refusal.command)
            #expect(outcome.status == refusal.status, "\(command): \(outcome.errors)")
            #expect(outcome.errors.contains("\(refusal.code): "), "\(command)")
        }
    }

    @Test func `a home is written with a tilde where no shell reads the line`() throws {
        let site = try CommandSite()
        try site.write("\(site.home)/project/file", "")
        let outcome = try site.run("explain", "--profile", "shell", "--workspace", "~/project", "--", "/bin/cat")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.contains("read and write \(site.home)/project "))
    }

    @Test func `names in a workspace cannot act on a terminal`() throws {
        let site = try CommandSite()
        let outcome = try site.script(
            """
            git init -q $'a\\e[2Jb' && mkdir -p $'c\\u202ed/.vscode'
            "$trilatch" explain --plan --profile shell --workspace . -- /bin/echo $'x\\e[1m'
            """)
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.contains("a\\u{1b}[2Jb/.git/config") && outcome.output.contains("c\\u{202e}d/.vscode"))
        #expect(!outcome.output.unicodeScalars.contains { $0 == "\u{1b}" || $0 == "\u{202e}" })
    }
}
