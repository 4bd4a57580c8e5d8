import BoxHarness
import InstalledTrilatch
import Kernel

/// A hostile program under the whole command: `trilatch run`, as a client would start it.
final class HostileRun {
    let process: LiveProcess

    /// Starts `trilatch run` in the workspace, as most clients do, and does not wait for anything.
    init(
        _ command: [String], site: HostileSite, profile: String = "shell", options: [String] = [],
        environment: [String] = []
    ) throws {
        process = try LiveProcess(
            site.caller.absolutePrefix
                + ["/usr/bin/env", "-C", site.workspace.path]
                + [Installation.shared.trilatch, "run", "--profile", profile, "--workspace", site.workspace.path]
                + options + ["--"] + command,
            environment: ["PATH=/usr/bin:/bin", "HOME=\(site.home.path)", "LANG=C.UTF-8"] + environment)
    }

    /// Runs a program to its end; what it said on standard error, and how it ended.
    static func toEnd(
        _ command: [String], site: HostileSite, profile: String = "shell", options: [String] = [],
        environment: [String] = []
    ) throws -> (errors: String, status: ProcessEnd) {
        let run = try HostileRun(
            command, site: site, profile: profile, options: options, environment: environment)
        let status = try run.process.finishByItself()
        return (run.process.text(from: 2), status)
    }

    /// Waits until the hostile program has said this on standard error.
    func waitForWord(_ word: String) throws {
        try process.read(seconds: 20) { self.process.text(from: 2).contains(word) }
    }

    /// The supervisor, the launcher, pid 1, the server and what it started; numbers of the host.
    var processes: [Int32] { ProcessTable.tree(of: process.number) }
}

/// A home and a workspace below it, owned by whoever calls.
final class HostileSite {
    let caller: Caller
    let home: Workspace
    let workspace: Workspace

    init(
        as caller: Caller, directories: [String] = [".git", ".git/hooks"],
        files: [String: String] = [".git/config": "[core]\n"]
    ) throws {
        self.caller = caller
        home = try Workspace(as: caller)
        workspace = try Workspace(as: caller, directories: directories, files: files)
    }
}
