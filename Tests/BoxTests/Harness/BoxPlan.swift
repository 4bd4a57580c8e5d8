import BoxHarness
import Glibc
import InstalledTrilatch
import LaunchPlan

/// Plans as the supervisor would resolve them, made by hand so that a test says itself what is granted.
enum BoxPlan {
    /// A box with the base system, the probe, a scratch `/tmp`, and what a test adds.
    static func make(
        as caller: Caller, command: [String], grants: [FileSystemStep] = [], environment: [String] = [],
        workingDirectory: String = "/tmp", omitting: Set<Layer> = []
    ) throws -> LaunchPlan {
        let outside = caller == .root ? dedicated() : caller.identifier
        // An ordinary caller keeps its own number inside, so that owners of files read the same.
        let inside = caller == .root ? 1000 : outside
        var steps: [FileSystemStep] = [
            .bind(Bind(node: try node("/usr"), access: .readOnly)),
            .symbolicLink(path: "/bin", target: "usr/bin"),
            .symbolicLink(path: "/lib", target: "usr/lib"),
            .symbolicLink(path: "/lib64", target: "usr/lib64"),
            .symbolicLink(path: "/sbin", target: "usr/sbin"),
            .file(path: "/etc/passwd", contents: Array("user:x:\(inside):\(inside)::/tmp:/bin/sh\n".utf8), mode: 0o444),
            .file(path: "/etc/group", contents: Array("user:x:\(inside):\n".utf8), mode: 0o444),
            .scratch(Scratch(path: "/tmp", sizeBytes: 16 << 20, nodes: 1024, mode: 0o1777)),
            .bind(Bind(node: try node(probe), access: .readOnly)),
        ]
        steps += grants
        return LaunchPlan(
            identity: BoxIdentity(
                userInside: inside, groupInside: inside, userOutside: outside, groupOutside: outside),
            fileSystem: steps,
            command: Command(
                executable: command[0], arguments: command,
                environment: ["PATH=/usr/bin", "HOME=/tmp", "LANG=C.UTF-8"] + environment,
                workingDirectory: workingDirectory),
            limits: ResourceLimits(dataBytes: 1 << 30, processes: 64, openFiles: 256, fileSizeBytes: 64 << 20),
            omittedLayers: omitting)
    }

    /// The attack list's program.
    static var probe: String { "\(Installation.shared.root)/libexec/trilatch/trilatch-probe" }

    /// A path of the host as the supervisor would describe it.
    static func node(_ path: String) throws -> HostNode {
        var found = stat()
        guard unsafe lstat(path, &found) == 0 else { throw HarnessFailure.missing(path) }
        let kind = found.st_mode & S_IFMT
        guard kind == S_IFDIR || kind == S_IFREG || kind == S_IFSOCK else {
            throw HarnessFailure.missing("kind of \(path)")
        }
        return HostNode(
            path: path, device: UInt64(found.st_dev), inode: UInt64(found.st_ino),
            kind: kind == S_IFDIR ? .directory : .file)
    }

    /// A writable grant; for a root caller what the box writes belongs to the tree's owner on disk.
    static func writable(_ path: String, as caller: Caller) throws -> FileSystemStep {
        var owner: DiskOwner?
        if caller == .root {
            var found = stat()
            guard unsafe lstat(path, &found) == 0 else { throw HarnessFailure.missing(path) }
            owner = DiskOwner(user: found.st_uid, group: found.st_gid)
        }
        return .bind(Bind(node: try node(path), access: .readWrite, ownerOnDisk: owner))
    }

    /// A workspace, with everything between it and each protected path bound onto itself, and the path read-only.
    static func workspace(_ path: String, protecting names: [String], as caller: Caller) throws -> [FileSystemStep] {
        var steps = [try writable(path, as: caller)]
        var bound: Set<String> = []
        for name in names.sorted() {
            var current = path
            for component in name.split(separator: "/").dropLast() {
                current += "/\(component)"
                if bound.insert(current).inserted { steps.append(try writable(current, as: caller)) }
            }
            guard case .bind(var bind) = try writable("\(path)/\(name)", as: caller) else { continue }
            bind.access = .readOnly
            steps.append(.bind(bind))
        }
        return steps
    }

    /// An id for one box of a root caller.
    ///
    /// Tests run side by side, and limits on processes count by id.
    static func dedicated() -> UInt32 { UInt32.random(in: 61184...65519) }
}

extension LaunchPlan {
    /// The same plan with something about it changed.
    func with(_ change: (inout LaunchPlan) -> Void) -> LaunchPlan {
        var changed = self
        change(&changed)
        return changed
    }
}
