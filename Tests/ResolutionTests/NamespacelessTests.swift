import LaunchPlan
import Refusals
import Testing

@testable import Policy

/// A box without namespaces: what it is granted, as Landlock can say it.
@Suite struct NamespacelessTests {
    private static let folder = "/run/user/1001/trilatch-box-1"

    /// The same sample on a host that gives no user namespaces.
    private func sample(_ command: String = "git") -> Sample {
        var sample = Sample(command)
        sample.request.scratchFolder = Self.folder
        return sample
    }

    /// What the rules allow of a path, by those that stand above it.
    private func rights(_ box: ResolvedBox, _ path: String) -> String {
        var rights: Set<String> = []
        for step in box.plan.fileSystem {
            switch step {
            case .bind(let bind) where PlanPath.contains(bind.node.path, path):
                rights.formUnion(bind.access == .readWrite ? ["read", "write"] : ["read"])
            case .list(let node) where PlanPath.contains(node.path, path): rights.insert("list")
            default: break
            }
        }
        return rights.sorted().joined(separator: " ")
    }

    @Test func `the plan is for Landlock alone, and a launcher takes it`() throws {
        var sample = sample()
        try sample.grant("${workspace}", writable: true)
        let box = try sample.resolve()
        #expect(box.plan.confinement == .landlock && box.plan.minimumLandlockABI == 6)
        #expect(box.plan.fitsConfinement && box.placeholders.isEmpty)
        #expect(try PlanCodec.decode(PlanCodec.encode(box.plan)) == box.plan)
        #expect(box.variable("HOME") == "\(Self.folder)/home" && box.variable("TMPDIR") == "\(Self.folder)/tmp")
        #expect(rights(box, "/usr/bin/git") == "read" && rights(box, "/etc/passwd") == "read")
        #expect(rights(box, "/etc/shadow") == "" && rights(box, "/home/ada/.ssh") == "" && rights(box, "/") == "")
    }

    @Test func `a tree with nothing to hide or to protect is granted as a whole`() throws {
        var sample = sample()
        sample.host.directory("/srv/data")
        sample.host.file("/srv/data/a.txt")
        try sample.grant("/srv/data")
        let box = try sample.resolve()
        #expect(box.binds["/srv/data"]?.access == .readOnly && box.binds["/srv/data/a.txt"] == nil)
    }

    @Test func `what is hidden is granted by nothing, and what is beside it entry by entry`() throws {
        var sample = sample()
        for directory in ["/srv/data", "/srv/data/sub", "/srv/data/sub/deep", "/srv/data/other"] as [HostPath] {
            sample.host.directory(directory)
        }
        let data: HostPath = "/srv/data"
        for file in ["a.txt", "sub/.env", "sub/b.txt", "sub/deep/c.txt", "other/d.txt"] {
            sample.host.file(data.appending(file))
        }
        try sample.grant("/srv/data")
        let box = try sample.resolve()
        #expect(rights(box, "/srv/data/sub/.env") == "list", "names may be listed; the content may not be read")
        for file in ["a.txt", "sub/b.txt", "sub/deep/c.txt", "other/d.txt"] {
            #expect(rights(box, "/srv/data/\(file)") == "list read", "\(file)")
        }
        // A file that comes later is not in the box.
        #expect(rights(box, "/srv/data/new") == "list" && rights(box, "/srv/data/other/new") == "list read")
        let told = box.lines.map(\.what)
        #expect(told.contains("see nothing new in /srv/data") && told.contains("see nothing new in /srv/data/sub"))
        #expect(!told.contains("see nothing new in /srv/data/other"))
    }

    @Test func `a directory that leads to a hidden directory cannot be listed`() throws {
        var sample = sample()
        for directory in ["/srv/data", "/srv/data/sub", "/srv/data/sub/private", "/srv/data/other"] as [HostPath] {
            sample.host.directory(directory)
        }
        sample.host.file("/srv/data/sub/private/name")
        sample.host.file("/srv/data/a.txt")
        try sample.grant("/srv/data", hide: ["sub/private"])
        let box = try sample.resolve()
        #expect(rights(box, "/srv/data/sub/private/name") == "")
        #expect(rights(box, "/srv/data/new") == "" && rights(box, "/srv/data/sub/new") == "")
        #expect(rights(box, "/srv/data/a.txt") == "read" && rights(box, "/srv/data/other/x") == "read")
    }

    @Test func `in a writable tree nothing protected is written, and nothing is made beside it`() throws {
        var sample = sample()
        let workspace = Sample.workspace.text ?? ""
        for directory in [".git", ".git/hooks", "src", "src/deep"] {
            sample.host.directory(Sample.workspace.appending(directory))
        }
        for file in [".git/config", ".git/hooks/pre-commit", "src/main.c", "Makefile"] {
            sample.host.file(Sample.workspace.appending(file))
        }
        try sample.grant("${workspace}", writable: true)
        let box = try sample.resolve()
        for place in [".git/config", ".git/hooks", ".git/hooks/pre-commit", ".mcp.json", ".vscode", "new"] {
            #expect(rights(box, "\(workspace)/\(place)") == "read", "\(place)")
        }
        for place in ["src", "src/main.c", "src/new", "src/deep/new", "Makefile"] {
            #expect(rights(box, "\(workspace)/\(place)") == "read write", "\(place)")
        }
        #expect(box.lines.map(\.what).contains("not make, rename or remove anything in \(workspace)"))
    }

    @Test func `paths below the home have links in the box's own`() throws {
        var sample = sample()
        sample.host.file("/home/ada/.gitconfig")
        try sample.grant("~/.gitconfig")
        let box = try sample.resolve()
        #expect(
            box.scratchFolder?.links.contains { $0.name == ".gitconfig" && $0.target == "/home/ada/.gitconfig" } == true
        )
    }

    @Test func `what takes a namespace is refused`() throws {
        var loopback = sample()
        loopback.profile.network.loopback = Sample.location(7)
        #expect(loopback.refusal() == .tierCannotHold)
        var sockets = sample()
        sockets.profile.runtime.unixSockets = Located(true, at: Sample.location(7))
        #expect(sockets.refusal() == .tierCannotHold)
        var proc = sample()
        proc.profile.runtime.proc = Located(.fullMasked, at: Sample.location(7))
        #expect(proc.refusal() == .tierCannotHold)
        var scratch = sample()
        try scratch.scratch("/opt/scratch")
        #expect(scratch.refusal() == .tierCannotHold)
        var root = sample()
        root.becomeRoot()
        #expect(root.refusal() == .hostUnsupportedCaller)
        var home = sample()
        try home.scratch("~/.cache/x")
        try home.scratch("/tmp")
        #expect(home.refusal() == nil)
    }
}
