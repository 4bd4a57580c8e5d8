internal import Glibc
package import Kernel

/// The control group of one box, which is made for it and goes with it.
///
/// Its limits are written before anything can be in it.
package struct ControlGroup: ~Copyable {
    /// Absolute path of its directory.
    package let path: String
    /// The directory, for `clone3`.
    package let directory: Descriptor

    /// The name of a box's group begins with this; then comes the number of the supervisor that made it.
    static let prefix = "trilatch-"

    /// Makes a group below one that is delegated to us.
    ///
    /// - Throws: `EBUSY` where processes live in `parent` itself, and what `mkdir`, `open` and `write` answer.
    package init(below parent: String, limits: GroupLimits) throws(KernelError) {
        // None that is not needed: a group that is lived in can pass on no more than it does already.
        try Self.passOn(limits.controllers, below: parent)
        Self.sweep(parent)
        let path = "\(parent)/\(Self.prefix)\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
        guard unsafe mkdir(path, 0o755) == 0 else { throw KernelError("mkdir", errno) }
        do throws(KernelError) {
            for setting in limits.settings { try Self.write(setting, in: path) }
            self = ControlGroup(path: path, directory: try Descriptor.reading(path, resolving: .exact))
        } catch {
            _ = unsafe rmdir(path)
            throw error
        }
    }

    private init(path: String, directory: consuming Descriptor) {
        self.path = path
        self.directory = directory
    }

    /// Ends every process in the group.
    ///
    /// The group of a kernel before 5.14 has no such file; its box ends with its pid 1 all the same.
    package borrowing func kill() {
        // Without it the box ends too, with its pid 1.
        try? Descriptor.writing("\(path)/cgroup.kill").write([UInt8(ascii: "1")])
    }

    /// Removes the group, once its processes are gone; waits for that for a moment.
    package consuming func remove() {
        kill()
        for _ in 0..<Self.patience {
            // EBUSY: a process that was killed is still on its way out.
            if unsafe rmdir(path) == 0 || errno != EBUSY { return }
            usleep(1000)
        }
    }

    /// How many milliseconds processes may take that were killed.
    private static let patience = 500

    // MARK: Files of a group

    /// Lets the groups below have these controllers.
    ///
    /// - Throws: `EBUSY` where processes live in the group itself (the kernel's rule of no internal processes), `ENOENT`
    ///   for a controller that it does not have.
    static func passOn(_ controllers: [GroupController], below parent: String) throws(KernelError) {
        let on = GroupController.set(parsing: text(of: "\(parent)/cgroup.subtree_control") ?? "")
        let available = GroupController.set(parsing: text(of: "\(parent)/cgroup.controllers") ?? "")
        let missing = controllers.filter { !on.contains($0) && available.contains($0) }
        guard !missing.isEmpty else { return }
        let words = missing.map { "+\($0.rawValue)" }.joined(separator: " ")
        try Descriptor.writing("\(parent)/cgroup.subtree_control").write(Array(words.utf8))
    }

    private static func write(_ setting: GroupLimits.Setting, in path: String) throws(KernelError) {
        do throws(KernelError) {
            try Descriptor.writing("\(path)/\(setting.file)").write(Array(setting.value.utf8))
        } catch {
            guard error.code == ENOENT, setting.mayBeAbsent else { throw error }
        }
    }

    /// Removes what supervisors that were killed have left: groups without a process whose maker is gone.
    private static func sweep(_ parent: String) {
        guard let stream = unsafe opendir(parent) else { return }
        defer { unsafe closedir(stream) }
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { field in
                unsafe String(cString: UnsafeRawPointer(field).assumingMemoryBound(to: CChar.self))
            }
            guard name.hasPrefix(prefix), let maker = name.dropFirst(prefix.count).split(separator: "-").first,
                Int32(maker) != nil, unsafe access("/proc/\(maker)", F_OK) != 0
            else { continue }
            // EBUSY where somebody still lives in it.
            _ = unsafe rmdir("\(parent)/\(name)")
        }
    }

    /// The whole of a small file; nil where it cannot be read.
    static func text(of path: String) -> String? {
        // Whoever asks takes a file that cannot be read for one that is not there.
        guard let bytes = try? Descriptor.reading(path).readAll(limit: 64 << 10) else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }
}
