import BoxHarness
import Glibc
import InstalledTrilatch
import Kernel
import Testing

/// What a writable workspace protects, against a program that tries everything a shell can.
@Suite struct ProtectTests {
    /// Every line is tried by itself.
    ///
    /// `xchg` exchanges two paths in one step; perl knows `renameat2` only by its number.
    private static let attacks = """
        xchg() { perl -e 'use Config; exit(syscall($Config{archname} =~ /aarch64/ ? 276 : 316, -100, $ARGV[0], -100, $ARGV[1], 2) != 0)' "$1" "$2"; }
        echo evil >own; mkdir -p own.d/hooks; echo evil >own.d/config; echo evil >own.d/hooks/pre-commit
        echo evil >.git/config
        echo evil >>.git/config
        echo evil >.git/hooks/pre-commit && chmod +x .git/hooks/pre-commit
        ln .git/config linked && echo evil >linked
        cp own .git/config
        cp -r own.d/hooks .git/
        mv own.d/config .git/config; echo evil >own.d/config
        xchg own .git/config
        xchg own.d/hooks .git/hooks
        xchg own.d .git
        mv .git/config .git/config.old; mv .git/hooks .git/hooks.old
        rm -f .git/config; rm -rf .git/hooks
        mv .git moved && mv own.d .git; mkdir -p own.d/hooks
        rm -rf .git; mkdir -p .git/hooks && cp own .git/config
        ln -sf ../own .git/config
        rmdir .git/hooks && ln -s ../own.d/hooks .git/hooks
        truncate -s 0 .git/config
        chmod 777 .git/config .git/hooks; touch -d @0 .git/config
        exec 8<.git/config; echo evil >/proc/self/fd/8
        echo evil >/proc/self/root$PWD/.git/config
        echo evil >/proc/self/cwd/.git/config
        mount --bind own.d .git; umount .git/config; umount -l .git
        unshare -Ur mount --bind own .git/config
        mkdir -p .vscode; echo evil >.mcp.json
        cp own .mcp.json; mv own .mcp.json; ln -s own .mcp.json
        git config core.fsmonitor /evil
        """

    /// What must be on the host as it was.
    private static let guarded = [".git", ".git/config", ".git/hooks", ".git/hooks/pre-commit", ".mcp.json"]

    @Test(arguments: Caller.available)
    func `nothing that others trust is changed, in whatever way it is tried`(caller: Caller) throws {
        let site = try HostileSite(as: caller)
        try site.workspace.write("kept\n", to: "free")
        let before = guarded(site)
        let end = try HostileRun.toEnd(
            ["/bin/sh", "-c", Self.attacks + "\ncat own* >/dev/null; echo done >free"], site: site)
        #expect(guarded(site) == before)
        #expect(NodeState(site.workspace.path(".mcp.json")) == nil, "a placeholder was left behind")
        #expect(try site.workspace.contents(of: "free") == "done\n", "\(end.errors)")
    }

    @Test(arguments: Caller.available)
    func `outside a box the same tries change it`(caller: Caller) throws {
        let site = try HostileSite(as: caller)
        let before = guarded(site)
        let control = try LiveProcess(
            caller.absolutePrefix + ["/bin/sh", "-c", "cd \(site.workspace.path) || exit\n" + Self.attacks],
            environment: ["PATH=/usr/bin:/bin", "HOME=\(site.home.path)"])
        _ = try control.finish()
        #expect(guarded(site) != before)
        #expect(NodeState(site.workspace.path(".mcp.json")) != nil)
    }

    @Test(arguments: Caller.available)
    func `git works, and what needs its configuration fails with the reason`(caller: Caller) throws {
        let site = try HostileSite(as: caller, directories: [], files: ["a.txt": "one\n"])
        let git = try LiveProcess(
            caller.absolutePrefix + ["/usr/bin/git", "-C", site.workspace.path, "init", "-q", "-b", "main"],
            environment: ["HOME=\(site.home.path)"])
        _ = try git.finish()
        let config = NodeState(site.workspace.path(".git/config"))
        let script = """
            set -e
            git add a.txt && git commit -q -m one && git branch side && git checkout -q side
            echo two >a.txt && git commit -q -a -m two && git checkout -q main && git merge -q side && git tag v1
            git stash list; git gc -q; git log --oneline | wc -l >&2
            git remote add origin https://example.invalid/x || true
            git config user.name evil || true
            """
        let end = try HostileRun.toEnd(
            ["/bin/sh", "-c", script], site: site, profile: "git",
            environment: [
                "GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@b", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@b",
            ])
        #expect(end.status == .exited(0), "\(end.errors)")
        #expect(end.errors.split(separator: "\n").contains("2"))
        #expect(end.errors.contains("could not write config file"))
        #expect(NodeState(site.workspace.path(".git/config")) == config)
    }

    private func guarded(_ site: HostileSite) -> [String: NodeState] {
        Dictionary(
            uniqueKeysWithValues: Self.guarded.compactMap { name in
                NodeState(site.workspace.path(name)).map { state in
                    // A directory may get and lose entries that nobody protects.
                    var state = state
                    if name == ".git" { (state.size, state.linkCount) = (0, 0) }
                    return (name, state)
                }
            })
    }
}
