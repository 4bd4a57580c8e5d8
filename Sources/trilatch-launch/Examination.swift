internal import Glibc
internal import Kernel
internal import LaunchPlan
internal import SyscallPolicy

/// Tries what a box is built with, each part by itself in a throw-away child, for `trilatch doctor`.
///
/// The acts are the launcher's own steps. And it is the launcher that tries them, since AppArmor, which may be what allows
/// it all, goes by the program.
enum Examination {
    /// Tries every one of these features whose requirements work, and reports each.
    ///
    /// - Returns: The exit status: 0, whatever was found.
    static func run(_ features: [HostFeature], for caller: Caller, lines: borrowing Lines) -> Int32 {
        var working: Set<HostFeature> = []
        for feature in features where working.isSuperset(of: feature.requirements) {
            // Nobody else maps owners.
            if feature == .ownerMaps && !caller.isRoot { continue }
            if tryOut(feature, for: caller, lines: lines) { working.insert(feature) }
        }
        return 0
    }

    /// The exit statuses of a child that has reported by itself.
    private static let works: Int32 = 0
    private static let fails: Int32 = 1

    /// Tries one feature in a child of its own.
    private static func tryOut(_ feature: HostFeature, for caller: Caller, lines: borrowing Lines) -> Bool {
        do throws(KernelError) {
            let child = try Processes.fork()
            if child == 0 {
                do throws(LaunchFailure) {
                    exit(try act(feature, for: caller, lines: lines))
                } catch {
                    exit(tell(feature, error, lines))
                }
            }
            switch Processes.waitForEnd(of: child) {
            case .exited(UInt8(works)): return true
            case .exited(UInt8(fails)): return false
            // A filter of the host's that kills.
            case .signalled(let signal):
                lines.send(.examined(feature, errno: EPERM, subject: "ended by signal \(signal)"))
            case .exited, .unknown: lines.send(.examined(feature, errno: EIO, subject: "ended without a word"))
            }
        } catch {
            lines.send(.examined(feature, errno: error.code, subject: error.call.description))
        }
        return false
    }

    private static func tell(_ feature: HostFeature, _ failure: LaunchFailure, _ lines: borrowing Lines) -> Int32 {
        lines.send(.examined(feature, errno: failure.errorNumber, subject: failure.subject))
        return fails
    }

    /// Does what the feature is for, and reports that it worked; in the child.
    private static func act(
        _ feature: HostFeature, for caller: Caller, lines: borrowing Lines
    ) throws(LaunchFailure) -> Int32 {
        var subject = ""
        switch feature {
        case .closingDescriptors: try Lines.closeOthers(isGrouped: false, isRecorded: false)
        case .pathResolution:
            try step(.createRoot) { () throws(KernelError) in
                _ = try Descriptor.place(at: Descriptor.workingDirectory, "/", resolving: .exact)
            }
        case .sessionKeyring: try step(.joinKeyring) { () throws(KernelError) in try Processes.joinEmptyKeyring() }
        case .noNewPrivileges:
            try step(.forbidNewPrivileges) { () throws(KernelError) in try Processes.forbidNewPrivileges() }
        case .seccomp: try filter()
        case .seccompListener:
            try step(.loadSeccomp) { () throws(KernelError) in
                try Processes.forbidNewPrivileges()
                try Filter.loadWithListener(SyscallPrograms.reaper.instructions)
            }
        case .landlock: subject = "ABI \(try enforceLandlock())"
        case .ownerMaps: subject = try mapOwner(for: caller)
        default: return try actInNamespaces(feature, for: caller, lines: lines)
        }
        lines.send(.examined(feature, errno: 0, subject: subject))
        return works
    }

    // MARK: Confinement

    /// Loads the server's filter, and sees it refuse.
    private static func filter() throws(LaunchFailure) {
        try step(.loadSeccomp) { () throws(KernelError) in
            try Processes.forbidNewPrivileges()
            try Filter.load(SyscallPrograms.server(unixSockets: false, internetSockets: false).instructions)
            try expect(EPERM, "unshare") { () throws(KernelError) in try Processes.requireOneThread() }
        }
    }

    /// Enforces rules that allow one tree, and sees them refuse what the ABI says that it handles.
    ///
    /// - Returns: The ABI's version.
    private static func enforceLandlock() throws(LaunchFailure) -> UInt8 {
        try step(.enforceLandlock) { () throws(KernelError) in
            let abi = try LandlockABI.ofKernel()
            // What every plan demands at least: without it nothing could be moved between folders.
            guard abi.version >= 2 else { throw KernelError("landlock_create_ruleset", EINVAL) }
            try Processes.forbidNewPrivileges()
            let rules = try LandlockRuleset(abi: abi, tcpAllowed: false)
            let allowed = "/usr"
            try rules.allow(
                .read, below: try Descriptor.place(at: Descriptor.workingDirectory, allowed, resolving: .exact))
            try rules.enforce()
            try openDirectory(allowed)
            try expect(EACCES, "open") { () throws(KernelError) in try openDirectory("/") }
            if abi.version >= 6 {
                try expect(EPERM, "kill") { () throws(KernelError) in
                    guard kill(getppid(), 0) == 0 else { throw KernelError("kill", errno) }
                }
            }
            return abi.version
        }
    }

    private static func openDirectory(_ path: String) throws(KernelError) {
        guard unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) >= 0 else { throw KernelError("open", errno) }
    }

    /// An act that must fail with this errno.
    private static func expect(
        _ code: Int32, _ call: StaticString, _ act: () throws(KernelError) -> Void
    ) throws(KernelError) {
        do throws(KernelError) {
            try act()
        } catch {
            if error.code == code { return }
            throw error
        }
        // It succeeded: what should refuse it is there and does nothing.
        throw KernelError(call, EISNAM)
    }

    /// Maps the owner of the working directory, which nearly always is what root means to grant.
    private static func mapOwner(for caller: Caller) throws(LaunchFailure) -> String {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        guard let pointer = unsafe getcwd(&buffer, buffer.count), let path = unsafe String(validatingCString: pointer)
        else { throw LaunchFailure(.openGrant, errno, "getcwd") }
        let owner = try step(.openGrant, path) { () throws(KernelError) in
            let node = try FileNode(of: try Descriptor.place(at: Descriptor.workingDirectory, path, resolving: .exact))
            return DiskOwner(user: node.owner, group: node.group)
        }
        var maps = OwnerMaps(identity: caller.identity)
        let bind = Bind(
            node: HostNode(path: path, device: 0, inode: 0, kind: .directory), access: .readWrite, ownerOnDisk: owner)
        _ = try GrantedTree.open(bind, ownerMap: try maps.namespace(for: owner), comparing: false)
        return path
    }
}
