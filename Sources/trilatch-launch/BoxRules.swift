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
                var rights = bind.access == .readWrite ? FileRights.readWrite : .read
                if !bind.noExecute { rights.insert(.execute) }
                rules.append(LandlockRule(path: bind.node.path, rights: rights))
            case .scratch(let scratch):
                let rights = FileRights.readWrite
                rules.append(
                    LandlockRule(path: scratch.path, rights: scratch.noExecute ? rights : rights.union(.execute)))
            case .file(let path, _, _):
                rules.append(LandlockRule(path: path, rights: .readFile))
            case .symbolicLink, .directory, .hide:
                break
            }
        }
        return rules
    }
}
