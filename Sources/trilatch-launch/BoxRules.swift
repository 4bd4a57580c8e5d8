internal import Glibc
internal import Kernel
internal import LaunchPlan

/// The second wall: what the mount view shows, said once more as Landlock rules.
struct BoxRules: ~Copyable {
    /// The ABI that is used; 0 where the host has none and the plan does without, or a test left the layer out.
    let version: UInt8
    private let descriptor: Descriptor?

    /// The ruleset's descriptor, or -1 where there is none.
    var number: Int32 {
        switch descriptor {
        case .some(let descriptor): descriptor.number
        case .none: -1
        }
    }

    /// Makes the ruleset of a plan.
    init(for plan: LaunchPlan, root: borrowing BoxRoot, lacking lack: inout Lack) throws(LaunchFailure) {
        let used = plan.omits(.landlock) ? 0 : try BoxRules.version(for: plan, lacking: &lack)
        if used == 0 {
            version = 0
            descriptor = nil
            return
        }
        let abi = LandlockABI(version: used)
        let ruleset = try step(.createLandlock) { () throws(KernelError) in
            try LandlockRuleset(abi: abi, tcpAllowed: plan.network != .none)
        }
        for rule in plan.landlockRules {
            try step(.createLandlock, rule.path) { () throws(KernelError) in
                let place = try root.place(of: rule.path)
                let isDirectory = try FileNode(of: place).kind == .directory
                try ruleset.allow(isDirectory ? rule.rights : rule.rights.intersection(.ofFiles), below: place)
            }
        }
        version = used
        descriptor = ruleset.intoDescriptor()
    }

    /// Makes the only wall of a box without namespaces: the paths of the host that its plan grants, and nothing else.
    init(ofHostFor plan: LaunchPlan) throws(LaunchFailure) {
        if plan.omits(.landlock) {
            version = 0
            descriptor = nil
            return
        }
        let abi = try step(.createLandlock) { () throws(KernelError) in try LandlockABI.ofKernel() }
        guard abi.version >= plan.minimumLandlockABI else {
            throw LaunchFailure(
                .reachTier, EOPNOTSUPP, "Landlock ABI \(abi.version), and it takes \(plan.minimumLandlockABI)")
        }
        let ruleset = try step(.createLandlock) { () throws(KernelError) in
            try LandlockRuleset(abi: abi, tcpAllowed: false)
        }
        // One by one: a list would have the runtime put its type together at every launch.
        try ruleset.allowDevice("/dev/null", minor: 3)
        try ruleset.allowDevice("/dev/zero", minor: 5)
        try ruleset.allowDevice("/dev/full", minor: 7)
        try ruleset.allowDevice("/dev/random", minor: 8)
        try ruleset.allowDevice("/dev/urandom", minor: 9)
        for part in plan.fileSystem {
            switch part {
            case .bind(let bind):
                let place = try GrantedTree.place(of: bind.node, comparing: !plan.omits(.pathComparison))
                try ruleset.allow(bind, at: place)
            case .list(let node):
                let place = try GrantedTree.place(of: node, comparing: !plan.omits(.pathComparison))
                try step(.createLandlock, node.path) { () throws(KernelError) in
                    try ruleset.allow(.readDirectory, below: place)
                }
            // The codec takes no such plan.
            case .scratch, .symbolicLink, .file, .copy, .directory, .hide:
                throw LaunchFailure(.decodePlan, EINVAL, "a step that takes a root of its own")
            }
        }
        version = abi.version
        descriptor = ruleset.intoDescriptor()
    }

    /// Lets a process read what the kernel says of it, before it is confined for good.
    ///
    /// What it starts has nothing of the kind, for that would take all of `/proc`, with every command line in it.
    func allowOwnProcess(_ number: Int32) throws(LaunchFailure) {
        switch descriptor {
        case .some(let descriptor):
            for part in OwnProcess.parts {
                let path = OwnProcess.path(of: part, number)
                try step(.createLandlock, path) { () throws(KernelError) in
                    let place = try Descriptor.place(at: Descriptor.workingDirectory, path, resolving: .exact)
                    let isDirectory = try FileNode(of: place).kind == .directory
                    try LandlockRuleset.allow(isDirectory ? .read : .readFile, below: place, in: descriptor)
                }
            }
        case .none: break
        }
    }

    /// The kernel's ABI; 0 where it has none that will do and the plan does without.
    private static func version(for plan: LaunchPlan, lacking lack: inout Lack) throws(LaunchFailure) -> UInt8 {
        do throws(LaunchFailure) {
            let abi = try step(.createLandlock) { () throws(KernelError) in try LandlockABI.ofKernel() }
            guard abi.version >= plan.minimumLandlockABI else {
                throw LaunchFailure(.createLandlock, EOPNOTSUPP, "ABI \(abi.version)")
            }
            return abi.version
        } catch {
            try lack.add(.landlock, of: plan, because: error)
            return 0
        }
    }
}

/// Rights on one path of the box and all below.
private struct LandlockRule {
    var path: String
    var rights: FileRights
}

extension LaunchPlan {
    /// One rule for each mount of the plan, and those for what every box has.
    fileprivate var landlockRules: [LandlockRule] {
        var rules = [
            // Listing names only, and it holds for all below: the view has nothing in it that may not be seen.
            LandlockRule(path: "/", rights: .readDirectory),
            // Its own processes; the kernel guards what is not its own.
            LandlockRule(path: "/proc", rights: .useFiles),
            LandlockRule(path: "/dev", rights: .useFiles.union(.controlDevice)),
            LandlockRule(path: "/dev/shm", rights: .readWrite),
        ]
        for step in fileSystem {
            switch step {
            case .bind(let bind):
                rules.append(LandlockRule(path: bind.node.path, rights: bind.rights))
            case .scratch(let scratch):
                let rights = FileRights.readWrite
                rules.append(
                    LandlockRule(path: scratch.path, rights: scratch.noExecute ? rights : rights.union(.execute)))
            case .copy(let file):
                rules.append(LandlockRule(path: file.path, rights: .readFile))
            case .file(let path, _, _):
                rules.append(LandlockRule(path: path, rights: .readFile))
            case .symbolicLink, .directory, .hide, .list:
                break
            }
        }
        return rules
    }
}

extension Bind {
    /// The same as a mount of it allows.
    fileprivate var rights: FileRights {
        let rights = access == .readWrite ? FileRights.readWrite : .read
        return noExecute ? rights : rights.union(.execute)
    }
}

extension LandlockRuleset {
    fileprivate func allow(_ bind: Bind, at place: borrowing Descriptor) throws(LaunchFailure) {
        let rights = bind.node.kind == .directory ? bind.rights : bind.rights.intersection(.ofFiles)
        try step(.createLandlock, bind.node.path) { () throws(KernelError) in try allow(rights, below: place) }
    }

    /// Allows one of the harmless devices, if it is that one.
    fileprivate func allowDevice(_ path: String, minor: UInt32) throws(LaunchFailure) {
        try step(.createDevices, path) { () throws(KernelError) in
            let device = try Descriptor.place(at: Descriptor.workingDirectory, path, resolving: .exact)
            guard try FileNode(of: device).kind == .characterDevice(major: 1, minor: minor) else {
                throw KernelError("fstat", ENODEV)
            }
            try allow(FileRights.useFiles.intersection(.ofFiles).union(.controlDevice), below: device)
        }
    }
}
