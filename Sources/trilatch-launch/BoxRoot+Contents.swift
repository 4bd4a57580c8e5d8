internal import Glibc
internal import Kernel
internal import LaunchPlan

/// What every box has.
extension BoxRoot {
    /// The five harmless devices, links to the own descriptors, and shared memory.
    mutating func createDevices() throws(LaunchFailure) {
        try mount(.createDevices, .memory(size: "64k", nodes: "64", mode: "0755"), .ofDevices, at: "/dev")
        // One by one, here and below: a list would have the runtime put its type together at every launch.
        try createDevice("/dev/null", minor: 3)
        try createDevice("/dev/zero", minor: 5)
        try createDevice("/dev/full", minor: 7)
        try createDevice("/dev/random", minor: 8)
        try createDevice("/dev/urandom", minor: 9)
        try makeLink("/dev/fd", to: "/proc/self/fd")
        try makeLink("/dev/stdin", to: "/proc/self/fd/0")
        try makeLink("/dev/stdout", to: "/proc/self/fd/1")
        try makeLink("/dev/stderr", to: "/proc/self/fd/2")
        try mount(.createDevices, .memory(size: "64m", nodes: "4096", mode: "1777"), .inert, at: "/dev/shm")
        try step(.createDevices, "/dev") { () throws(KernelError) in
            try Mounts.seal(try place(of: "/dev"), setting: .readOnly)
        }
    }

    private mutating func createDevice(_ path: String, minor: UInt32) throws(LaunchFailure) {
        let tree = try step(.createDevices, path) { () throws(KernelError) in
            // mknod is refused in a user namespace, so it is the host's node, which somebody may have replaced.
            let node = try Descriptor.place(at: Descriptor.workingDirectory, path, resolving: .exact)
            guard try FileNode(of: node).kind == .characterDevice(major: 1, minor: minor) else {
                throw KernelError("fstat", ENODEV)
            }
            let tree = try Mounts.copy(of: node)
            // Read-only says nothing about a device's own reading and writing; not noDevices, or it would be dead.
            try Mounts.confine(tree, setting: .ofDevices.union(.readOnly))
            return tree
        }
        try attach(tree, .file, at: path, .createDevices)
    }

    /// The processes' own file system, or an empty place where it would be.
    mutating func mountProcesses(_ kind: ProcessFileSystem) throws(LaunchFailure) {
        // Processes that the box may not trace are invisible: above all pid 1.
        switch kind {
        case .pidOnly:
            try mount(.mountProcesses, .processes(pidOnly: true), .inert, at: "/proc")
        case .fullMasked:
            try mount(.mountProcesses, .processes(pidOnly: false), .inert, at: "/proc")
            try maskProcesses()
        case .empty:
            try makeDirectory("/proc", mode: 0o555)
        }
    }

    /// Covers what a whole `/proc` shows of the kernel or lets act on it.
    ///
    /// Not every kernel has every name.
    private mutating func maskProcesses() throws(LaunchFailure) {
        let hidden: [(name: String, kind: NodeKind)] = [
            ("kcore", .file), ("keys", .file), ("key-users", .file), ("kmsg", .file), ("kallsyms", .file),
            ("kpagecount", .file), ("kpageflags", .file), ("kpagecgroup", .file), ("latency_stats", .file),
            ("timer_list", .file), ("sched_debug", .file), ("sysrq-trigger", .file), ("acpi", .directory),
            ("scsi", .directory), ("asound", .directory),
        ]
        for node in hidden where try isThere("/proc/\(node.name)") { try hide("/proc/\(node.name)", node.kind) }
        for name in ["sys", "irq", "bus", "fs", "driver", "tty"] where try isThere("/proc/\(name)") {
            let path = "/proc/\(name)"
            let tree = try step(.mountProcesses, path) { () throws(KernelError) in
                let tree = try Mounts.copy(of: try place(of: path))
                try Mounts.confine(tree, setting: .inertReadOnly)
                return tree
            }
            try attach(tree, .directory, at: path, .mountProcesses)
        }
    }

    private func isThere(_ path: String) throws(LaunchFailure) -> Bool {
        do throws(KernelError) {
            _ = try place(of: path)
            return true
        } catch {
            // Anything but its absence could be a way to keep it uncovered.
            guard error.code == ENOENT else { throw LaunchFailure(.mountProcesses, error.code, path) }
            return false
        }
    }
}

/// What a plan says.
extension BoxRoot {
    /// Carries out one step.
    ///
    /// - Parameters:
    ///   - comparing: Whether a file that is copied must be the one that the supervisor validated.
    ///   - tree: Gives the detached, confined tree of a bind.
    mutating func apply(
        _ part: FileSystemStep, comparing: Bool, tree: (Bind) throws(LaunchFailure) -> Descriptor
    ) throws(LaunchFailure) {
        switch part {
        case .bind(let bind):
            try attach(try tree(bind), bind.node.kind, at: bind.node.path, .attachGrant)
        case .scratch(let scratch):
            let memory = NewFileSystem.memory(
                size: "\(scratch.sizeBytes)", nodes: "\(scratch.nodes)", mode: String(scratch.mode, radix: 8))
            try mount(.createScratch, memory, scratch.noExecute ? .inert : .guarded, at: scratch.path)
        case .symbolicLink(let path, let target):
            try makeLink(path, to: target)
        case .file(let path, let contents, let mode):
            try makeFile(path, contents: contents, mode: mode)
        case .copy(let file):
            try makeFile(file.path, contents: try contents(of: file, comparing: comparing), mode: 0o444)
        case .directory(let path, let mode):
            try makeDirectory(path, mode: mode)
        case .hide(let path, let kind):
            try hide(path, kind)
        case .list(let node):
            // The codec takes no such plan.
            throw LaunchFailure(.decodePlan, EINVAL, node.path)
        }
    }

    /// What a copy says of a file of the host's, opened without following any link.
    private func contents(of copy: CopiedFile, comparing: Bool) throws(LaunchFailure) -> [UInt8] {
        let file = try step(.openGrant, copy.node.path) { () throws(KernelError) in
            try Descriptor.reading(copy.node.path, resolving: .exact)
        }
        if comparing { try copy.node.compare(with: file) }
        let bytes = try step(.openGrant, copy.node.path) { () throws(KernelError) in
            try file.readAll(limit: BoxRoot.longestCopy)
        }
        return copy.before + bytes.dropFirst(Int(copy.skipped)) + copy.after
    }

    /// The root has no room for more.
    private static let longestCopy = 2 << 20

    /// Covers a path with an empty node that nobody can open.
    private mutating func hide(_ path: String, _ kind: NodeKind) throws(LaunchFailure) {
        let cover = try step(.hidePath, path) { () throws(KernelError) in
            let source = kind == .directory ? BoxRoot.hiddenDirectory : BoxRoot.hiddenFile
            let cover = try Mounts.copy(of: try place(of: source))
            // Read-only, or the box's user, who owns it, would give itself the permission.
            try Mounts.confine(cover, setting: .inertReadOnly)
            return cover
        }
        try attach(cover, kind, at: path, .hidePath)
    }
}
