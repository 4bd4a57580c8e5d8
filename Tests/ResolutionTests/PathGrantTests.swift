import LaunchPlan
import Refusals
import Testing

@testable import Policy

/// What a profile can grant of the host, and what no profile can.
@Suite struct PathGrantTests {
    @Test(arguments: [
        "/", "/home", "/home/ada", "/root", "/etc", "/usr", "/var", "/tmp", "/proc", "/sys", "/dev", "/run", "/boot",
        "/var/lib", "/var/lib/postgresql", "/home/ada/.config/trilatch", "/home/ada/.config", "/home/other",
    ])
    func `a workspace that is too broad is refused`(path: String) throws {
        var sample = Sample(workspace: path)
        sample.host.directory(try #require(HostPath(path)))
        sample.host.directory("/home/ada/.config/trilatch")
        #expect(sample.refusal() == .workspaceTooBroad)
    }

    @Test(arguments: ["/home/ada/../ada", "/home/ada/src/..", "/home/ada/away", "..", "/proc/../"])
    func `nor does another spelling of it help`(spelling: String) {
        var sample = Sample(workspace: spelling)
        sample.host.link("/home/ada/away", to: "/home/ada/src/../../ada")
        sample.host.directory("/proc")
        sample.request.workingDirectory = "/home/ada/src"
        #expect(sample.refusal() == .workspaceTooBroad)
    }

    @Test(arguments: ["/nowhere", "/home/ada/src/app/main.py", ""])
    func `a workspace that is no directory is missing`(path: String) {
        #expect(Sample(workspace: path).refusal() == .workspaceMissing)
    }

    @Test func `a profile that needs a workspace says so, with its line`() throws {
        var sample = Sample(workspace: nil)
        let location = try sample.grant("${workspace}")
        do {
            _ = try sample.resolve()
            Issue.record("there is a box")
        } catch let refusal as Refusal {
            #expect(refusal.code == .workspaceMissing)
            #expect(refusal.location == location)
        }
    }

    @Test(arguments: [
        "/proc/self", "/dev/null", "/run/user/1001", "/etc", "/etc/shadow", "/etc/ssl/private", "/etc/ssh/key",
        "/etc/passwd", "/", "~", "/home", "~/.config/trilatch", "~/.local", "/etc/trilatch", "/var/run/docker.sock",
    ])
    func `some things are never granted`(path: String) throws {
        var sample = Sample()
        try sample.grant(path)
        sample.host.file("/home/ada/.config/trilatch/policy.yaml")
        for file in ["/etc/ssh/key", "/etc/trilatch/policy.yaml", "/var/run/docker.sock", "/dev/null"] {
            sample.host.file(try #require(HostPath(file)))
        }
        for folder in ["/proc/self", "/run/user/1001", "/home/ada/.local/state/trilatch"] {
            sample.host.directory(try #require(HostPath(folder)))
        }
        #expect(sample.refusal() == .pathNotAllowed)
    }

    @Test(arguments: [
        "/usr/local", "/usr/share/x", "/opt/trilatch", "/opt/trilatch/bin", "~/.bashrc", "~/.ssh", "~/.config/systemd",
        "~/.local/bin", "~/.config/autostart", "/etc/app", "~/bin",
    ])
    func `what the host runs is never writable, though it can be read`(path: String) throws {
        var sample = Sample()
        for folder in ["/usr/share/x", "/usr/local", "/opt/trilatch/bin", "/etc/app", "/home/ada/.config/systemd"] {
            sample.host.directory(try #require(HostPath(folder)))
        }
        for folder in [".local/bin", ".config/autostart", "bin"] {
            sample.host.directory(FakeHost.home.appending(folder))
        }
        var reader = sample
        try reader.grant(path)
        if path != "/usr/local" { #expect(reader.refusal() == nil) }
        try sample.grant(path, writable: true)
        #expect(sample.refusal() == .pathNotAllowed)
    }

    @Test func `a missing path is refused with its line, an optional one is left out`() throws {
        var sample = Sample()
        try sample.grant("~/nowhere", optional: true)
        #expect(try sample.resolve().binds["/home/ada/nowhere"] == nil)
        try sample.grant("~/nowhere")
        #expect(sample.refusal() == .pathMissing)
    }

    @Test func `a socket is no file`() throws {
        var sample = Sample()
        sample.host.put("/home/ada/agent.sock", .other)
        try sample.grant("~/agent.sock")
        #expect(sample.refusal() == .pathKind)
    }

    @Test func `a granted file lies in the empty home`() throws {
        var sample = Sample()
        try sample.grant("~/.gitconfig")
        let box = try sample.resolve()
        #expect(box.scratches["/home/ada"] != nil)
        #expect(box.binds["/home/ada/.gitconfig"]?.access == .readOnly)
    }

    @Test func `a path is granted where it truly lies, and the caller's spelling leads there`() throws {
        var sample = Sample(workspace: "/home/ada/work")
        sample.host.link("/home/ada/work", to: "/data/work")
        sample.host.file("/data/work/file")
        try sample.grant("${workspace}", writable: true)
        let box = try sample.resolve()
        #expect(box.binds["/data/work"]?.access == .readWrite)
        #expect(box.links["/home/ada/work"] == "/data/work")
        #expect(box.variables.workspace == "/data/work")
    }

    @Test(arguments: ["/home/ada/.ssh", "../../..", "/usr/bin", "/home/ada/other"])
    func `a link in a workspace does not choose what is granted`(target: String) throws {
        var sample = Sample()
        sample.host.directory("/home/ada/other")
        sample.host.link("/home/ada/src/app/data", to: target)
        try sample.grant("${workspace}/data")
        #expect(sample.refusal() == .pathNotAllowed)
    }

    @Test func `a link in a workspace does not choose a script`() throws {
        var sample = Sample("node", ["index.js"])
        sample.request.workingDirectory = "/home/ada/src/app"
        sample.host.file("/home/ada/taxes")
        sample.host.link("/home/ada/src/app/index.js", to: "/home/ada/taxes")
        #expect(try sample.resolve().programs.isEmpty)
    }

    @Test func `a home behind a link is one home, by both names`() throws {
        var sample = Sample()
        sample.host.file("/data/homes/ada/src/file")
        sample.host.link("/home/eva", to: "/data/homes/ada")
        sample.request.caller.home = "/home/eva"
        sample.request.workspace = "/home/eva/src"
        try sample.grant("${workspace}")
        let box = try sample.resolve()
        #expect(box.scratches["/data/homes/ada"] != nil)
        #expect(box.links["/home/eva"] == "/data/homes/ada")
        #expect(box.variable("HOME") == "/home/eva")
        sample.request.workspace = "/data/homes/ada"
        #expect(sample.refusal() == .workspaceTooBroad)
    }

    @Test func `of two grants for one path the stricter holds`() throws {
        var sample = Sample()
        try sample.grant("${workspace}", writable: true)
        try sample.grant("~/src/app")
        #expect(try sample.resolve().binds["/home/ada/src/app"]?.access == .readOnly)
    }

    @Test func `a read-only grant in a writable one holds, and cannot be moved away`() throws {
        var sample = Sample()
        sample.host.file("/home/ada/src/app/a/b/data/file")
        try sample.grant("${workspace}/a/b/data")
        try sample.grant("${workspace}", writable: true)
        let binds = try sample.resolve().binds
        #expect(binds["/home/ada/src/app/a/b/data"]?.access == .readOnly)
        #expect(binds["/home/ada/src/app/a/b"]?.access == .readWrite)
        #expect(binds["/home/ada/src/app/a"]?.access == .readWrite)
    }

    @Test func `a writable grant in a read-only one holds for what is below it`() throws {
        var sample = Sample()
        sample.host.file("/home/ada/src/app/out/file")
        try sample.grant("${workspace}")
        try sample.grant("${workspace}/out", writable: true)
        let box = try sample.resolve()
        #expect(box.binds["/home/ada/src/app"]?.access == .readOnly)
        #expect(box.binds["/home/ada/src/app/out"]?.access == .readWrite)
    }

    @Test func `a scratch in a granted tree needs a directory there`() throws {
        var sample = Sample()
        try sample.grant("${workspace}", writable: true)
        try sample.scratch("${workspace}/cache")
        #expect(sample.refusal() == .pathMissing)
        sample.host.directory("/home/ada/src/app/cache")
        #expect(try sample.resolve().scratches["/home/ada/src/app/cache"] != nil)
    }

    @Test(arguments: ["/", "/usr/x", "/etc", "/proc", "/dev/shm"])
    func `a scratch does not cover the base system`(path: String) throws {
        var sample = Sample()
        try sample.scratch(path)
        #expect(sample.refusal() == .pathNotAllowed)
    }

    @Test func `for a root caller every granted path names its owner on disk, and the base system none`() throws {
        var sample = Sample("/home/ada/tool/bin/server")
        sample.host.environment("/home/ada/tool", base: "/usr")
        try sample.grant("~/src/app", writable: true)
        sample.profile.filesystem = []
        try sample.grant("/home/ada/src/app", writable: true)
        sample.becomeRoot()
        let box = try sample.resolve()
        for path in ["/home/ada/src/app", "/home/ada/src/app/.git", "/home/ada/src/app/.git/config"] {
            #expect(box.binds[path]?.ownerOnDisk == FakeHost.user)
        }
        #expect(box.binds["/usr"]?.ownerOnDisk == nil)
        // Everybody may read it.
        #expect(box.binds["/home/ada/tool"]?.ownerOnDisk == nil)
        #expect(box.plan.identity.userOutside == 61_234)
        #expect(box.plan.identity.userInside != 0)
    }

    @Test func `a program that only its owner may read is the owner's in root's box as well`() throws {
        var sample = Sample("/home/ada/tool/bin/server")
        sample.host.directory("/home/ada/tool", permissions: 0o700)
        sample.host.environment("/home/ada/tool", base: "/usr")
        sample.becomeRoot()
        #expect(try sample.resolve().binds["/home/ada/tool"]?.ownerOnDisk == FakeHost.user)
    }

    @Test func `an ordinary caller keeps the own ids and names no owner`() throws {
        var sample = Sample()
        try sample.grant("${workspace}", writable: true)
        let box = try sample.resolve()
        #expect(box.binds.values.map(\.ownerOnDisk) == box.binds.values.map { _ in nil })
        #expect(box.plan.identity.userInside == 1001)
        #expect(box.plan.identity.userOutside == 1001)
    }

    @Test func `a root caller without a box's id gets no box`() {
        var sample = Sample()
        sample.becomeRoot()
        sample.request.caller.dedicatedIdentifier = nil
        #expect(sample.refusal() == .hostNoFreeIdentity)
        sample.request.caller.dedicatedIdentifier = 0
        #expect(sample.refusal() == .hostNoFreeIdentity)
    }

    @Test func `an ordinary caller in root's group gets no box`() {
        var sample = Sample()
        sample.request.caller.group = 0
        #expect(sample.refusal() == .hostUnsupportedCaller)
    }
}
