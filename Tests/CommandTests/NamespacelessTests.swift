import BoxHarness
import Glibc
import InstalledTrilatch
import Testing

/// A host that gives no user namespaces, as most containers are, and a profile that accepts a box without them.
@Suite(.serialized, .enabled(if: ContainerFilter.leavesTier, "it takes Landlock ABI 6")) struct NamespacelessTests {
    private let site: CommandSite

    init() throws {
        site = try CommandSite(.ordinary)
        try site.write(
            profile: "poor", "version: 1\nextends: base\nsummary: Poor.\nminimum-tier: landlock\n")
        try site.write(profile: "whole", "version: 1\nextends: base\nsummary: Whole.\n")
    }

    /// Runs the command behind a container's filter.
    private func contained(_ arguments: String..., adding variables: [String: String] = [:]) throws -> Subprocess {
        try Subprocess.run(
            site.caller.prefix + ContainerFilter.prefix + [site.trilatch] + arguments,
            environment: site.environment.merging(variables) { $1 })
    }

    @Test func `it runs, is told for what it is, and leaves nothing behind`() throws {
        let base = "\(site.home)/runtime"
        try CommandSite.shell("mkdir -m 700 '\(base)' && chown \(site.caller.identifier) '\(base)'")
        let script = """
            mkdir -p $HOME/a/b && echo kept >$TMPDIR/x && cat $TMPDIR/x && echo $HOME && echo $TMPDIR && cat /etc/shadow
            python3 -c 'import os; os.mkdir(os.environ["TMPDIR"] + "/closed", 0)'
            """
        let run = try contained(
            "run", "--profile", "poor", "--", "/bin/sh", "-c", script, adding: ["XDG_RUNTIME_DIR": base])
        #expect(run.status == 0, "\(run)")
        let lines = run.output.split(separator: "\n")
        #expect(lines.first == "kept" && lines.count == 3)
        #expect(lines.last?.hasPrefix("\(base)/trilatch-box-") == true && lines.last?.hasSuffix("/tmp") == true)
        #expect(run.errors.contains("trilatch: this host gives no user namespaces, and the profile does without"))
        #expect(run.errors.contains("so the box can ask whether any file of the host exists"))
        #expect(run.errors.contains("/etc/shadow: Permission denied"))
        #expect(try site.script("ls -A '\(base)'").output == "")

        let log = try site.script("cat ~/.local/state/trilatch/audit.jsonl").output
        #expect(
            log.contains(#""minimum-tier":"landlock""#)
                && log.contains(#""event":"ready","tier":"landlock","landlock-abi":"#))
    }

    @Test func `what a killed run left is removed by the next, and what another holds is not`() throws {
        let base = "\(site.home)/runtime"
        // The first process lives, whoever asks.
        try CommandSite.shell(
            """
            mkdir -m 700 '\(base)' && cd '\(base)' && mkdir -p trilatch-box-999999999-a/home/x trilatch-box-1-b mine \
                trilatch-box-x && ln -s mine trilatch-box-999999999-c && chown -hR \(site.caller.identifier) .
            """)
        _ = try contained(
            "run", "--profile", "poor", "--", "/bin/true", adding: ["XDG_RUNTIME_DIR": base])
        let left = try site.script("ls -A '\(base)'").output.split(separator: "\n")
        #expect(left == ["mine", "trilatch-box-1-b", "trilatch-box-999999999-c", "trilatch-box-x"])
    }

    @Test func `with namespaces the same profile gets the whole box`() throws {
        let run = try site.run("run", "--profile", "poor", "--", "/bin/sh", "-c", "hostname; echo $HOME")
        #expect(run.status == 0 && run.output == "box\n\(site.home)\n", "\(run)")
        #expect(!run.errors.contains("namespaces"))
        #expect(try site.script("cat ~/.local/state/trilatch/audit.jsonl").output.contains(#""tier":"full""#))
    }

    @Test func `a profile that does not name it is refused`() throws {
        let run = try contained("run", "--profile", "whole", "--", "/bin/echo", "ran")
        #expect(run.status == 125 && run.output == "" && run.errors.contains("trilatch: host."), "\(run)")
    }

    @Test(arguments: [
        ("network: loopback", "network"), ("runtime: { unix-sockets: true }", "unix sockets"),
        ("runtime: { proc: full-masked }", "a whole /proc"), ("limits: { enforce: cgroup }", "limits.not-enforceable"),
    ])
    func `what takes a namespace is refused with the line that asks for it`(line: String, word: String) throws {
        try site.write(
            profile: "asking", "version: 1\nextends: base\nsummary: Asks.\nminimum-tier: landlock\n\(line)\n")
        let run = try contained("run", "--profile", "asking", "--", "/bin/echo", "ran")
        #expect(run.status == 125 && run.output == "", "\(run)")
        #expect(run.errors.contains("asking.yaml:5:") && run.errors.contains(word), "\(run.errors)")
        #expect(run.errors.contains("tier.cannot-hold") || run.errors.contains("limits.not-enforceable"))
        // Said before, in the same words, and where there are namespaces as well.
        let refusal = try #require(run.errors.split(separator: "\n").first { $0.contains("asking.yaml:5:") })
        let reason = try #require(refusal.split(separator: ": ").last)
        let check = try site.run("check", "asking")
        #expect(check.status == 0 && check.output.contains("note: refused on a host without namespaces: "), "\(check)")
        #expect(check.output.contains(reason), "\(check.output)")
    }

    @Test func `check notes all that such a host would refuse, and only of a profile that accepts one`() throws {
        let asking = """
            version: 1
            extends: base
            summary: Asks.
            filesystem: [{ scratch: /opt/here, size: 1MiB }, { scratch: ~/.cache/x, size: 1MiB }]
            network: loopback
            runtime: { unix-sockets: true, proc: full-masked }

            """
        try site.write(profile: "asking", asking + "minimum-tier: landlock\n")
        try site.write(profile: "whole-asking", asking)
        let check = try site.run("check", "asking")
        let notes = check.output.split(separator: "\n").filter { $0.hasPrefix("note: ") }
        #expect(notes.count == 4 && check.status == 0, "\(check)")
        for place in ["4:14", "5:10", "6:", "/opt/here"] {
            #expect(notes.contains { $0.contains(place) }, "\(place): \(notes)")
        }
        let data = try #require(try site.run("check", "--json", "asking").output.canonicalJSON)
        #expect(data.contains(#""without-namespaces": [{"#), "\(data)")
        #expect(try !site.run("check", "whole-asking", "poor").output.contains("note: "))
    }

    @Test(.enabled(if: geteuid() == 0, "only root is refused as root")) func `root is told to be somebody else`() throws
    {
        let root = try CommandSite(.root)
        try root.write(profile: "poor", "version: 1\nextends: base\nsummary: Poor.\nminimum-tier: landlock\n")
        let run = try Subprocess.run(
            ContainerFilter.prefix + [root.trilatch, "run", "--profile", "poor", "--", "/bin/echo", "ran"],
            environment: root.environment)
        #expect(run.status == 125 && run.output == "")
        #expect(run.errors.contains("host.unsupported-caller") && run.errors.contains("ordinary user"), "\(run)")
    }

    @Test func `doctor names the tier and what it does not cover`() throws {
        let diagnosis = try contained("doctor")
        #expect(diagnosis.status == 1)
        #expect(
            diagnosis.output.contains("tier: landlock, for a profile that says `minimum-tier: landlock`"),
            "\(diagnosis)")
        #expect(diagnosis.output.contains("  there the box can ask whether any file of the host exists"))
        let data = try #require(try contained("doctor", "--json").output.canonicalJSON)
        #expect(data.contains(#""tier": "landlock""#) && data.contains(#""uncovered": ["the box can ask"#))
    }

    @Test func `explain says what the box would be, here and elsewhere`() throws {
        let here = try contained("explain", "--profile", "poor", "--", "/bin/sh")
        #expect(
            here.status == 0 && here.output.contains("landlock, because this host gives no user namespaces"), "\(here)")
        #expect(here.output.contains("HOME and TMPDIR lie in it"))
        let elsewhere = try site.run("explain", "--profile", "poor", "--", "/bin/sh")
        #expect(elsewhere.output.contains("landlock alone, where a host gives no user namespaces"))
        #expect(!elsewhere.output.contains("HOME and TMPDIR lie in it"))
    }

    @Test func `no attack succeeds but those on what it says it does not have`() throws {
        let probe = try contained("probe", "--profile", "poor")
        #expect(probe.status == 0, "\(probe)")
        #expect(
            !probe.output.contains("SUCCEEDED") && probe.output.contains("not held, for the host gives no namespaces"))
        let open = try contained(
            "probe", "--profile", "poor", adding: ["TRILATCH_TEST_OMIT_LAYERS": "landlock,self-test"])
        #expect(open.status == 1 && open.output.contains("SUCCEEDED in the box: read-outside"))
    }
}
