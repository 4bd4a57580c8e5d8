internal import Glibc
internal import Kernel
internal import LaunchPlan

/// The box's own root file system, while it is being filled.
///
/// It is attached on top of the host's root directory, where it covers nothing: the process's own root stays the host's
/// until `enter`, and every path of the box is reached through this value's descriptor.
struct BoxRoot: ~Copyable {
    private let hostRoot: Descriptor
    private let root: Descriptor
    /// Devices (`st_dev`) of file systems made here. New nodes are made only in these, never in a tree of the host.
    private var ownDevices: Set<UInt64> = []

    /// What is there for the launcher itself; not in any grant.
    private static let guards = ".trilatch"
    private static let hiddenFile = "\(guards)/hidden-file"
    private static let hiddenDirectory = "\(guards)/hidden-directory"

    /// An empty root, attached, with what the launcher itself needs in it.
    static func create() throws(LaunchFailure) -> BoxRoot {
        let hostRoot = try step(.createRoot) { () throws(KernelError) in
            try Descriptor.place(at: Descriptor.workingDirectory, "/", resolving: .exact)
        }
        let root = try step(.createRoot) { () throws(KernelError) in
            try Mounts.create(
                "tmpfs", options: [("size", "4m"), ("nr_inodes", "8192"), ("mode", "0755")],
                attributes: [.noSetUserID, .noDevices])
        }
        // Attached before it is filled: nodes cannot be made in a detached mount on every kernel.
        try step(.createRoot) { () throws(KernelError) in try Mounts.attach(root, at: hostRoot) }
        var made = BoxRoot(hostRoot: hostRoot, root: root)
        try made.noteDevice(of: "/")
        try made.makeDirectory("/\(guards)", mode: 0o555)
        // What covers a hidden path.
        try made.makeFile("/\(hiddenFile)", contents: [], mode: 0)
        try made.makeDirectory("/\(hiddenDirectory)", mode: 0)
        return made
    }

    private init(hostRoot: consuming Descriptor, root: consuming Descriptor) {
        self.hostRoot = hostRoot
        self.root = root
    }

    // MARK: What every box has

    /// The five harmless devices, links to the own descriptors, and shared memory.
    mutating func createDevices() throws(LaunchFailure) {
        try mount(
            .createDevices, "tmpfs", [("size", "64k"), ("nr_inodes", "64"), ("mode", "0755")],
            [.noSetUserID, .noExecute], at: "/dev")
        let devices: [(name: String, minor: UInt32)] = [
            ("null", 3), ("zero", 5), ("full", 7), ("random", 8), ("urandom", 9),
        ]
        for device in devices {
            let path = "/dev/\(device.name)"
            let node = try step(.createDevices, path) { () throws(KernelError) in
                // mknod is refused in a user namespace, so it is the host's node, which somebody may have replaced.
                let node = try Descriptor.place(at: Descriptor.workingDirectory, path, resolving: .exact)
                guard try FileNode(of: node).kind == .characterDevice(major: 1, minor: device.minor) else {
                    throw KernelError("fstat", ENODEV)
                }
                let tree = try Mounts.copy(of: node)
                // Read-only says nothing about a device's own reading and writing; not noDevices, or it would be dead.
                try Mounts.confine(tree, setting: [.readOnly, .noSetUserID, .noExecute])
                return tree
            }
            try makeFile(path, contents: [], mode: 0o444)
            try attach(node, at: path, .createDevices)
        }
        try makeLink("/dev/fd", to: "/proc/self/fd")
        for (number, name) in ["stdin", "stdout", "stderr"].enumerated() {
            try makeLink("/dev/\(name)", to: "/proc/self/fd/\(number)")
        }
        try mount(
            .createDevices, "tmpfs", [("size", "64m"), ("nr_inodes", "4096"), ("mode", "1777")],
            [.noSetUserID, .noDevices, .noExecute], at: "/dev/shm")
        try step(.createDevices, "/dev") { () throws(KernelError) in
            try Mounts.seal(try place(of: "/dev"), setting: .readOnly)
        }
    }

    /// The processes' own file system, or an empty place where it would be.
    mutating func mountProcesses(_ kind: ProcessFileSystem) throws(LaunchFailure) {
        let attributes: MountAttributes = [.noSetUserID, .noDevices, .noExecute]
        // Processes that the box may not trace are invisible: above all pid 1.
        switch kind {
        case .pidOnly:
            try mount(
                .mountProcesses, "proc", [("subset", "pid"), ("hidepid", "invisible")], attributes, at: "/proc")
        case .fullMasked:
            try mount(.mountProcesses, "proc", [("hidepid", "invisible")], attributes, at: "/proc")
            try maskProcesses()
        case .empty:
            try makeDirectory("/proc", mode: 0o555)
        }
    }

    /// Covers what a whole `/proc` shows of the kernel or lets act on it. Not every kernel has every name.
    private func maskProcesses() throws(LaunchFailure) {
        let hidden: [(String, NodeKind)] = [
            ("kcore", .file), ("keys", .file), ("key-users", .file), ("kmsg", .file), ("kallsyms", .file),
            ("kpagecount", .file), ("kpageflags", .file), ("kpagecgroup", .file), ("latency_stats", .file),
            ("timer_list", .file), ("sched_debug", .file), ("sysrq-trigger", .file), ("acpi", .directory),
            ("scsi", .directory), ("asound", .directory),
        ]
        for (name, kind) in hidden where exists("/proc/\(name)") { try hide("/proc/\(name)", kind) }
        for name in ["sys", "irq", "bus", "fs", "driver", "tty"] where exists("/proc/\(name)") {
            let path = "/proc/\(name)"
            let tree = try step(.mountProcesses, path) { () throws(KernelError) in
                let tree = try Mounts.copy(of: try place(of: path))
                try Mounts.confine(tree, setting: [.readOnly, .noSetUserID, .noDevices, .noExecute])
                return tree
            }
            try attach(tree, at: path, .mountProcesses)
        }
    }

    // MARK: What a plan says

    /// Attaches the detached, confined tree of a bind.
    func attach(_ tree: borrowing Descriptor, for bind: Bind) throws(LaunchFailure) {
        try makeMountPoint(bind.node.path, bind.node.kind)
        try attach(tree, at: bind.node.path, .attachGrant)
    }

    /// Carries out one step that is not a bind.
    mutating func apply(_ part: FileSystemStep) throws(LaunchFailure) {
        switch part {
        case .bind(let bind):
            throw LaunchFailure(.attachGrant, EINVAL, bind.node.path)
        case .scratch(let scratch):
            var attributes: MountAttributes = [.noSetUserID, .noDevices]
            if scratch.noExecute { attributes.insert(.noExecute) }
            let options = [
                ("size", "\(scratch.sizeBytes)"), ("nr_inodes", "\(scratch.nodes)"),
                ("mode", String(scratch.mode, radix: 8)),
            ]
            try mount(.createScratch, "tmpfs", options, attributes, at: scratch.path)
        case .symbolicLink(let path, let target):
            try makeParent(of: path)
            try makeLink(path, to: target)
        case .file(let path, let contents, let mode):
            try makeParent(of: path)
            try makeFile(path, contents: contents, mode: mode)
        case .directory(let path, let mode):
            try makeParent(of: path)
            try makeDirectory(path, mode: mode)
        case .hide(let path, let kind):
            try hide(path, kind)
        }
    }

    /// The file by which the self-test sees that Landlock is on: its permission bits let the box read it.
    func createGuards() throws(LaunchFailure) {
        try makeFile("/\(BoxRoot.guards)/landlock", contents: [], mode: 0o444)
    }

    /// Makes this the root of the box and lets go of the host's, for good.
    func enter() throws(LaunchFailure) {
        try step(.pivotRoot) { () throws(KernelError) in try Mounts.enter(root, leaving: hostRoot) }
        try step(.sealRoot) { () throws(KernelError) in try Mounts.seal(root, setting: .readOnly) }
    }

    /// A path of the box as a place, without following links.
    func place(of path: String) throws(KernelError) -> Descriptor {
        try Descriptor.place(
            at: root.number, path == "/" ? "." : String(path.dropFirst()), resolving: .exactBeneath)
    }

    // MARK: Nodes

    private func exists(_ path: String) -> Bool {
        // Whatever keeps it from being opened keeps the box from it as well.
        (try? place(of: path)) != nil
    }

    private func hide(_ path: String, _ kind: NodeKind) throws(LaunchFailure) {
        let source = kind == .directory ? BoxRoot.hiddenDirectory : BoxRoot.hiddenFile
        let cover = try step(.hidePath, path) { () throws(KernelError) in
            let cover = try Mounts.copy(of: try place(of: "/\(source)"))
            // Read-only, or the box's user, who owns it, would give itself the permission.
            try Mounts.confine(cover, setting: [.readOnly, .noSetUserID, .noDevices, .noExecute])
            return cover
        }
        try attach(cover, at: path, .hidePath)
    }

    private mutating func mount(
        _ launchStep: LaunchStep, _ type: String, _ options: [(String, String)], _ attributes: MountAttributes,
        at path: String
    ) throws(LaunchFailure) {
        try makeMountPoint(path, .directory)
        let made = try step(launchStep, path) { () throws(KernelError) in
            try Mounts.create(type, options: options, attributes: attributes)
        }
        try attach(made, at: path, launchStep)
        if type == "tmpfs" { try noteDevice(of: path) }
    }

    private func attach(
        _ tree: borrowing Descriptor, at path: String, _ launchStep: LaunchStep
    ) throws(LaunchFailure) {
        try step(launchStep, path) { () throws(KernelError) in
            try Mounts.attach(tree, at: try place(of: path))
        }
    }

    private mutating func noteDevice(of path: String) throws(LaunchFailure) {
        let device = try step(.createRoot, path) { () throws(KernelError) in
            try FileNode(of: try place(of: path)).device
        }
        ownDevices.insert(device)
    }

    /// Makes sure that there is something to mount on.
    private func makeMountPoint(_ path: String, _ kind: NodeKind) throws(LaunchFailure) {
        if exists(path) { return }
        try makeParent(of: path)
        switch kind {
        case .directory: try makeDirectory(path, mode: 0o755)
        case .file: try makeFile(path, contents: [], mode: 0o444)
        }
    }

    private func makeParent(of path: String) throws(LaunchFailure) {
        let parent = parentAndName(path).parent
        if exists(parent) { return }
        try makeParent(of: parent)
        try makeDirectory(parent, mode: 0o755)
    }

    private func makeDirectory(_ path: String, mode: UInt16) throws(LaunchFailure) {
        try make(.createDirectory, path) { (parent, name) throws(KernelError) in
            try Making.directory(in: parent, name, mode: mode)
        }
    }

    private func makeLink(_ path: String, to target: String) throws(LaunchFailure) {
        try make(.createLink, path) { (parent, name) throws(KernelError) in
            try Making.symbolicLink(in: parent, name, to: target)
        }
    }

    private func makeFile(_ path: String, contents: [UInt8], mode: UInt16) throws(LaunchFailure) {
        try make(.createFile, path) { (parent, name) throws(KernelError) in
            try Descriptor.creating(at: parent.number, name, mode: mode).write(contents)
        }
    }

    /// Makes a node in a file system of the box's own; in a tree of the host it refuses.
    private func make(
        _ launchStep: LaunchStep, _ path: String,
        _ body: (borrowing Descriptor, String) throws(KernelError) -> Void
    ) throws(LaunchFailure) {
        let (parentPath, name) = parentAndName(path)
        try step(launchStep, path) { () throws(KernelError) in
            let parent = try place(of: parentPath)
            guard ownDevices.contains(try FileNode(of: parent).device) else { throw KernelError("mkdirat", EROFS) }
            try body(parent, name)
        }
    }

    private func parentAndName(_ path: String) -> (parent: String, name: String) {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return ("/", path) }
        let parent = String(path[..<slash])
        return (parent.isEmpty ? "/" : parent, String(path[path.utf8.index(after: slash)...]))
    }
}
