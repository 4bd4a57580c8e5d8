package import Glibc
package import InstalledTrilatch
import RepositoryFiles

/// A throw-away tree that belongs to the caller, as the one that a box gets to work in.
package final class Workspace {
    private let folder: TemporaryFolder
    package let caller: Caller
    package var path: String { folder.path }
    /// Descriptors of listening sockets in it.
    private var sockets: [Int32] = []

    /// A tree with these directories and files; every directory is made before the files.
    package init(as caller: Caller, directories: [String] = [], files: [String: String] = [:]) throws {
        folder = TemporaryFolder("trilatch-workspace")
        self.caller = caller
        try own(folder.path)
        for directory in directories { try makeDirectory(directory) }
        for (name, content) in files { try write(content, to: name) }
    }

    deinit { for socket in sockets { close(socket) } }

    /// The tree that most servers get: a repository with what `protect` is for.
    package static func repository(as caller: Caller) throws -> Workspace {
        try Workspace(
            as: caller, directories: [".git", ".git/hooks", "src"],
            files: [".git/config": "[core]\n", ".mcp.json": "{}\n", "src/main.c": "int main;\n"])
    }

    /// What `repository` protects.
    package static let protectedNames = [".git/config", ".git/hooks", ".mcp.json"]

    package func path(_ name: String) -> String { "\(path)/\(name)" }

    package func makeDirectory(_ name: String) throws {
        guard unsafe mkdir(path(name), 0o755) == 0 else { throw HarnessFailure.missing(name) }
        try own(path(name))
    }

    package func write(_ content: String, to name: String, mode: mode_t = 0o644) throws {
        guard let stream = unsafe fopen(path(name), "w") else { throw HarnessFailure.missing(name) }
        let bytes = Array(content.utf8)
        let written = unsafe fwrite(bytes, 1, bytes.count, stream)
        guard unsafe fclose(stream) == 0, written == bytes.count, unsafe chmod(path(name), mode) == 0 else {
            throw HarnessFailure.missing(name)
        }
        try own(path(name))
    }

    package func setMode(of name: String, _ mode: mode_t) throws {
        guard unsafe chmod(path(name), mode) == 0 else { throw HarnessFailure.missing(name) }
    }

    /// For tests that run as root.
    package func setOwner(of name: String, _ user: UInt32, _ group: UInt32) throws {
        guard unsafe lchown(path(name), user, group) == 0 else { throw HarnessFailure.missing(name) }
    }

    package func move(_ name: String, to other: String) throws {
        guard unsafe rename(path(name), path(other)) == 0 else { throw HarnessFailure.missing(name) }
    }

    package func link(_ name: String, to target: String) throws {
        guard unsafe symlink(target, path(name)) == 0 else { throw HarnessFailure.missing(name) }
    }

    package func contents(of name: String) throws -> String {
        String(decoding: try FileBytes.read(path(name)), as: UTF8.self)
    }

    /// The state of every node in it, by its path.
    package var everything: [String: NodeState] {
        var found: [String: NodeState] = [:]
        var pending = [path]
        while let next = pending.popLast() {
            found[next] = NodeState(next)
            if let mode = found[next]?.mode, mode & S_IFMT == S_IFDIR {
                pending += ProcessTable.names(in: next).map { "\(next)/\($0)" }
            }
        }
        return found
    }

    /// A listening unix socket of the host's, which everybody may connect to.
    package func listen(at name: String) throws {
        let socket = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        guard socket >= 0 else { throw HarnessFailure.missing("socket") }
        _ = fcntl(socket, F_SETFD, FD_CLOEXEC)
        sockets.append(socket)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let text = Array(path(name).utf8)
        guard text.count < 108 else { throw HarnessFailure.missing("a shorter path than \(path(name))") }
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: text) }
        let bound = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(socket, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard bound == 0, Glibc.listen(socket, 4) == 0, unsafe chmod(path(name), 0o777) == 0 else {
            throw HarnessFailure.missing("listener at \(name)")
        }
    }

    private func own(_ path: String) throws {
        guard geteuid() == 0 else { return }
        guard unsafe lchown(path, caller.identifier, caller.identifier) == 0 else {
            throw HarnessFailure.missing("owner of \(path)")
        }
    }
}

/// One node of the host's file system, for comparing before and after.
package struct NodeState: Equatable {
    package var inode: UInt64
    package var mode: UInt32
    package var owner: UInt32
    package var group: UInt32
    package var size: Int64
    package var linkCount: UInt64
    package var content: [UInt8]?

    /// Nil where nothing is there.
    package init?(_ path: String) {
        var found = stat()
        guard unsafe lstat(path, &found) == 0 else { return nil }
        inode = UInt64(found.st_ino)
        mode = found.st_mode
        owner = found.st_uid
        group = found.st_gid
        size = Int64(found.st_size)
        linkCount = UInt64(found.st_nlink)
        content = found.st_mode & S_IFMT == S_IFREG ? try? FileBytes.read(path) : nil
    }
}
