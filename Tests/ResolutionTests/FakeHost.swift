import LaunchPlan

@testable import Policy

/// A host in memory.
///
/// It answers as a kernel does for paths without links in their directories, which is all that resolution may ask.
struct FakeHost: HostView {
    enum Node {
        case file([UInt8], permissions: UInt16, names: UInt64)
        case directory(permissions: UInt16, isDenied: Bool)
        case link([UInt8])
        case other
    }

    private var nodes: [HostPath: (node: Node, owner: DiskOwner, inode: UInt64)] = [:]
    private var children: [HostPath: [HostPath]] = [:]
    private var nextInode: UInt64 = 2
    /// Reverses the order of listings, which no result may depend on.
    var listsBackwards = false

    init() { put(.root, .directory(permissions: 0o755, isDenied: false), DiskOwner(user: 0, group: 0)) }

    // MARK: Building

    mutating func put(_ path: HostPath, _ node: Node, _ owner: DiskOwner? = nil) {
        if let parent = path.parent {
            if nodes[parent] == nil { put(parent, .directory(permissions: 0o755, isDenied: false), owner) }
            guard case .directory = nodes[parent]?.node else { return }
            if nodes[path] == nil { children[parent, default: []].append(path) }
        }
        if case .directory = node {} else { for child in children[path] ?? [] { remove(child) } }
        let inherited = path.parent.flatMap { nodes[$0]?.owner } ?? DiskOwner(user: 0, group: 0)
        nodes[path] = (node, owner ?? inherited, nextInode)
        nextInode += 1
    }

    private mutating func remove(_ path: HostPath) {
        for child in children[path] ?? [] { remove(child) }
        nodes[path] = nil
        if let parent = path.parent { children[parent]?.removeAll { $0 == path } }
    }

    mutating func directory(_ path: HostPath, owner: DiskOwner? = nil, permissions: UInt16 = 0o755) {
        put(path, .directory(permissions: permissions, isDenied: false), owner)
    }

    mutating func deny(_ path: HostPath) { put(path, .directory(permissions: 0, isDenied: true)) }

    mutating func file(_ path: HostPath, _ contents: String = "", permissions: UInt16 = 0o644, names: UInt64 = 1) {
        put(path, .file(Array(contents.utf8), permissions: permissions, names: names))
    }

    mutating func program(_ path: HostPath, _ contents: String = FakeHost.staticProgram) {
        file(path, contents, permissions: 0o755)
    }

    mutating func link(_ path: HostPath, to target: String) { put(path, .link(Array(target.utf8))) }

    static let staticProgram = "\u{7f}ELF static"

    func holds(_ path: HostPath) -> Bool { nodes[path] != nil }
    var paths: [HostPath] { nodes.keys.sorted() }
    func node(_ path: HostPath) -> Node? { nodes[path]?.node }

    // MARK: Answering

    func inspect(_ path: HostPath) throws(HostFailure) -> HostFile? {
        guard let found = nodes[path] else { return nil }
        let (kind, permissions, names): (HostFile.Kind, UInt16, UInt64) =
            switch found.node {
            case .file(_, let permissions, let names): (.file, permissions, names)
            case .directory(let permissions, _): (.directory, permissions, 2)
            case .link: (.symbolicLink, 0o777, 1)
            case .other: (.other, 0o600, 1)
            }
        return HostFile(
            kind: kind, device: 1, inode: found.inode, owner: found.owner, permissions: permissions, names: names)
    }

    func readLink(_ path: HostPath) throws(HostFailure) -> [UInt8] {
        guard case .link(let target) = nodes[path]?.node else { throw .wrongKind }
        return target
    }

    func list(_ directory: HostPath) throws(HostFailure) -> DirectoryListing {
        guard case .directory(_, let isDenied) = nodes[directory]?.node else { throw .wrongKind }
        guard !isDenied else { throw .denied }
        var listing = DirectoryListing()
        let entries = children[directory] ?? []
        for path in listsBackwards ? entries.reversed() : entries {
            guard let kind = try inspect(path)?.kind else { continue }
            listing.append(Array(path.name).span, kind)
        }
        return listing
    }

    func read(_ path: HostPath, limit: Int) throws(HostFailure) -> [UInt8] {
        guard case .file(let contents, _, _) = nodes[path]?.node else { throw .wrongKind }
        return Array(contents.prefix(limit))
    }
}

extension FakeHost {
    static let user = DiskOwner(user: 1001, group: 1001)
    static let home: HostPath = "/home/ada"

    /// A small Debian with one user `ada`, a project, and the usual things that nobody may see.
    static func debian() -> FakeHost {
        var host = FakeHost()
        host.file(
            "/etc/passwd",
            """
            root:x:0:0:root:/root:/bin/bash
            sys:x:3:3:sys:/:/usr/sbin/nologin
            bin:x:2:2:bin:/bin:/usr/sbin/nologin
            postgres:x:101:104::/var/lib/postgresql:/bin/bash
            ada:x:1001:1001::/home/ada:/bin/bash

            """)
        host.file("/etc/shadow", "root:secret", permissions: 0o640)
        host.file("/etc/ld.so.cache")
        host.file("/etc/ssl/certs/ca.pem", "-----BEGIN CERTIFICATE-----")
        host.file("/etc/ssl/private/key.pem", "-----BEGIN PRIVATE KEY-----")
        host.link("/etc/localtime", to: "/usr/share/zoneinfo/Etc/UTC")
        host.file("/usr/share/zoneinfo/Etc/UTC")
        for name in ["bash", "env", "git", "node", "perl", "python3.11", "sh"] {
            host.program(HostPath.root.appending("usr/bin/\(name)"))
        }
        host.link("/usr/bin/python3", to: "python3.11")
        host.program("/usr/local/bin/tool", "#!/usr/bin/env python3\n")
        for name in ["bin", "sbin", "lib", "lib64"] { host.link(HostPath.root.appending(name), to: "usr/\(name)") }
        for name in ["sbin", "lib", "lib64"] { host.directory(HostPath.root.appending("usr/\(name)")) }
        host.file("/usr/lib/python3.11/os.py")
        host.directory("/var/lib/postgresql", owner: DiskOwner(user: 101, group: 104))
        host.directory("/tmp", permissions: 0o1777)
        host.directory("/root", permissions: 0o700)
        host.directory("/home/ada", owner: user, permissions: 0o700)
        host.file("/home/ada/.ssh/id_ed25519", "-----BEGIN OPENSSH PRIVATE KEY-----")
        host.file("/home/ada/.bashrc")
        host.file("/home/ada/.gitconfig")
        host.repository("/home/ada/src/app/.git")
        host.file("/home/ada/src/app/main.py")
        return host
    }

    /// A folder that git takes for a repository.
    mutating func repository(_ folder: HostPath, config: String = "[core]\n\tbare = false\n") {
        file(folder.appending("HEAD"), "ref: refs/heads/main\n")
        file(folder.appending("config"), config)
        file(folder.appending("hooks/pre-commit.sample"))
        directory(folder.appending("objects"))
        directory(folder.appending("refs"))
    }

    /// A virtual environment with a command, and the interpreter that it was made from.
    mutating func environment(_ root: HostPath, base: HostPath, command: String = "server") {
        installation(base)
        file(root.appending("pyvenv.cfg"), "home = \(base)/bin\ninclude-system-site-packages = false\n")
        link(root.appending("bin/python"), to: "\(base)/bin/python3.11")
        link(root.appending("bin/python3"), to: "python")
        program(root.appending("bin/\(command)"), "#!\(root)/bin/python\nimport server\n")
        file(root.appending("lib/python3.11/site-packages/server.py"))
        link(root.appending("lib64"), to: "lib")
    }

    /// An installation of Python.
    mutating func installation(_ prefix: HostPath) {
        program(prefix.appending("bin/python3.11"))
        link(prefix.appending("bin/python3"), to: "python3.11")
        file(prefix.appending("lib/python3.11/os.py"))
    }
}
