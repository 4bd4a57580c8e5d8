import InstalledTrilatch
import Testing

/// Profiles judged without a box.
@Suite struct CheckTests {
    @Test func `the built-in profiles are all accepted, and listed by name`() throws {
        let outcome = try CommandSite().run("check")
        #expect(outcome.status == 0)
        for name in [
            "base", "fetch", "files-read", "files-write", "git", "github-read", "github-write", "http-api", "memory",
            "node", "python", "shell", "sqlite", "time",
        ] {
            #expect(outcome.output.contains("accepted: \(name)\n"))
        }
    }

    @Test func `the merged result shows the place of every line`() throws {
        let outcome = try CommandSite().run("check", "git")
        #expect(
            outcome.output.contains("# git: profiles/git.yaml extends profiles/python.yaml extends profiles/base.yaml"))
        #expect(outcome.output.contains(#/- read: \$\{workspace\}  # profiles/git\.yaml:\d+:\d+/#))
        #expect(outcome.output.contains(#/- scratch: /tmp  # profiles/base\.yaml:\d+:\d+/#))
    }

    @Test func `the legs stand with the grants that give them`() throws {
        let outcome = try CommandSite().run("check", "git")
        #expect(
            outcome.output.contains(#/private-data +read: \$\{workspace\}, write: true +profiles/git\.yaml:\d+:\d+/#))
        #expect(outcome.output.contains(#/egress +-\n/#))
    }

    @Test func `three legs are refused, with the line that closes one`() throws {
        let site = try CommandSite()
        try site.write(
            profile: "leaky",
            """
            version: 1
            extends: base
            filesystem:
              - read: ~/notes
            client:
              sampling: true
            """)
        let outcome = try site.run("check", "leaky", "base")
        #expect(outcome.status == 1)
        #expect(outcome.output.contains("trifecta.all-three-legs: "))
        #expect(outcome.output.contains("leaky.yaml:6:13: ") || outcome.output.contains("leaky.yaml:6:"))
        #expect(outcome.output.contains("refused: leaky\n") && outcome.output.contains("accepted: base\n"))
    }

    @Test func `a narrowing is shown with its reason`() throws {
        let site = try CommandSite()
        try site.write(
            profile: "public",
            """
            version: 1
            extends: base
            filesystem:
              - read: /srv/handbook
                sensitivity: public
                because: it is on the web
            """)
        let outcome = try site.run("check", "public")
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("read: /srv/handbook: not private-data, for `sensitivity: public`"))
        #expect(outcome.output.contains("because: it is on the web"))
    }

    @Test func `a profile with hosts is accepted, inspected or not`() throws {
        let site = try CommandSite()
        try site.write(profile: "fetch", "version: 1\nextends: base\nnetwork:\n  - host: example.org\n")
        #expect(try site.run("check", "fetch").status == 0)
        try site.write(
            profile: "inspected", "version: 1\nextends: base\nnetwork:\n  - { host: example.org, inspect: true }\n")
        let outcome = try site.run("check", "inspected")
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("inspect: true"))
    }

    @Test func `all that is wrong with a file is told at once`() throws {
        let site = try CommandSite()
        try site.write(profile: "wrong", "version: 1\nextendz: base\nlimits: { memory: lots }\n")
        let outcome = try site.run("check", "wrong")
        #expect(outcome.status == 1)
        #expect(outcome.output.contains("wrong.yaml:2:1: profile.unknown-key"))
        #expect(outcome.output.contains("did you mean `extends`"))
        #expect(outcome.output.contains("wrong.yaml:3:19: profile.invalid-value"))
    }

    @Test func `a profile of the project answers to no name, and is used by its path`() throws {
        let site = try CommandSite()
        let text = "version: 1\nextends: base\n"
        try site.write("\(site.workspace)/.trilatch/profiles/project.yaml", text)
        try site.write("\(site.workspace)/project.yaml", text)
        let byName = try site.script("\"$trilatch\" check project")
        #expect(byName.status == 1 && byName.output.contains("profile.not-found"))
        let byPath = try site.script("\"$trilatch\" check ./project.yaml")
        #expect(byPath.status == 0, "\(byPath)")
    }

    @Test func `data is JSON that says the same`() throws {
        let site = try CommandSite()
        try site.write(profile: "wrong", "version: 1\nextendz: base\n")
        let outcome = try site.run("check", "--json", "git", "wrong")
        #expect(outcome.status == 1)
        let data = try #require(outcome.output.canonicalJSON)
        #expect(data.contains(#""accepted": true"#) && data.contains(#""accepted": false"#))
        #expect(data.contains(#""code": "profile.unknown-key""#))
        #expect(data.contains(#""egress": []"#))
    }
}
