import BoxHarness
import Glibc
import InstalledTrilatch
import Testing

/// What a host gives, as a command.
@Suite struct DoctorTests {
    @Test(arguments: Caller.available)
    func `on a host that has it all the tier is full`(caller: Caller) throws {
        let site = try CommandSite(caller)
        let outcome = try site.run("doctor")
        #expect(outcome.status == 0, "\(outcome)")
        #expect(outcome.output.hasSuffix("tier: full\n"))
        #expect(!outcome.output.contains("FAILS") && !outcome.output.contains("not tried"))
        #expect(outcome.output.contains(#/Landlock +works: ABI \d+/#))
        #expect(outcome.output.contains("id-mapped mounts") == (caller == .root))
        #expect(outcome.output.contains(#/limits of a whole box\n +memory +held by: (cgroup|rlimit)/#))
    }

    @Test(arguments: Caller.available)
    func `data is JSON`(caller: Caller) throws {
        let data = try #require(try CommandSite(caller).run("doctor", "--json").output.canonicalJSON)
        #expect(data.contains(#""tier": "full""#) && data.contains(#""result": "works""#))
    }

    @Test(.enabled(if: geteuid() == 0, "covering parts of /proc takes root"), arguments: Caller.available)
    func `behind a masked proc it says what is covered, what it takes and that no box is built`(caller: Caller) throws {
        let site = try CommandSite(caller)
        let script = """
            mount -t tmpfs -o ro none /proc/acpi && mount --bind /proc/sys /proc/sys \
                && mount -o remount,bind,ro /proc/sys && exec "$@"
            """
        let outcome = try Subprocess.run(
            ["/usr/bin/unshare", "--mount", "--propagation", "private", "/bin/sh", "-c", script, "sh"] + caller.prefix
                + [site.trilatch, "doctor"], environment: site.environment)
        #expect(outcome.status == 1, "\(outcome)")
        #expect(outcome.output.contains(#/a \/proc of its own +FAILS: EPERM/#))
        #expect(outcome.output.contains("parts of /proc are covered (/proc/acpi, /proc/sys), as containers do it"))
        #expect(outcome.output.contains(#/limit of nested namespaces +FAILS: EROFS/#))
        #expect(outcome.output.contains("minimum-tier: { full-minus: [nested-namespace-limit] }"))
        #expect(outcome.output.contains("tier: none; every box is refused\n  host.proc-masked: "))
    }

    /// A namespace in which this kind may not be created any more; the command has no rights in it.
    private static func without(_ kind: String, _ command: [String]) -> [String] {
        let script =
            "echo 0 >/proc/sys/user/max_\(kind)_namespaces && exec setpriv --inh-caps=-all --ambient-caps=-all \"$@\""
        return ["/usr/bin/unshare", "--user", "--map-current-user", "--keep-caps", "/bin/sh", "-c", script, "sh"]
            + command
    }

    @Test func `where no user namespace is allowed it names the switch, and run says the same`() throws {
        let site = try CommandSite(.ordinary)
        let outcome = try Subprocess.run(
            site.caller.prefix + Self.without("user", [site.trilatch, "doctor"]), environment: site.environment)
        #expect(outcome.status == 1, "\(outcome)")
        #expect(outcome.output.contains(#/user namespace and its map +FAILS: ENOSPC/#))
        #expect(outcome.output.contains("fix: `sudo sysctl user.max_user_namespaces=15000`"))
        #expect(outcome.output.contains(#/a root of its own[^\n]+not tried/#))
        let verdict =
            ContainerFilter.leavesTier
            ? "tier: landlock, for" : "tier: none; every box is refused\n  host.user-namespaces-denied: "
        #expect(outcome.output.contains(verdict))
    }

    @Test func `a layer that the host does not have is missing where the profile says so, and told`() throws {
        let site = try CommandSite(.ordinary)
        try site.write(
            profile: "weaker", "version: 1\nsummary: Weaker.\nminimum-tier: { full-minus: [ipc-namespace, landlock] }\n"
        )
        try site.write(profile: "whole", "version: 1\nsummary: Whole.\n")
        func run(_ arguments: String...) throws -> Subprocess {
            try Subprocess.run(
                site.caller.prefix + Self.without("ipc", [site.trilatch] + arguments), environment: site.environment)
        }
        let diagnosis = try run("doctor")
        #expect(diagnosis.status == 1 && diagnosis.output.contains("tier: full-minus ipc-namespace, for a profile"))
        #expect(diagnosis.output.contains("sysctl user.max_ipc_namespaces=15000"))

        let refused = try run("run", "--profile", "whole", "--", "/bin/echo", "ran")
        #expect(refused.status == 125 && refused.output == "")
        #expect(refused.errors.contains("tier.not-reached: ") && refused.errors.contains("(ipc-namespace): ENOSPC"))

        try site.write(
            profile: "other", "version: 1\nsummary: Other.\nminimum-tier: { full-minus: [landlock] }\n")
        let other = try run("run", "--profile", "other", "--", "/bin/echo", "ran")
        #expect(other.status == 125 && other.errors.contains("other.yaml:3:15: tier.not-reached: "), "\(other)")

        let accepted = try run("run", "--profile", "weaker", "--", "/bin/echo", "ran")
        #expect(accepted.status == 0 && accepted.output == "ran\n", "\(accepted)")
        #expect(accepted.errors.contains("trilatch: this host has no ipc-namespace, and the profile does without"))
        #expect(!accepted.errors.contains("landlock"), "which is there")

        let log = try site.script("cat ~/.local/state/trilatch/audit.jsonl").output
        #expect(log.contains(#""minimum-tier":"full-minus ipc-namespace,landlock""#))
        #expect(log.contains(#""event":"ready","tier":"full-minus ipc-namespace","landlock-abi":"#))
    }

    @Test func `the AppArmor profile that comes with it is for the launcher that is installed`() throws {
        let profile = try CommandSite().script(
            "cat \"${trilatch%/bin/trilatch}\"/share/trilatch/apparmor/trilatch-launch")
        let launcher = Installation.shared.root + "/libexec/trilatch/trilatch-launch"
        #expect(profile.output.contains("profile trilatch-launch \"\(launcher)\" flags=(unconfined) {\n  userns,"))
        #expect(!profile.output.contains("@PREFIX@"))
    }
}
