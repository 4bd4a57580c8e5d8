internal import Glibc
internal import Kernel
internal import LaunchPlan

/// The features that are tried in namespaces of their own.
extension Examination {
    /// Creates the namespaces that a feature is tried in, and tries it there.
    ///
    /// - Returns: The exit status of the process inside, which has reported.
    static func actInNamespaces(
        _ feature: HostFeature, for caller: Caller, lines: borrowing Lines
    ) throws(LaunchFailure) -> Int32 {
        let pair = try step(.createNamespaces) { () throws(KernelError) in try Making.socketPair() }
        let side = try step(.createNamespaces) { () throws(KernelError) in
            try Processes.clone(into: feature.namespaces)
        }
        switch consume side {
        case .child:
            let channel = pair.keepFar()
            do throws(LaunchFailure) {
                if feature != .childDescriptors { try Box.takeIdentity(for: caller, channel: channel) }
                try actInside(feature)
                lines.send(.examined(feature, errno: 0, subject: ""))
                exit(0)
            } catch {
                lines.send(.examined(feature, errno: error.errorNumber, subject: error.subject))
                exit(1)
            }
        case .parent(let child):
            let channel = pair.keepNear()
            do throws(LaunchFailure) {
                if caller.isRoot, feature != .childDescriptors {
                    try HandOver.map(child.number, over: channel, identity: caller.identity)
                }
            } catch {
                child.kill()
                throw error
            }
            return child.waitForEnd().exitStatus
        }
    }

    /// The step that the feature is for.
    private static func actInside(_ feature: HostFeature) throws(LaunchFailure) {
        switch feature {
        case .networkNamespace:
            try step(.raiseLoopback) { () throws(KernelError) in
                let network = try NetworkNamespace()
                try network.enter()
                try Processes.raiseLoopback()
            }
        case .utsNamespace: try step(.setHostName) { () throws(KernelError) in try Processes.setHostName("box") }
        case .nestedNamespaceLimit: try Box.forbidNestedNamespaces()
        case .capabilities: try step(.dropCapabilities) { () throws(KernelError) in try Capabilities.dropAll() }
        case .mountNamespace, .mountCreation, .mountCopying, .devices, .processFileSystem, .privateRoot:
            try step(.makeMountsPrivate) { () throws(KernelError) in try Mounts.makeAllPrivate() }
            try mount(feature)
        default: break
        }
    }

    private static func mount(_ feature: HostFeature) throws(LaunchFailure) {
        if feature == .mountNamespace { return }
        if feature == .mountCopying {
            let programs = HostNode(path: "/usr", device: 0, inode: 0, kind: .directory)
            _ = try GrantedTree.open(Bind(node: programs, access: .readOnly), ownerMap: nil, comparing: false)
            return
        }
        var root = try BoxRoot.create()
        switch feature {
        case .devices: try root.createDevices()
        case .processFileSystem: try root.mountProcesses(.pidOnly)
        case .privateRoot: try root.enter()
        default: break
        }
    }
}

extension HostFeature {
    fileprivate var namespaces: Namespaces {
        switch self {
        case .mountNamespace, .mountCreation, .mountCopying, .devices, .privateRoot: [.user, .mount]
        case .processFileSystem: [.user, .mount, .pid]
        case .pidNamespace: [.user, .pid]
        case .ipcNamespace: [.user, .ipc]
        case .utsNamespace: [.user, .uts]
        case .cgroupNamespace: [.user, .cgroup]
        // The network's is made from inside, as for a box.
        case .userNamespace, .networkNamespace, .nestedNamespaceLimit, .capabilities: .user
        default: []
        }
    }
}
