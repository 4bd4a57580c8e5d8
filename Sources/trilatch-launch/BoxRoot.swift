internal import Glibc
internal import Kernel
internal import LaunchPlan

/// The box's own root file system, while it is being filled.
///
/// It is attached on top of the host's root directory, where it covers nothing: this process's root stays the host's
/// until `enter`, and every path of the box is reached through this value's descriptor.
///
/// Nodes are made only in file systems that were created here, which nobody else can see yet: there a path is what it
/// says. In a tree of the host, whose content may be an attacker's, nothing is made, and every place is opened without
/// following links.
struct BoxRoot: ~Copyable {
    private let hostRoot: Descriptor
    private let root: Descriptor
    /// What lies at every path that was made or mounted here, and is not covered since.
    private var places: [String: Place]

    private enum Place { case node, ownMount, hostMount }

    /// What the launcher itself keeps in the box's root; no grant reaches it.
    static let guards = "/.trilatch"
    static let hiddenFile = "\(guards)/hidden-file"
    static let hiddenDirectory = "\(guards)/hidden-directory"

    /// An empty root, attached, with what the launcher itself needs in it.
    static func create() throws(LaunchFailure) -> BoxRoot {
        let hostRoot = try step(.createRoot) { () throws(KernelError) in
            try Descriptor.place(at: Descriptor.workingDirectory, "/", resolving: .exact)
        }
        let root = try step(.createRoot) { () throws(KernelError) in
            try Mounts.create(.memory(size: "4m", nodes: "8192", mode: "0755"), attributes: .guarded)
        }
        // Attached before it is filled: nodes cannot be made in a detached mount on every kernel.
        try step(.createRoot) { () throws(KernelError) in try Mounts.attach(root, at: hostRoot) }
        var made = BoxRoot(hostRoot: hostRoot, root: root)
        try made.makeDirectory(guards, mode: 0o555)
        // What covers a hidden path.
        try made.makeFile(hiddenFile, contents: [], mode: 0)
        try made.makeDirectory(hiddenDirectory, mode: 0)
        // By this the self-test sees that Landlock is on: its permission bits let the box read it, no rule does.
        try made.makeFile("\(guards)/landlock", contents: [], mode: 0o444)
        return made
    }

    private init(hostRoot: consuming Descriptor, root: consuming Descriptor) {
        self.hostRoot = hostRoot
        self.root = root
        // Room for a usual box at once: growing costs more than filling.
        places = Dictionary(minimumCapacity: 96)
        places["/"] = .ownMount
    }

    /// Makes this the root of the box and lets go of the host's, for good.
    func enter() throws(LaunchFailure) {
        try step(.pivotRoot) { () throws(KernelError) in try Mounts.enter(root, leaving: hostRoot) }
        try step(.sealRoot) { () throws(KernelError) in try Mounts.seal(root, setting: .readOnly) }
    }

    /// A path of the box as a place, without following links.
    func place(of path: String) throws(KernelError) -> Descriptor {
        try Descriptor.place(at: root.number, relative(path), resolving: .exactBeneath)
    }

    // MARK: Mounts

    /// Creates a file system of the box's own and attaches it, with a mount point where there is none.
    mutating func mount(
        _ launchStep: LaunchStep, _ fileSystem: NewFileSystem, _ attributes: MountAttributes, at path: String
    ) throws(LaunchFailure) {
        let made = try step(launchStep, path) { () throws(KernelError) in
            try Mounts.create(fileSystem, attributes: attributes)
        }
        // Nodes are made in what is empty; the kernel's own file systems have theirs.
        let isEmpty = if case .memory = fileSystem { true } else { false }
        try attach(made, .directory, at: path, launchStep, as: isEmpty ? .ownMount : .hostMount)
    }

    /// Attaches a detached tree of the host, with a mount point where there is none.
    mutating func attach(
        _ tree: borrowing Descriptor, _ kind: NodeKind, at path: String, _ launchStep: LaunchStep
    ) throws(LaunchFailure) {
        try attach(tree, kind, at: path, launchStep, as: .hostMount)
    }

    private mutating func attach(
        _ tree: borrowing Descriptor, _ kind: NodeKind, at path: String, _ launchStep: LaunchStep, as mount: Place
    ) throws(LaunchFailure) {
        let covers = places[path] != nil
        if isInOwnFileSystem(path) {
            try makeMountPoint(path, kind)
            try step(launchStep, path) { () throws(KernelError) in
                try Mounts.attach(tree, at: root, relative(path))
            }
        } else {
            try step(launchStep, path) { () throws(KernelError) in
                try Mounts.attach(tree, at: try place(of: path))
            }
        }
        if covers {
            // What was made below is covered now.
            places = places.filter { $0.key == path || !PlanPath.contains(path, $0.key) }
        }
        places[path] = mount
    }

    /// Whether a path lies in a file system that was created here; a mount point belongs to what it is attached to.
    private func isInOwnFileSystem(_ path: String) -> Bool {
        var ancestor = path
        while ancestor != "/" {
            ancestor = parent(of: ancestor)
            switch places[ancestor] {
            case .ownMount: return true
            case .hostMount: return false
            case .node, nil: continue
            }
        }
        return true
    }

    // MARK: Nodes

    /// Makes sure that there is something to mount on, in a file system of the box's own.
    private mutating func makeMountPoint(_ path: String, _ kind: NodeKind) throws(LaunchFailure) {
        if places[path] != nil { return }
        switch kind {
        case .directory: try makeDirectory(path, mode: 0o755)
        case .file: try makeFile(path, contents: [], mode: 0o444)
        }
    }

    mutating func makeDirectory(_ path: String, mode: UInt16) throws(LaunchFailure) {
        try make(.createDirectory, path) { (root, name) throws(KernelError) in
            try Making.directory(in: root, name, mode: mode)
        }
    }

    mutating func makeLink(_ path: String, to target: String) throws(LaunchFailure) {
        try make(.createLink, path) { (root, name) throws(KernelError) in
            try Making.symbolicLink(in: root, name, to: target)
        }
    }

    mutating func makeFile(_ path: String, contents: [UInt8], mode: UInt16) throws(LaunchFailure) {
        try make(.createFile, path) { (root, name) throws(KernelError) in
            let file = try Descriptor.creating(at: root.number, name, mode: mode)
            if !contents.isEmpty { try file.write(contents) }
        }
    }

    /// Makes a node and its missing parents in a file system of the box's own; in a tree of the host it refuses.
    private mutating func make(
        _ launchStep: LaunchStep, _ path: String,
        _ body: (borrowing Descriptor, String) throws(KernelError) -> Void
    ) throws(LaunchFailure) {
        guard isInOwnFileSystem(path) else { throw LaunchFailure(launchStep, EROFS, path) }
        let parent = parent(of: path)
        if places[parent] == nil { try makeDirectory(parent, mode: 0o755) }
        try step(launchStep, path) { () throws(KernelError) in try body(root, relative(path)) }
        places[path] = .node
    }

    private func relative(_ path: String) -> String { path == "/" ? "." : String(path.dropFirst()) }

    private func parent(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")), slash != path.startIndex else { return "/" }
        return String(path[..<slash])
    }
}
