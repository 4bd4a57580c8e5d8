import BoxHarness
import Glibc
import InstalledTrilatch
import Kernel
import LaunchPlan
import Testing

/// What a box sees of the trees that it was granted.
@Suite struct GrantTests {
    @Test(arguments: Caller.available)
    func `what a box creates belongs on disk to the owner of the tree`(caller: Caller) throws {
        let workspace = try Workspace(as: caller, directories: ["kept"], files: ["secret": "mine\n"])
        try workspace.setMode(of: "secret", 0o600)
        let script =
            "cat secret && echo new >made && mkdir d && echo x >d/y && ln -s made l && mv secret kept/ && chmod 640 made"
        let end = try run(script, as: caller, in: workspace)
        #expect(end.errors == "")
        #expect(end.output == "mine\n")
        for name in ["made", "d", "d/y", "l", "kept/secret"] {
            let state = try #require(NodeState(workspace.path(name)))
            #expect(state.owner == caller.identifier && state.group == caller.identifier)
        }
        #expect(NodeState(workspace.path("made"))?.mode == S_IFREG | 0o640)
        #expect(NodeState(workspace.path("secret")) == nil)
    }

    @Test func `in a tree of two owners a root caller's box has the rights of the first`() throws {
        guard geteuid() == 0 else { return print("skipped: only root can make a tree of two owners") }
        let workspace = try Workspace(
            as: .root, directories: ["theirs"], files: ["ours": "a\n", "theirs/open": "b\n", "theirs/closed": "c\n"])
        for name in ["theirs", "theirs/open", "theirs/closed"] {
            try workspace.setOwner(of: name, 4242, 4242)
        }
        try workspace.setMode(of: "theirs/closed", 0o600)
        let before = workspace.everything.filter { $0.key.contains("theirs") }
        let script = """
            cat ours theirs/open
            cat theirs/closed; echo x >theirs/open; rm theirs/open; touch theirs/new; chown 1000 theirs/open
            stat -c %u ours theirs/open
            """
        let end = try run(script, as: .root, in: workspace)
        #expect(end.output == "a\nb\n1000\n65534\n")
        #expect(end.errors.split(separator: "\n").count == 5)
        #expect(workspace.everything.filter { $0.key.contains("theirs") } == before)
    }

    @Test func `on overlayfs a root caller's box works, or says that it cannot have an id map`() throws {
        guard geteuid() == 0 else { return print("skipped: only root needs id maps") }
        let folder = try Workspace(
            as: .root, directories: ["lower", "upper", "work", "merged"], files: ["lower/file": "below\n"])
        let overlay = try OverlayMount(folder)
        let path = folder.path("merged")
        var plan = try BoxPlan.make(
            as: .root, command: ["/bin/sh", "-c", "cat file && echo new >file && cat file"], workingDirectory: path)
        var node = try BoxPlan.node(overlay.root + path)
        node.path = path
        plan.fileSystem.append(
            .bind(Bind(node: node, access: .readWrite, ownerOnDisk: DiskOwner(user: 0, group: 0))))
        let end = try LiveBox(plan, as: .root, through: overlay.entrance).finish()
        switch end.reports.first {
        case .ready:
            #expect(end.output == "below\nnew\n")
            #expect(NodeState(folder.path("upper/file"))?.owner == 0)
        case .failed(.confineGrant, let error, let subject):
            // What the supervisor turns into host.idmap-unsupported.
            #expect(error == EINVAL)
            #expect(subject.contains(path))
            #expect(end.output == "" && end.status == .exited(125))
        default:
            Issue.record("\(end.reports)")
        }
    }

    @Test func `a root caller's supplementary groups are not the box's`() throws {
        guard geteuid() == 0 else { return print("skipped: only root has groups to give up") }
        let workspace = try Workspace(as: .root, files: ["log": "for group 4\n"])
        try workspace.setOwner(of: "log", 4242, 4)
        try workspace.setMode(of: "log", 0o040)
        let plan = try BoxPlan.make(
            as: .root, command: ["/bin/sh", "-c", "id -G; cat log"],
            grants: [.bind(Bind(node: try BoxPlan.node(workspace.path), access: .readOnly))],
            workingDirectory: workspace.path)
        let prefix = ["/usr/bin/setpriv", "--groups", "4", "--"]
        let end = try LiveBox(plan, as: .root, through: prefix).finish()
        #expect(end.output == "1000\n")
        #expect(end.errors.contains("Permission denied"))
    }

    @Test(arguments: Caller.available)
    func `a read-only grant is read-only, and what is not executable stays so`(caller: Caller) throws {
        let workspace = try Workspace(as: caller, files: ["tool": "#!/bin/sh\necho ran\n"])
        try workspace.setMode(of: "tool", 0o755)
        let before = workspace.everything
        func attempt(_ script: String, noExecute: Bool) throws -> BoxEnd {
            guard case .bind(var bind) = try BoxPlan.writable(workspace.path, as: caller) else {
                throw HarnessFailure.missing("bind")
            }
            bind.access = .readOnly
            bind.noExecute = noExecute
            let plan = try BoxPlan.make(
                as: caller, command: ["/bin/sh", "-c", script], grants: [.bind(bind)],
                workingDirectory: workspace.path)
            return try LiveBox(plan, as: caller).finish()
        }
        let writes =
            "echo x >>tool; rm tool; touch new; mkdir d; mv tool t; ln tool t; chmod 700 tool; touch -d @0 tool"
        #expect(
            try attempt(writes, noExecute: false).errors.split(separator: "\n").allSatisfy {
                $0.contains("Read-only file system")
            })
        #expect(workspace.everything == before)
        #expect(try attempt("./tool", noExecute: false).output == "ran\n")
        let refused = try attempt("./tool", noExecute: true)
        #expect(refused.output == "" && refused.errors.contains("Permission denied"))
    }

    @Test(arguments: Caller.available)
    func `a hidden path cannot be read, uncovered or walked around`(caller: Caller) throws {
        let workspace = try Workspace(
            as: caller, directories: ["keys", "sub"],
            files: [".env": "TOKEN=1\n", "keys/id": "key\n", "open": "seen\n"])
        let before = workspace.everything
        let script = """
            cat .env keys/id /proc/self/cwd/.env /proc/self/root$PWD/keys/id
            chmod 600 .env; chmod 700 keys; rm -rf .env keys; mv .env sub/; mv keys sub/; ln .env sub/e; cp .env sub/
            cat open
            """
        let plan = try BoxPlan.make(
            as: caller, command: ["/bin/sh", "-c", script],
            grants: [
                try BoxPlan.writable(workspace.path, as: caller), .hide(path: workspace.path(".env"), kind: .file),
                .hide(path: workspace.path("keys"), kind: .directory),
            ], workingDirectory: workspace.path)
        let end = try LiveBox(plan, as: caller).finish()
        #expect(end.output == "seen\n")
        #expect(workspace.everything == before)
    }

    @Test(arguments: Caller.available)
    func `a path that was exchanged after the check is refused`(caller: Caller) throws {
        let folder = try Workspace(
            as: caller, directories: ["granted", "other"], files: ["other/secret": "not meant\n"])
        let path = folder.path("granted")
        var plan = try BoxPlan.make(
            as: caller, command: ["/bin/cat", "\(path)/secret"], grants: [try BoxPlan.writable(path, as: caller)])
        try folder.move("granted", to: "moved")
        try folder.move("other", to: "granted")
        let end = try LiveBox(plan, as: caller).finish()
        guard case .failed(.compareGrant, _, let subject) = end.reports.first else {
            Issue.record("\(end.reports)")
            return
        }
        #expect(subject.contains(path))
        #expect(end.output == "" && end.status == .exited(125))

        plan.omittedLayers = [.pathComparison, .selfTest]
        #expect(try LiveBox(plan, as: caller).finish().output == "not meant\n")
    }

    @Test(arguments: Caller.available, [false, true])
    func `a symbolic link in the place of a granted path, or above it, is refused`(caller: Caller, above: Bool) throws {
        let folder = try Workspace(as: caller, directories: ["a", "a/granted", "b"])
        let plan = try BoxPlan.make(
            as: caller, command: ["/bin/true"], grants: [try BoxPlan.writable(folder.path("a/granted"), as: caller)])
        let (place, target) = above ? ("a", "moved") : ("a/granted", "../moved")
        try folder.move(place, to: "moved")
        try folder.link(place, to: target)
        let end = try LiveBox(plan, as: caller).finish()
        // Above it the kernel refuses to pass; in its place the link itself is what was opened, and not what was meant.
        switch end.reports.first {
        case .failed(.openGrant, ELOOP, _): #expect(above)
        case .failed(.compareGrant, _, _): #expect(!above)
        default: Issue.record("\(end.reports)")
        }
    }

    @Test(arguments: Caller.available)
    func `a link that is swapped all the time never leads out`(caller: Caller) throws {
        let folder = try Workspace(
            as: caller, directories: ["granted", "granted/d", "outside"],
            files: ["outside/secret": "not meant\n", "granted/d/secret": "meant\n"])
        let path = folder.path("granted/d")
        let node = try BoxPlan.node(path)
        let swapper = try Swapper(path, with: folder.path("outside"), keeping: folder.path("granted/kept"))
        var outputs: Set<String> = []
        for _ in 0..<25 {
            let plan = try BoxPlan.make(
                as: caller, command: ["/bin/cat", "\(path)/secret"],
                grants: [.bind(Bind(node: node, access: .readOnly))])
            outputs.insert(try LiveBox(plan, as: caller).finish().output)
        }
        #expect(outputs.isSubset(of: ["", "meant\n"]))
        _ = swapper
    }

    private func run(_ script: String, as caller: Caller, in workspace: Workspace) throws -> BoxEnd {
        let plan = try BoxPlan.make(
            as: caller, command: ["/bin/sh", "-c", script], grants: [try BoxPlan.writable(workspace.path, as: caller)],
            workingDirectory: workspace.path)
        return try LiveBox(plan, as: caller).finish()
    }
}
