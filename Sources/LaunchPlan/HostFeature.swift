/// What a box needs of its host, each part tried by itself for `trilatch doctor`, in this order.
package enum HostFeature: UInt8, Sendable, CaseIterable {
    case closingDescriptors = 0
    case pathResolution
    case childDescriptors
    case sessionKeyring
    case noNewPrivileges
    case seccomp
    case seccompListener
    case landlock
    case userNamespace
    case mountNamespace
    case pidNamespace
    case networkNamespace
    case ipcNamespace
    case utsNamespace
    case cgroupNamespace
    case nestedNamespaceLimit
    case capabilities
    case mountCreation
    case mountCopying
    case devices
    case processFileSystem
    case privateRoot
    case ownerMaps

    /// What is tried, for a person.
    package var name: String {
        switch self {
        case .closingDescriptors: "close descriptors (close_range)"
        case .pathResolution: "open without links (openat2)"
        case .childDescriptors: "children by descriptor (clone3)"
        case .sessionKeyring: "an empty session keyring"
        case .noNewPrivileges: "no new privileges"
        case .seccomp: "syscall filter (seccomp)"
        case .seccompListener: "watched syscalls (seccomp, for learn)"
        case .landlock: "Landlock"
        case .userNamespace: "user namespace and its map"
        case .mountNamespace: "mount namespace"
        case .pidNamespace: "pid namespace"
        case .networkNamespace: "network namespace"
        case .ipcNamespace: "IPC namespace"
        case .utsNamespace: "UTS namespace"
        case .cgroupNamespace: "cgroup namespace"
        case .nestedNamespaceLimit: "limit of nested namespaces"
        case .capabilities: "dropping capabilities"
        case .mountCreation: "new file systems (fsopen)"
        case .mountCopying: "copied mounts (open_tree)"
        case .devices: "device nodes"
        case .processFileSystem: "a /proc of its own"
        case .privateRoot: "a root of its own (pivot_root)"
        case .ownerMaps: "id-mapped mounts"
        }
    }

    /// The layer that is missing where this is; nil where it is none that a box can lack, or no layer at all.
    package var dispensableLayer: Layer? {
        switch self {
        case .landlock: .landlock
        case .ipcNamespace: .ipcNamespace
        case .utsNamespace: .utsNamespace
        case .cgroupNamespace: .cgroupNamespace
        case .nestedNamespaceLimit: .nestedNamespaceLimit
        default: nil
        }
    }

    /// What must work before this can be tried.
    package var requirements: [HostFeature] {
        switch self {
        case .closingDescriptors, .pathResolution, .childDescriptors, .sessionKeyring, .noNewPrivileges: []
        case .seccomp, .seccompListener: [.noNewPrivileges]
        case .landlock: [.noNewPrivileges, .pathResolution]
        case .userNamespace: [.childDescriptors]
        case .mountNamespace, .pidNamespace, .networkNamespace, .ipcNamespace, .utsNamespace, .cgroupNamespace,
            .nestedNamespaceLimit, .capabilities:
            [.userNamespace]
        case .mountCreation, .mountCopying: [.mountNamespace, .pathResolution]
        case .devices: [.mountCreation, .mountCopying]
        case .processFileSystem: [.mountCreation, .pidNamespace]
        case .privateRoot: [.mountCreation]
        case .ownerMaps: [.mountCopying]
        }
    }
}
