import BoxHarness
import Glibc
import InstalledTrilatch
import Kernel
import Testing

/// What root grants, through the whole command.
@Suite struct RootGrantsTests {
    private static let script = "cd \"$1\" && cat file >&2 && echo new >file && echo made >new"

    private func run(_ workspace: String, home: String, through prefix: [String]) throws -> (
        errors: String, status: ProcessEnd
    ) {
        let process = try LiveProcess(
            prefix + [
                Installation.shared.trilatch, "run", "--profile", "shell", "--workspace", workspace, "--", "/bin/sh",
                "-c",
                Self.script, "sh", workspace,
            ], environment: ["PATH=/usr/bin:/bin", "HOME=\(home)", "LANG=C.UTF-8"])
        let status = try process.finishByItself()
        return (process.text(from: 2), status)
    }

    @Test func `on overlayfs the box works, or is refused with the remedy`() throws {
        guard geteuid() == 0 else { return print("skipped: only root needs id maps") }
        let folder = try Workspace(
            as: .root, directories: ["lower", "upper", "work", "merged", "home"], files: ["lower/file": "below\n"])
        let overlay = try OverlayMount(folder)
        let end = try run(folder.path("merged"), home: folder.path("home"), through: overlay.entrance)
        if end.status == .exited(0) {
            #expect(end.errors.contains("below"))
            #expect(NodeState(folder.path("upper/new"))?.owner == 0)
        } else {
            #expect(end.status == .exited(125))
            #expect(end.errors.contains("host.idmap-unsupported"))
            #expect(end.errors.contains("merged"))
            #expect(!end.errors.contains("below"))
            #expect(NodeState(folder.path("upper/new")) == nil)
        }
    }

    @Test func `in a tree of two owners the box works with the first one's rights, or is refused with the remedy`()
        throws
    {
        guard geteuid() == 0 else { return print("skipped: only root needs id maps") }
        let folder = try Workspace(
            as: .root, directories: ["home", "tree", "tree/theirs"],
            files: ["tree/file": "ours\n", "tree/theirs/file": "theirs\n"])
        for name in ["tree/theirs", "tree/theirs/file"] { try folder.setOwner(of: name, 4242, 4242) }
        let before = NodeState(folder.path("tree/theirs/file"))
        let end = try run(folder.path("tree"), home: folder.path("home"), through: [])
        if end.status == .exited(0) {
            #expect(end.errors.contains("ours"))
            #expect(NodeState(folder.path("tree/new"))?.owner == 0)
        } else {
            #expect(end.status == .exited(125))
            #expect(end.errors.contains("host.idmap-unsupported"))
        }
        #expect(NodeState(folder.path("tree/theirs/file")) == before)
    }
}
