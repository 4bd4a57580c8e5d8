import LaunchPlan
import Refusals
import Testing

@testable import Policy

/// What of a granted tree the box may not change, and what it may not see.
@Suite struct TreeSurveyTests {
    private func box(_ change: (inout FakeHost) -> Void = { _ in }, protect: [String] = []) throws -> ResolvedBox {
        var sample = Sample()
        change(&sample.host)
        try sample.grant("${workspace}", writable: true, protect: protect)
        return try sample.resolve()
    }

    private func refusal(_ change: (inout FakeHost) -> Void, protect: [String] = []) throws -> RefusalCode? {
        var sample = Sample()
        change(&sample.host)
        try sample.grant("${workspace}", writable: true, protect: protect)
        return sample.refusal()
    }

    // MARK: Protecting

    @Test func `what git runs is read-only, and its folder stays in place`() throws {
        let box = try box()
        #expect(box.binds["/home/ada/src/app/.git/config"]?.access == .readOnly)
        #expect(box.binds["/home/ada/src/app/.git/hooks"]?.access == .readOnly)
        #expect(box.binds["/home/ada/src/app/.git"]?.access == .readWrite)
        let commonDirectory = box.placeholders.first { "\($0.path)" == "/home/ada/src/app/.git/commondir" }
        #expect(commonDirectory?.contents == Array("../.git\n".utf8))
    }

    @Test(arguments: [
        ".vscode", ".idea", ".cursor", ".claude", ".trilatch", ".github/workflows", ".husky", ".circleci", ".zed",
        ".devcontainer",
    ])
    func `a trusted directory is read-only at any depth`(name: String) throws {
        let box = try box { host in
            host.file(Sample.workspace.appending("\(name)/file"))
            host.file(Sample.workspace.appending("a/b/\(name)/file"))
        }
        #expect(box.binds["\(Sample.workspace)/\(name)"]?.access == .readOnly)
        #expect(box.binds["\(Sample.workspace)/a/b/\(name)"]?.access == .readOnly)
        #expect(box.binds["\(Sample.workspace)/a/b"]?.access == .readWrite)
        #expect(box.binds["\(Sample.workspace)/a"]?.access == .readWrite)
    }

    @Test(arguments: [".mcp.json", ".gitlab-ci.yml", ".envrc", ".pre-commit-config.yaml", "trilatch.lock", ".bashrc"])
    func `a trusted file is read-only`(name: String) throws {
        let box = try box { $0.file(Sample.workspace.appending(name)) }
        #expect(box.binds["\(Sample.workspace)/\(name)"]?.access == .readOnly)
        #expect(box.binds["\(Sample.workspace)/\(name)"]?.node.inode != 0)
    }

    @Test(arguments: [
        ".mcp.json", ".vscode", ".idea", ".cursor", ".claude", ".github", ".gitlab-ci.yml", ".trilatch",
        "trilatch.lock",
    ])
    func `what does not exist yet is held by a placeholder`(name: String) throws {
        let box = try box()
        let path = "\(Sample.workspace)/\(name)"
        #expect(box.placeholders.contains { "\($0.path)" == path && $0.kind == .directory })
        // No launcher takes it before it was created.
        #expect(box.binds[path]?.node.inode == 0)
        #expect(box.binds[path]?.access == .readOnly)
    }

    @Test func `without a repository the whole folder is held, so that none can be made`() throws {
        var sample = Sample(workspace: "/home/ada/notes")
        sample.host.directory("/home/ada/notes")
        try sample.grant("${workspace}", writable: true)
        #expect(try sample.resolve().placeholders.contains { "\($0.path)" == "/home/ada/notes/.git" })
    }

    @Test func `a created placeholder takes its place in the plan, and one that cannot be made leaves it`() throws {
        var box = try box()
        let placeholder = try #require(box.placeholders.first)
        let path = try #require(placeholder.path.text)
        let count = box.plan.fileSystem.count
        box.place(placeholder, as: HostNode(path: path, device: 5, inode: 6, kind: .directory))
        #expect(box.binds[path]?.node.inode == 6)
        #expect(box.plan.fileSystem.count == count)
        let other = try #require(box.placeholders.last)
        box.place(other, as: nil)
        #expect(box.plan.fileSystem.count == count - 1)
    }

    @Test func `what a profile protects is read-only, or held where it is absent, never inside an absent parent`()
        throws
    {
        let box = try box(
            { $0.file(Sample.workspace.appending("config/prod.yaml")) },
            protect: ["config/prod.yaml", "deploy/keys/list"])
        #expect(box.binds["\(Sample.workspace)/config/prod.yaml"]?.access == .readOnly)
        #expect(box.binds["\(Sample.workspace)/config"]?.access == .readWrite)
        #expect(box.placeholders.contains { "\($0.path)" == "\(Sample.workspace)/deploy" })
        #expect(box.binds["\(Sample.workspace)/deploy/keys"] == nil)
    }

    @Test(arguments: [
        ".mcp.json", ".vscode", ".git/hooks", ".git/config", ".github", "a/.vscode", "a/.git", ".git/commondir",
    ])
    func `a link in the place of a trusted name is refused, for it could be turned elsewhere`(name: String) throws {
        let code = try refusal { $0.replaceByLink(Sample.workspace.appending(name), to: "elsewhere") }
        #expect(code == .pathProtectFailed)
    }

    @Test func `a repository behind a link is refused`() throws {
        var sample = Sample(workspace: "/home/ada/notes")
        sample.host.directory("/home/ada/notes")
        sample.host.link("/home/ada/notes/.git", to: "/home/ada/src/app/.git")
        try sample.grant("${workspace}", writable: true)
        #expect(sample.refusal() == .pathProtectFailed)
    }

    @Test(arguments: [".mcp.json", ".vscode/tasks.json", ".git/config", ".git/hooks/pre-commit"])
    func `a trusted file with a second name is refused, for it could be written by that`(name: String) throws {
        #expect(try refusal { $0.file(Sample.workspace.appending(name), names: 2) } == .pathProtectFailed)
    }

    @Test func `a file in the place of the repository's folder is read-only`() throws {
        var sample = Sample(workspace: "/home/ada/notes")
        sample.host.file("/home/ada/notes/.git", "gitdir: /home/ada/src/app/.git/worktrees/notes\n")
        try sample.grant("${workspace}", writable: true)
        let box = try sample.resolve()
        #expect(box.binds["/home/ada/notes/.git"]?.access == .readOnly)
        #expect(box.notes.contains { $0.contains("/home/ada/src/app/.git/worktrees/notes") })
    }

    @Test(arguments: ["lib/nested/.git", "node_modules/x/.git", "bare", ".git/modules/a", ".git/modules/group/b"])
    func `every repository in the tree is protected, whatever its place`(folder: String) throws {
        let path = Sample.workspace.appending(folder)
        let box = try box { $0.repository(path) }
        #expect(box.binds["\(path)/config"]?.access == .readOnly)
        #expect(box.binds["\(path)/hooks"]?.access == .readOnly)
        #expect(box.placeholders.contains { $0.path == path.appending("commondir") })
        #expect(box.binds["\(path)"]?.access == .readWrite)
    }

    @Test func `a folder of git that is no repository is read-only as a whole`() throws {
        let box = try box { $0.directory(Sample.workspace.appending("lib/.git")) }
        #expect(box.binds["\(Sample.workspace)/lib/.git"]?.access == .readOnly)
    }

    @Test func `what a repository's settings lead to is protected too`() throws {
        let config = """
            [core]
            \thooksPath = tools/hooks
            [include]
            \tpath = ../shared.cfg
            [extensions] worktreeConfig = true
            [remote "origin"]
            \turl = https://example.org/x
            """
        let box = try box { host in
            host.repository(Sample.workspace.appending(".git"), config: config)
            host.file(Sample.workspace.appending("tools/hooks/pre-commit"))
        }
        #expect(box.binds["\(Sample.workspace)/tools/hooks"]?.access == .readOnly)
        #expect(box.binds["\(Sample.workspace)/tools"]?.access == .readWrite)
        #expect(box.placeholders.contains { "\($0.path)" == "\(Sample.workspace)/shared.cfg" && $0.kind == .file })
        #expect(box.placeholders.contains { "\($0.path)" == "\(Sample.workspace)/.git/config.worktree" })
        #expect(box.legs.deferred.count == 1)
    }

    @Test func `linked work trees cannot be led to another repository`() throws {
        let linked = Sample.workspace.appending(".git/worktrees/x")
        let box = try box { host in
            host.file(linked.appending("commondir"), "../..\n")
            host.file(linked.appending("gitdir"), "/home/ada/x/.git\n")
        }
        #expect(box.binds["\(linked)/commondir"]?.access == .readOnly)
        #expect(box.binds["\(linked)/gitdir"]?.access == .readOnly)
    }

    @Test func `a read-only tree has no placeholders, no pins and no protection`() throws {
        var sample = Sample()
        try sample.grant("${workspace}")
        let box = try sample.resolve()
        #expect(box.placeholders.isEmpty)
        #expect(box.binds.keys.filter { $0.hasPrefix("/home/ada") } == ["/home/ada/src/app"])
    }

    @Test func `in a folder of a home what a session runs is protected`() throws {
        var sample = Sample()
        sample.request.ownFolders = []
        sample.host.file("/home/ada/.config/fish/config.fish")
        try sample.grant("~/.config", writable: true)
        let box = try sample.resolve()
        #expect(box.binds["/home/ada/.config/fish"]?.access == .readOnly)
        #expect(box.placeholders.contains { "\($0.path)" == "/home/ada/.config/autostart" })
    }

    // MARK: Hiding

    @Test(arguments: [
        ".env", ".env.production", ".netrc", ".pypirc", "id_rsa", "id_ed25519", ".git-credentials", "store.p12",
        "credentials.json", "vault.kdbx", "a/b/.env",
    ])
    func `a secret is hidden, in a writable and in a read-only tree`(name: String) throws {
        for writable in [true, false] {
            var sample = Sample()
            sample.host.file(Sample.workspace.appending(name), "x")
            try sample.grant("${workspace}", writable: writable)
            #expect(try sample.resolve().covers == ["\(Sample.workspace)/\(name)"])
        }
    }

    @Test(arguments: [".aws", ".ssh", ".gnupg", "a/.kube"])
    func `a folder of secrets is hidden as a whole`(name: String) throws {
        let box = try box { $0.file(Sample.workspace.appending("\(name)/config")) }
        #expect(box.covers == ["\(Sample.workspace)/\(name)"])
    }

    @Test(arguments: [".env.example", ".env.sample", ".env.template", ".environment", "env", "id_rsa.pub", ".envoy"])
    func `what only resembles a secret is shown`(name: String) throws {
        #expect(try box { $0.file(Sample.workspace.appending(name)) }.covers.isEmpty)
    }

    @Test(arguments: [
        ("server.pem", "-----BEGIN RSA PRIVATE KEY-----", true), ("cacert.pem", "-----BEGIN CERTIFICATE-----", false),
        ("slides.key", "PK", false), ("tls.key", "x\n-----BEGIN PRIVATE KEY-----", true),
        (".npmrc", "//registry/:_authToken=x", true), (".npmrc", "registry=https://x", false),
    ])
    func `where the name does not tell, the contents do`(name: String, contents: String, isHidden: Bool) throws {
        let box = try box { $0.file(Sample.workspace.appending(name), contents) }
        #expect(box.covers.isEmpty == !isHidden)
    }

    @Test func `a secret behind a link is hidden where it lies`() throws {
        let box = try box { host in
            host.file(Sample.workspace.appending("settings/real"), "x")
            host.link(Sample.workspace.appending(".env"), to: "settings/real")
            host.link(Sample.workspace.appending("a/.env"), to: "/home/ada/.bashrc")
            host.link(Sample.workspace.appending("b/.env"), to: ".env")
        }
        #expect(box.covers == ["\(Sample.workspace)/settings/real"])
    }

    @Test func `a profile hides more and shows what it asks for`() throws {
        var sample = Sample()
        for name in [".env", "a/.env", "notes/diary", "x/report-1.txt"] {
            sample.host.file(Sample.workspace.appending(name))
        }
        try sample.grant("${workspace}", hide: ["notes/diary", "report-*"], reveal: ["a/.env"])
        let box = try sample.resolve()
        #expect(
            box.covers == [
                "\(Sample.workspace)/.env", "\(Sample.workspace)/notes/diary", "\(Sample.workspace)/x/report-1.txt",
            ])
    }

    @Test func `what is trusted and hidden stays in its place`() throws {
        var sample = Sample()
        sample.host.file(Sample.workspace.appending("a/b/.vscode/tasks.json"))
        try sample.grant("${workspace}", writable: true, hide: [".vscode"])
        let box = try sample.resolve()
        #expect(box.covers.contains("\(Sample.workspace)/a/b/.vscode"))
        #expect(box.binds["\(Sample.workspace)/a/b"]?.access == .readWrite)
        #expect(box.binds["\(Sample.workspace)/a"]?.access == .readWrite)
    }

    @Test func `a secret that is granted by its own line is shown, and its neighbours are not`() throws {
        var sample = Sample()
        for name in [".aws/config", ".aws/credentials"] { sample.host.file(Sample.workspace.appending(name)) }
        try sample.grant("${workspace}", writable: true)
        try sample.grant("${workspace}/.aws/config")
        let box = try sample.resolve()
        #expect(box.covers == ["\(Sample.workspace)/.aws/credentials"])
        #expect(box.binds["\(Sample.workspace)/.aws/config"]?.access == .readOnly)
    }

    @Test func `a directory that cannot be looked through is covered`() throws {
        let box = try box { $0.deny(Sample.workspace.appending("locked")) }
        #expect(box.covers == ["\(Sample.workspace)/locked"])
    }

    @Test func `what lies too deep to be named is covered`() throws {
        let box = try box { host in
            var path = Sample.workspace
            for _ in 0..<20 { path = path.appending(String(repeating: "d", count: 250)) }
            host.file(path.appending(".env"))
        }
        let cover = try #require(box.covers.first)
        #expect(box.covers.count == 1)
        #expect(cover.utf8.count < 4096)
    }

    @Test func `a name that is not UTF-8 is no obstacle, unless it must be hidden`() throws {
        let odd = Sample.workspace.appending([0x66, 0xff])
        #expect(try refusal { $0.file(odd.appending("file")) } == nil)
        #expect(try refusal { $0.file(odd.appending(".env")) } == .pathNotAllowed)
        #expect(try refusal { $0.file(odd.appending(".vscode/tasks.json")) } == .pathProtectFailed)
    }

    @Test func `a tree with too many entries is refused with what to do`() throws {
        let code = try refusal { host in
            for index in 0...TreeSurvey.entryLimit { host.file(Sample.workspace.appending("f\(index)")) }
        }
        #expect(code == .pathTreeTooLarge)
    }

    @Test func `a tree with too many findings is refused`() throws {
        let code = try refusal { host in
            for index in 0...TreeSurvey.findingLimit { host.file(Sample.workspace.appending("f\(index)/.env")) }
        }
        #expect(code == .pathTreeTooLarge)
    }
}

extension FakeHost {
    /// Puts a link in the place of whatever is there.
    mutating func replaceByLink(_ path: HostPath, to target: String) { link(path, to: target) }
}
