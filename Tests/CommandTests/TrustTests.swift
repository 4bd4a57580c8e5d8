import InstalledTrilatch
import Testing

/// A project's own profile: used as it was accepted, and not otherwise.
@Suite struct TrustTests {
    private static let profile = """
        version: 1
        summary: The project's servers.
        extends: base
        filesystem:
          - read: ${workspace}

        """

    private func explain(_ site: CommandSite) throws -> Subprocess {
        try site.run("explain", "--workspace", site.workspace, "--", "/bin/true")
    }

    private func place(_ site: CommandSite) -> String { "\(site.workspace)/.trilatch/profile.yaml" }

    @Test(arguments: Caller.available)
    func `it is used once it was accepted, and a change of one byte ends that`(caller: Caller) throws {
        let site = try CommandSite(caller)
        #expect(try explain(site).errors.contains("usage.invalid"), "there is none")
        try site.write(place(site), Self.profile)
        let untrusted = try explain(site)
        #expect(untrusted.status == 125)
        #expect(untrusted.errors.contains("profile.not-trusted"))

        let accepted = try site.run("trust", "--yes", place(site))
        #expect(accepted.status == 0, "\(accepted.errors)")
        #expect(accepted.output.contains("read: ${workspace}"), "what it grants is shown")
        #expect(accepted.output.contains(#/private-data +read:/#))
        #expect(accepted.output.ranges(of: "accepted: ").count == 1, "what may start is not yet accepted")
        let trusted = try explain(site)
        #expect(trusted.status == 0, "\(trusted.errors)")
        #expect(try site.run("run", "--workspace", site.workspace, "--", "/bin/true").status == 0)

        try site.write(place(site), Self.profile + "# more\n")
        #expect(try explain(site).errors.contains("profile.not-trusted"))
        let named = try site.run(
            "explain", "--profile", place(site), "--workspace", site.workspace, "--", "/bin/true")
        #expect(named.errors.contains("profile.not-trusted"), "by its path neither, once it was accepted")
        let elsewhere = try site.run("explain", "--profile", place(site), "--", "/bin/true")
        #expect(elsewhere.errors.contains("profile.not-trusted"), "and without a workspace neither")

        #expect(try site.run("trust", "--yes", site.workspace).status == 0)
        #expect(try explain(site).status == 0)
        #expect(try site.run("trust", "--revoke", site.workspace).status == 0)
        #expect(try explain(site).errors.contains("profile.not-trusted"))
        #expect(try site.run("trust", "--revoke", site.workspace).status == 125)
    }

    @Test func `what was accepted is listed, in a file that nobody else can read`() throws {
        let site = try CommandSite(.ordinary)
        #expect(try site.run("trust", "--list").output == "no profile of a project was accepted\n")
        try site.write(place(site), Self.profile)
        #expect(try site.run("trust", "--yes", site.workspace).status == 0)
        let list = try site.run("trust", "--list")
        #expect(list.output.contains(place(site)))
        #expect(list.output.contains(#/sha256:[0-9a-f]{64}\n/#))
        let mode = try site.script("stat -c %a \"$HOME/.local/state/trilatch/trusted-profiles\"")
        #expect(mode.output == "600\n")
    }

    @Test func `of many that are accepted at once none is lost`() throws {
        let site = try CommandSite(.ordinary)
        let projects = (1...12).map { "\(site.workspace)/\($0)" }
        for project in projects { try site.write("\(project)/.trilatch/profile.yaml", Self.profile) }
        let accepting = projects.map { "\"$TRILATCH\" trust --yes \($0) >/dev/null &" }.joined(separator: "\n")
        let outcome = try site.script("TRILATCH=\(Installation.shared.trilatch)\n\(accepting)\nwait")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let list = try site.run("trust", "--list").output
        for project in projects { #expect(list.contains("\(project)/.trilatch/profile.yaml")) }
    }

    @Test(arguments: [("y\n", true), ("yes\n", true), ("n\n", false), ("\n", false)])
    func `on a terminal it is accepted by a yes, and by nothing else`(answer: String, accepts: Bool) throws {
        let site = try CommandSite(.ordinary)
        try site.write(place(site), Self.profile)
        let outcome = try Subprocess.run(
            site.caller.prefix + [
                "/usr/bin/script", "-qec", "'\(site.trilatch)' trust '\(site.workspace)'", "/dev/null",
            ],
            environment: site.environment, input: answer)
        #expect(outcome.output.contains("Accept it as it is? [y/N]"), "\(outcome.output)")
        #expect(outcome.status == (accepts ? 0 : 1))
        #expect(try (explain(site).status == 0) == accepts)
    }

    @Test func `without a word of agreement nothing is accepted`() throws {
        let site = try CommandSite(.ordinary)
        try site.write(place(site), Self.profile)
        let outcome = try site.run("trust", site.workspace, input: "y\n")
        #expect(outcome.status == 64)
        #expect(try explain(site).errors.contains("profile.not-trusted"))
    }

    @Test(arguments: [
        "filesystem: [{ read: /srv, origin: trusted, because: \"they say so\" }]",
        "environment: { pass: [{ name: API_KEY, because: \"they say so\" }] }",
        "filesystem: [{ read: \"${workspace}\", reveal: [.env], because: \"they say so\" }]",
        "network: [{ host: example.org, inspect: true, tls: unchecked }]", "unknown: 1",
    ])
    func `no acceptance makes up for a secret, a narrowing or a fault`(line: String) throws {
        let site = try CommandSite(.ordinary)
        try site.write(place(site), "version: 1\nsummary: It.\nextends: base\n\(line)\n")
        let outcome = try site.run("trust", "--yes", site.workspace)
        #expect(outcome.status == 1)
        #expect(outcome.output.contains("refused: "))
        #expect(try site.run("trust", "--list").output.hasPrefix("no profile"))
    }

    @Test(arguments: ["chmod 666", "echo nonsense >>"])
    func `a list that others can have written, or that is damaged, accepts nothing`(act: String) throws {
        let site = try CommandSite(.ordinary)
        try site.write(place(site), Self.profile)
        #expect(try site.run("trust", "--yes", site.workspace).status == 0)
        #expect(try explain(site).status == 0)
        #expect(try site.script("\(act) \"$HOME/.local/state/trilatch/trusted-profiles\"").status == 0)
        #expect(try explain(site).errors.contains("profile.not-trusted"))
    }

    @Test func `it answers to no name, and a profile that is named counts`() throws {
        let site = try CommandSite(.ordinary)
        try site.write(place(site), Self.profile)
        #expect(try site.run("trust", "--yes", site.workspace).status == 0)
        let named = try site.run(
            "explain", "--profile", "shell", "--workspace", site.workspace, "--json", "--", "/bin/true")
        #expect(named.output.contains("\"profile\": \"shell\""))
        #expect(try site.run("check", "profile").errors.isEmpty)
        #expect(try site.run("check", "profile").output.contains("profile.not-found"))
    }

    @Test func `profiles are listed with where they come from, their legs, and whether they are accepted`() throws {
        let site = try CommandSite(.ordinary)
        try site.write(profile: "mine", "version: 1\nsummary: Mine.\nextends: git\n")
        try site.write(place(site), Self.profile)
        let outcome = try site.run("profiles", "--workspace", site.workspace)
        #expect(outcome.status == 0)
        #expect(outcome.output.contains(#/git +built in +private-data, untrusted-input +Local git/#))
        #expect(outcome.output.contains(#/time +built in +no leg +/#))
        #expect(outcome.output.contains(#/mine +yours +private-data, untrusted-input +Mine\./#))
        #expect(outcome.output.contains(#/\.trilatch\/profile\.yaml +this project's +refused: profile\.not-trusted/#))
        #expect(try site.run("trust", "--yes", site.workspace).status == 0)
        let trusted = try site.run("profiles", "--workspace", site.workspace, "--json")
        let json = try #require(trusted.output.canonicalJSON)
        #expect(
            json.contains(
                #""legs": ["private-data", "untrusted-input"], "name": ".trilatch/profile.yaml", "source": "this project's""#
            ))
        #expect(!json.contains("refusal"))
    }
}
