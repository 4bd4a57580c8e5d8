import BoxHarness
import Glibc
import InstalledTrilatch
import Kernel
import Testing

/// Homes, workspaces and programs that are reached through symbolic links, as many machines have them.
@Suite struct LinkedPlacesTests {
    @Test(arguments: Caller.available)
    func `a home that is a link is the home, and its grants are found`(caller: Caller) throws {
        let place = try Workspace(
            as: caller, directories: ["real", "real/work"],
            files: ["real/.gitconfig": "[user]\n\tname = Linked\n", "real/.netrc": "secret\n"])
        try place.link("home", to: "real")
        let end = try run(
            ["/bin/sh", "-c", "git config user.name >&2; pwd >&2; cat ~/.netrc ../.netrc; exit 3"], as: caller,
            home: place.path("home"), workspace: place.path("home/work"), profile: "git")
        #expect(end.status == .exited(3), "\(end.errors)")
        #expect(end.errors.contains("Linked"))
        #expect(!end.errors.contains("secret\n"))
    }

    @Test(arguments: Caller.available)
    func `a workspace that is a link is written where it leads`(caller: Caller) throws {
        let place = try Workspace(as: caller, directories: ["home", "real", "real/src"])
        try place.link("work", to: "real/src")
        let end = try run(
            ["/bin/sh", "-c", "cd \(place.path("work")) && echo written >made"], as: caller, home: place.path("home"),
            workspace: place.path("work"), profile: "shell")
        #expect(end.status == .exited(0), "\(end.errors)")
        #expect(try place.contents(of: "real/src/made") == "written\n")
    }

    @Test(arguments: Caller.available)
    func `a virtual environment behind a link runs, and the folder beside it stays unseen`(caller: Caller) throws {
        let place = try Workspace(
            as: caller, directories: ["home", "work", "tools"],
            files: ["tools/.env": "secret\n", "tools/notes": "secret\n"])
        let venv = try LiveProcess(
            caller.absolutePrefix + ["/usr/bin/python3", "-m", "venv", "--without-pip", place.path("tools/venv")],
            environment: ["HOME=\(place.path("home"))"])
        #expect(try venv.finish() == .exited(0), "\(venv.text(from: 2))")
        try place.link("linked", to: "tools/venv")
        let program = """
            import os, sys
            print(sys.prefix != sys.base_prefix, sys.version_info[0], file=sys.stderr)
            for name in ("tools/.env", "tools/notes"):
                try: open(f"\(place.path)/{name}")
                except OSError as failure: print(failure.errno, file=sys.stderr)
            """
        let end = try run(
            [place.path("linked/bin/python"), "-c", program], as: caller, home: place.path("home"),
            workspace: place.path("work"), profile: "python")
        #expect(end.errors.contains("True 3\n\(ENOENT)\n\(ENOENT)\n"), "\(end.errors)")
        #expect(end.status == .exited(0))
    }

    private func run(
        _ command: [String], as caller: Caller, home: String, workspace: String, profile: String
    ) throws -> (errors: String, status: ProcessEnd) {
        let process = try LiveProcess(
            caller.absolutePrefix + [
                "/usr/bin/env", "-C", workspace, Installation.shared.trilatch, "run", "--profile", profile,
                "--workspace",
                workspace, "--",
            ] + command, environment: ["PATH=/usr/bin:/bin", "HOME=\(home)", "LANG=C.UTF-8"])
        let status = try process.finishByItself()
        return (process.text(from: 2), status)
    }
}
