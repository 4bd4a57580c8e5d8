internal import Glibc
internal import Kernel
package import Policy
package import Refusals

/// The scratch folder of one box without namespaces: made before the launch, removed at the end.
package struct HeldScratchFolder: ~Copyable {
    /// Nil for a box that has its scratches in memory.
    private let path: String?
    /// Locked while the box lives, so that nobody takes it for one that was left behind.
    private let lock: Descriptor?

    /// Names of such folders begin so.
    private static let prefix = "trilatch-box-"

    /// Where the folder of this process will be.
    ///
    /// - Parameter environment: `XDG_RUNTIME_DIR` is taken where it is set, else `TMPDIR`, else `/tmp`.
    /// - Throws: `path.not-allowed` where there is no such directory.
    package static func place(environment: [String: String]) throws(Refusal) -> String {
        let named = [environment["XDG_RUNTIME_DIR"], environment["TMPDIR"]].compactMap(\.self)
        let base = named.first { $0.hasPrefix("/") } ?? "/tmp"
        guard let found = try HostLookup(KernelHostView()).canonical(Array(base.utf8)), found.file.kind == .directory,
            let text = found.path.text
        else {
            throw Refusal(
                .pathNotAllowed, "\(base), where the box's scratch folder would be, is no directory",
                hint: "set TMPDIR to a directory that is yours")
        }
        let name = "\(prefix)\(getpid())-\(String(UInt64.random(in: .min ... .max), radix: 36))"
        return text == "/" ? "/\(name)" : "\(text)/\(name)"
    }

    /// Makes the folder that a box asks for, and puts its node into the plan.
    ///
    /// - Throws: `path.not-allowed`.
    package init(for box: inout ResolvedBox) throws(Refusal) {
        guard let folder = box.scratchFolder else {
            path = nil
            lock = nil
            return
        }
        do throws(KernelError) {
            HeldScratchFolder.removeAbandoned(beside: folder.path)
            try HeldScratchFolder.makeDirectory(folder.path)
            let directory = try Replacing.directory(folder.path)
            guard flock(directory.number, LOCK_EX | LOCK_NB) == 0 else { throw KernelError("flock", errno) }
            try HeldScratchFolder.makeDirectory(folder.home)
            try HeldScratchFolder.makeDirectory(folder.temporary)
            for link in folder.links { try HeldScratchFolder.make(link, in: folder.home) }
            let node = try FileNode(of: directory)
            box.placeScratchFolder(device: node.device, inode: node.inode)
            path = folder.path
            lock = consume directory
        } catch {
            throw Refusal(
                .pathNotAllowed, "\(folder.path), the box's scratch folder, cannot be made: \(error)",
                hint: "set TMPDIR to a directory that is yours")
        }
    }

    /// Removes the folder, once nothing of the box lives.
    package consuming func release() {
        // What cannot be removed now is taken for abandoned by a later run.
        if let path { try? TreeRemoval.remove(path) }
    }

    private static func makeDirectory(_ path: String) throws(KernelError) {
        guard unsafe mkdir(path, 0o700) == 0 else { throw KernelError("mkdir", errno) }
    }

    private static func make(_ link: ScratchFolder.Link, in home: String) throws(KernelError) {
        var directory = home
        for component in link.name.split(separator: "/").dropLast() {
            directory += "/\(component)"
            guard unsafe mkdir(directory, 0o700) == 0 || errno == EEXIST else { throw KernelError("mkdir", errno) }
        }
        guard unsafe symlink(link.target, "\(home)/\(link.name)") == 0 else { throw KernelError("symlink", errno) }
    }

    /// Removes folders whose supervisor was killed: they are this user's, and nobody holds their lock.
    private static func removeAbandoned(beside path: String) {
        guard let slash = path.lastIndex(of: "/") else { return }
        let base = slash == path.startIndex ? "/" : String(path[..<slash])
        guard let stream = unsafe opendir(base) else { return }
        defer { unsafe closedir(stream) }
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { field in
                unsafe String(cString: UnsafeRawPointer(field).assumingMemoryBound(to: CChar.self))
            }
            guard name.hasPrefix(prefix), let maker = maker(of: name), kill(maker, 0) != 0, errno == ESRCH else {
                continue
            }
            let other = base == "/" ? "/\(name)" : "\(base)/\(name)"
            // Of another user, or gone, or of a run that has begun since with the same number: it stays.
            guard let directory = try? Replacing.directory(other), let node = try? FileNode(of: directory),
                node.owner == geteuid(), flock(directory.number, LOCK_EX | LOCK_NB) == 0
            else { continue }
            // Not this run's: where it stays, nothing of this one is lost.
            try? TreeRemoval.remove(other)
        }
    }

    /// The process in a folder's name.
    private static func maker(of name: String) -> Int32? {
        Int32(name.dropFirst(prefix.count).prefix { $0 != "-" }).flatMap { $0 > 0 ? $0 : nil }
    }
}
