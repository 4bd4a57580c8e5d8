import InstalledTrilatch
import Testing

/// A run as its caller sees it.
@Suite struct RunTests {
    @Test(arguments: Caller.available, [("exit 0", 0), ("exit 9", 9), ("kill -TERM $$", 143), ("kill -KILL $$", 137)])
    func `the exit status is the server's own`(caller: Caller, end: (String, Int)) throws {
        let outcome = try CommandSite(caller).run("run", "--profile", "base", "--", "/bin/sh", "-c", end.0)
        #expect(outcome.status == Int32(end.1), "\(outcome.errors)")
    }

    @Test(arguments: Caller.available)
    func `what goes in and out is the server's own, byte for byte`(caller: Caller) throws {
        let input = "{\"jsonrpc\": \"2.0\",  \"method\":\"notifications/x\", \"params\":{\"é\":\"\\u00e9\"}}\n"
        let outcome = try CommandSite(caller).run(
            "run", "--profile", "base", "--", "/bin/sh", "-c", "cat; echo done >&2", input: input)
        #expect(outcome.output == input)
        #expect(outcome.errors == "done\n")
    }

    @Test func `variables that the box does not get are named once, and never their values`() throws {
        let site = try CommandSite()
        func run(_ variables: [String: String]) throws -> Subprocess {
            try site.run(
                ["run", "--profile", "base", "--", "/usr/bin/env"], adding: variables)
        }
        let first = try run(["API_TOKEN": "s3cret", "EDITOR": "vi"])
        #expect(first.errors.contains("not passed to env: API_TOKEN, EDITOR"))
        #expect(!first.errors.contains("s3cret") && !first.output.contains("s3cret"))
        #expect(try run(["API_TOKEN": "s3cret", "EDITOR": "vi"]).errors.isEmpty, "said once")
        #expect(try run(["API_TOKEN": "0ther", "EDITOR": "ed"]).errors.isEmpty, "values do not matter")
        #expect(try run(["PAGER": "less"]).errors.contains("PAGER"), "others are said again")
    }

    @Test func `the name stands in the audit log, with the digest of the plan and no argument`() throws {
        let site = try CommandSite()
        _ = try site.run("run", "--profile", "base", "--name", "my.server", "--", "/bin/echo", "argum3nt")
        let log = try site.script(
            "stat -c %a ../home/.local/state/trilatch/audit.jsonl; cat ../home/.local/state/trilatch/audit.jsonl")
        #expect(log.output.hasPrefix("600\n"))
        #expect(log.output.contains(#""server":"my.server""#) && log.output.contains(#""tier":"full""#))
        #expect(log.output.contains(#/"plan-digest":"sha256:[0-9a-f]{64}"/#))
        #expect(!log.output.contains("argum3nt"))
    }

    @Test(arguments: Caller.available)
    func `a server's cache outlives its box, and is its own`(caller: Caller) throws {
        let site = try CommandSite(caller)
        try site.write(
            profile: "keeper", "version: 1\nextends: base\nfilesystem:\n  - read: ${cache}\n    write: true\n")
        func run(_ name: String, _ script: String) throws -> Subprocess {
            try site.run("run", "--profile", "keeper", "--name", name, "--", "/bin/sh", "-c", script)
        }
        let cache = "\(site.home)/.cache/trilatch/servers"
        #expect(try run("one", "echo kept > '\(cache)/one/file'").status == 0)
        #expect(try run("one", "cat '\(cache)/one/file'").output == "kept\n")
        #expect(try run("two", "cat '\(cache)/one/file'").status != 0)
    }

    @Test(arguments: Caller.available)
    func `what a box made that other programs run or trust is told at its end`(caller: Caller) throws {
        let site = try CommandSite(caller)
        let before = """
            mkdir -p old/.vscode && echo '{}' >old/.vscode/tasks.json && git init -q old
            """
        let inside = """
            mkdir -p new/.vscode new/deep/.github/workflows node_modules/x/.vscode && echo x >new/deep/.envrc && \
            git init -q new/clone && echo x >old/source.c
            """
        let outcome = try site.script(
            "\(before)\n\"$trilatch\" run --profile shell --workspace . -- /bin/sh -c '\(inside)'")
        #expect(outcome.status == 0)
        for path in ["new/.vscode", "new/deep/.github/workflows", "new/deep/.envrc", "new/clone/.git"] {
            #expect(outcome.errors.contains("\n  \(site.workspace)/\(path)\n"), "\(outcome.errors)")
        }
        let log = try site.script("cat ~/.local/state/trilatch/audit.jsonl").output
        #expect(log.contains(#""event":"left-behind","trusted-files":[""#), "\(log)")
        #expect(log.contains("\(site.workspace)/new/deep/.envrc"), "\(log)")
        #expect(!outcome.errors.contains("/old/") && !outcome.errors.contains("node_modules"))
        let again = try site.script("\"$trilatch\" run --profile shell --workspace . -- /bin/true")
        #expect(!again.errors.contains("new since"), "it is there from the start now")
    }
}
