import InstalledTrilatch
import Testing

/// What the command makes of its own words, before any box.
@Suite struct CommandLineTests {
    @Test(arguments: [[], ["run"], ["check"], ["explain"], ["probe"]])
    func `help goes to standard output and is no failure`(command: [String]) throws {
        let help = try CommandSite().run(command + ["--help"])
        #expect(help.status == 0 && help.errors.isEmpty)
        #expect(help.output.contains("USAGE: trilatch"))
        #expect(help.output.split(separator: "\n").allSatisfy { $0.count <= 110 })
    }

    @Test func `the version names the number and the commit`() throws {
        let version = try CommandSite().run("--version")
        #expect(version.status == 0)
        #expect(
            version.output.wholeMatch(
                of: #/trilatch \d+\.\d+\.\d+ \((commit [0-9a-f]{40}( with local changes)?|unknown commit)\)\n/#) != nil)
    }

    /// Lines that no command takes.
    static let wrong: [[String]] = [
        ["frobnicate"], ["run"], ["run", "--"], ["run", "--profil", "git", "--", "true"],
        ["run", "--profile", "base", "true"], ["run", "--profile", "base", "--", ""],
        ["run", "--profile", "base", "--set", "no-equals", "--", "true"],
        ["run", "--profile", "base", "--set", "Capital=s3cret", "--", "true"],
        ["run", "--profile", "base", "--set", "workspace=/s3cret", "--", "true"],
        ["run", "--profile", "base", "--set", "a=1", "--set", "a=s3cret", "--", "true"],
        ["run", "--profile", "base", "--name", "not/a/name", "--", "true"],
        ["run", "--", "true"], ["explain", "--profile", "base"], ["explain", "--", "true"],
        ["probe", "--profile", "base", "--", "true"], ["probe"], ["check", "--jsn"],
    ]

    @Test(arguments: wrong)
    func `a line that is not understood ends with 64, says why, and shows no value`(line: [String]) throws {
        let outcome = try CommandSite().run(line)
        #expect(outcome.status == 64)
        #expect(outcome.errors.contains("usage.invalid: "), "\(outcome.errors)")
        #expect(outcome.errors.contains("\n  fix: "))
        #expect(outcome.output.isEmpty)
        #expect(!outcome.errors.contains("s3cret"))
    }

    @Test func `a client is answered also where the command line is wrong`() throws {
        let request = #"{"jsonrpc":"2.0","id":"first","method":"initialize"}"# + "\n"
        let outcome = try CommandSite().run("run", "--profil", "git", "--", "true", input: request)
        #expect(outcome.status == 64)
        #expect(outcome.output.contains(#""id":"first""#) && outcome.output.contains(#""code":"usage.invalid""#))
    }

    @Test(arguments: ["run --profile base -- $'\\xff'", "run --profile $'\\xc3\\x28' -- true", "check $'a\\xffb'"])
    func `an argument that is not UTF-8 is never repaired into another`(line: String) throws {
        let outcome = try CommandSite().script("\"$trilatch\" \(line)")
        #expect(outcome.status == 64)
        #expect(outcome.errors.contains("is not UTF-8"))
    }

    @Test func `without a profile nothing runs, and the command's own name suggests one`() throws {
        let outcome = try CommandSite().run("run", "--", "/opt/servers/bin/mcp-server-git", "--repository", ".")
        #expect(outcome.status == 64)
        #expect(outcome.errors.contains("add `--profile git`"))
    }

    /// Plain lines, and the same in a form that only the full parser reads.
    static let pairs: [[[String]]] = [
        [["--profile", "base"], ["--profile=base"]],
        [["--profile", "base", "--name", "x.y"], ["--name=x.y", "--profile=base"]],
        [["--profile", "base", "--workspace", "."], ["--workspace=.", "--profile=base"]],
        [["--profile", "vary", "--set", "level=3"], ["--profile=vary", "--set=level=3"]],
        [["--profile", "vary", "--set", "level=a=b"], ["--profile=vary", "--set=level=a=b"]],
        [["--profile", "nowhere"], ["--profile=nowhere"]],
    ]

    @Test(arguments: pairs)
    func `both readers of a run's command line say the same`(forms: [[String]]) throws {
        let site = try CommandSite()
        try site.write(
            profile: "vary", "version: 1\nextends: base\nenvironment:\n  set: { LEVEL: \"${level}\" }\n")
        let outcomes = try forms.map { options in
            try site.run(["run"] + options + ["--", "/usr/bin/printenv", "LEVEL", "HOME"])
        }
        #expect(outcomes[0] == outcomes[1])
    }

    @Test(arguments: ["HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"])
    func `a directory of the environment that is not absolute is refused`(variable: String) throws {
        for value in ["relative", "./x", "/a/../b"] {
            let outcome = try CommandSite().run("check", "base", adding: [variable: value])
            #expect(outcome.status == 125)
            #expect(outcome.errors.contains("host.unsupported-caller: \(variable) is not an absolute path"))
        }
    }

    @Test(.enabled(if: Caller.available.contains(.root), "only root can make a program set-user-ID"))
    func `a program with set-id bits refuses to run`() throws {
        let site = try CommandSite(.ordinary)
        let copy = TemporaryFolder("trilatch-setid")
        try CommandSite.shell(
            "cp -r '\(Installation.shared.root)'/* '\(copy.path)' && chmod 4755 '\(copy.path)/bin/trilatch'")
        for arguments in [["check", "base"], ["run", "--profile", "base", "--", "/bin/true"]] {
            let outcome = try Subprocess.run(
                site.caller.prefix + ["\(copy.path)/bin/trilatch"] + arguments, environment: site.environment)
            #expect(outcome.status == 125)
            #expect(outcome.errors.contains("host.unsupported-caller"))
        }
    }

    @Test func `a program outside its installation says so`() throws {
        let folder = TemporaryFolder("trilatch-alone")
        try CommandSite.shell("cp '\(Installation.shared.trilatch)' '\(folder.path)/trilatch'")
        let site = try CommandSite()
        let outcome = try Subprocess.run(
            site.caller.prefix + ["\(folder.path)/trilatch", "check"], environment: site.environment)
        #expect(outcome.status == 125)
        #expect(outcome.errors.contains("host.incomplete-installation"))
    }

    @Test func `closed standard streams are no descriptors for a box to inherit`() throws {
        let outcome = try CommandSite().script(
            """
            "$trilatch" run --profile base -- /bin/ls /proc/self/fd <&- 2>&- | sort -n | tr '\\n' ' '
            """)
        // 3 is the directory that ls itself reads.
        #expect(outcome.output == "0 1 2 3 ")
    }
}
