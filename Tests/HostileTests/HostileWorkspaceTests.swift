import BoxHarness
import Glibc
import InstalledTrilatch
import Kernel
import Testing

/// A workspace is often the attacker's: what lies in it changes nothing about the box.
@Suite struct HostileWorkspaceTests {
    private static let open = """
        version: 1
        summary: Everything.
        filesystem:
          - read: /
            write: true
        """

    @Test(arguments: Caller.available)
    func `a project's own profiles, locks and settings are not used by name`(caller: Caller) throws {
        let site = try HostileSite(
            as: caller, directories: [".trilatch", ".trilatch/profiles", "profiles", ".config", ".config/trilatch"],
            files: [
                ".trilatch/shell.yaml": Self.open, ".trilatch/profiles/shell.yaml": Self.open,
                "profiles/shell.yaml": Self.open, "shell.yaml": Self.open, "shell": Self.open,
                ".trilatch/lock": "shell: trusted\n", ".trilatch.yaml": Self.open, "trilatch.yaml": Self.open,
                ".config/trilatch/shell.yaml": Self.open,
            ])
        let secret = try Workspace(as: caller, files: ["secret": "not granted\n"])
        let script = "cd \(site.workspace.path); cat \(secret.path("secret")); ls \(site.home.path) /root >&2; exit 4"
        // As most clients do, from inside the project.
        let process = try LiveProcess(
            caller.absolutePrefix + [
                "/usr/bin/env", "-C", site.workspace.path, Installation.shared.trilatch, "run", "--profile", "shell",
                "--workspace", ".", "--", "/bin/sh", "-c", script,
            ], environment: ["PATH=/usr/bin:/bin", "HOME=\(site.home.path)"])
        #expect(try process.finish() == .exited(4), "\(process.text(from: 2))")
        #expect(!process.text(from: 1).contains("not granted"))
        #expect(process.text(from: 2).contains("secret: No such file or directory"))
    }

    @Test(arguments: Caller.available)
    func `links in a workspace lead nowhere outside`(caller: Caller) throws {
        let secret = try Workspace(as: caller, files: ["secret": "not granted\n", "config": "[core]\n"])
        let site = try HostileSite(as: caller, directories: ["d"], files: ["d/f": "inside\n"])
        try site.workspace.link("out", to: secret.path("secret"))
        try site.workspace.link("up", to: "../../../../../etc/shadow")
        try site.workspace.link("loop", to: "loop")
        try site.workspace.link("d/proc", to: "/proc/1/root\(secret.path)")
        let end = try HostileRun.toEnd(
            ["/bin/sh", "-c", "cat out up loop d/proc/secret; cat d/f >&2; ls \(secret.path); exit 5"], site: site)
        #expect(end.status == .exited(5))
        #expect(end.errors.contains("inside"))
        #expect(!end.errors.contains("not granted"))
    }

    @Test(arguments: [".git", ".git/config", ".git/hooks", ".mcp.json"], Caller.available)
    func `a link in the place of a protected path does not open its target`(name: String, caller: Caller) throws {
        let target = try Workspace(
            as: caller, directories: ["git", "git/hooks"], files: ["git/config": "[core]\n", "git/mcp.json": "{}\n"])
        let site = try HostileSite(as: caller, directories: name.contains("/") ? [".git"] : [], files: [:])
        let place =
            name == ".git"
            ? "git" : name == ".git/config" ? "git/config" : name == ".git/hooks" ? "git/hooks" : "git/mcp.json"
        try site.workspace.link(name, to: target.path(place))
        let before = target.everything
        let script =
            "cat \(name) \(name)/* ; echo evil >\(name); echo evil >\(name)/evil; rm -f \(name); echo evil >\(target.path("git/config"))"
        let end = try HostileRun.toEnd(["/bin/sh", "-c", script], site: site)
        #expect(target.everything == before, "\(end.errors)")
        #expect(!end.errors.contains("[core]"))
    }

    @Test(arguments: Caller.available)
    func `names that are hostile to a terminal or a table do no harm`(caller: Caller) throws {
        let name = "a\u{1B}]0;owned\u{07} b\nc"
        let site = try HostileSite(
            as: caller, directories: [name], files: ["\(name)/f": "x\n", "-rf": "", "$(id)": ""])
        let end = try HostileRun.toEnd(["/bin/sh", "-c", "ls | wc -l >&2; exit 6"], site: site)
        #expect(end.status == .exited(6), "\(end.errors)")
    }
}
