import InstalledTrilatch
import Testing

/// bash as a tool server, under `profiles/shell.yaml`.
@Suite(.serialized)
struct ShellServerTests {
    @Test(arguments: Caller.available)
    func `everyday commands give the same output in a box`(caller: Caller) throws {
        let site = try Site(caller)
        let calls = calls([
            "cd \(site.workspace) && ls *.txt && cat notes.txt && wc -c <notes.txt",
            "cd \(site.workspace) && for i in 1 2 3; do echo $i; done | sort -r | tr '\\n' ' '",
            "cd \(site.workspace) && mkdir -p sub/dir && printf x >sub/dir/f && mv sub moved && find moved -type f && rm -r moved",
            "cd \(site.workspace) && tar cf - notes.txt | tar tf - && sha256sum notes.txt",
            "cat <(echo process substitution) <<<unused; (exit 3)",
            "echo to stderr >&2; false",
        ])
        let bare = try site.converse(.sdk2Stateless, calls, with: [site.shellServer])
        #expect(bare.output.contains("process substitution"))
        let boxed = try site.converse(
            .sdk2Stateless, calls, with: site.boxed("shell", over: site.workspace, [site.shellServer]))
        expectSame(boxed, bare)
    }

    @Test(arguments: Caller.available)
    func `git works over the workspace, and leaves the host an intact repository`(caller: Caller) throws {
        let site = try Site(caller)
        let git = [
            "git status --short", "git add -A", "git commit -qm Third", "git branch topic", "git checkout -q -b side",
            "git merge -q old", "git checkout -q main", "git stash list", "git tag v1", "git gc -q",
            "git worktree list", "git log --oneline | wc -l", "git fsck --strict",
        ]
        let calls = calls(git.map { "cd \(site.workspace) && \($0)" })
        let bare = try site.converse(.sdk2Stateless, calls, with: [site.shellServer])
        #expect(!bare.output.contains("\"isError\": true"))

        try site.renewWorkspace()
        let boxed = try site.converse(
            .sdk2Stateless, calls, with: site.boxed("shell", over: site.workspace, [site.shellServer]))
        expectSame(boxed.maskingCommits, bare.maskingCommits)
        try site.shell("cd \(site.workspace) && git fsck --strict && git rev-parse v1 side && git log | grep -q Third")
    }

    @Test(arguments: Caller.available)
    func `a listing of the workspace shows placeholders of what is protected, and nothing stays of them`(
        caller: Caller
    ) throws {
        let site = try Site(caller)
        let calls = calls(["cd \(site.workspace) && ls -A", "cd \(site.workspace) && git status --short"])
        let before = try site.shell("ls -A \(site.workspace)")
        let bare = try site.converse(.sdk2Stateless, calls, with: [site.shellServer])
        let boxed = try site.converse(
            .sdk2Stateless, calls, with: site.boxed("shell", over: site.workspace, [site.shellServer]))
        #expect(!bare.output.contains(".mcp.json") && boxed.output.contains(#".mcp.json\n"#))
        // git takes no notice of them.
        #expect(bare.output.contains(#" M notes.txt\nA  staged.txt\n[exit code 0]"#))
        #expect(boxed.output.contains(#" M notes.txt\nA  staged.txt\n[exit code 0]"#))
        #expect(try site.shell("ls -A \(site.workspace)") == before)
    }

    @Test(arguments: Caller.available)
    func `deleting a branch works, and git says what it could not tidy`(caller: Caller) throws {
        let site = try Site(caller)
        let calls = calls(["cd \(site.workspace) && git branch -D old"])
        let boxed = try site.converse(
            .sdk2Stateless, calls, with: site.boxed("shell", over: site.workspace, [site.shellServer]))
        #expect(boxed.output.contains("Deleted branch old") && boxed.output.contains("[exit code 0]"))
        #expect(boxed.output.contains("could not write config file"))
        #expect(try site.shell("cd \(site.workspace) && git branch").contains("old") == false)
    }

    @Test(
        arguments: Caller.available,
        [
            "git config user.name Mallory", "git remote add origin https://example.com/x.git",
            "printf '[core]\\n hooksPath = /tmp/h\\n' >>.git/config", "mv .git elsewhere",
            "printf '#!/bin/sh\\n' >.git/hooks/post-checkout",
        ])
    func `what would run on the host later fails, and says why`(caller: Caller, line: String) throws {
        let site = try Site(caller)
        let calls = calls(["cd \(site.workspace) && \(line)"])
        // The control: without a box each of these works.
        let bare = try site.converse(.sdk2Stateless, calls, with: [site.shellServer])
        #expect(bare.output.contains("[exit code 0]"))

        try site.renewWorkspace()
        let digest = "cd \(site.workspace) && sha256sum .git/config && ls -A .git/hooks"
        let before = try site.shell(digest)
        let boxed = try site.converse(
            .sdk2Stateless, calls, with: site.boxed("shell", over: site.workspace, [site.shellServer]))
        #expect(!boxed.output.contains("[exit code 0]"))
        #expect(
            boxed.output.contains(#/Read-only file system|Device or resource busy|Permission denied/#),
            "the tool's own message names the cause: \(boxed.output)")
        #expect(try site.shell(digest) == before)
    }

    /// A call of `run` for each line.
    private func calls(_ lines: [String]) -> String {
        let quoted = lines.map { line in
            let escaped = line.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
            return "[\"run\", {\"line\": \"\(escaped)\"}]"
        }
        return "[\(quoted.joined(separator: ", "))]"
    }
}
