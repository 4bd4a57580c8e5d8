/// The layers of a box.
///
/// Each has tests that fail when it is left out.
package enum Layer: UInt8, Sendable, CaseIterable, Hashable {
    case userNamespace = 0
    case mountNamespace = 1
    case pidNamespace = 2
    case networkNamespace = 3
    case ipcNamespace = 4
    case utsNamespace = 5
    case cgroupNamespace = 6
    case privateRoot = 7
    case capabilities = 8
    case noNewPrivileges = 9
    case nestedNamespaceLimit = 10
    case landlock = 11
    case seccomp = 12
    case descriptors = 13
    case resourceLimits = 14
    case selfTest = 15
    case reaperHardening = 16
    case lifeline = 17
    case pathComparison = 18

    /// The layers that a profile may do without, because some hosts do not have them.
    ///
    /// All others are what a box is.
    package static let dispensable: Set<Layer> = [
        .cgroupNamespace, .ipcNamespace, .landlock, .nestedNamespaceLimit, .utsNamespace,
    ]

    /// The layers that a box of tier `landlock` does without: namespaces, and what only a namespace gives.
    package static let ofNamespaces: Set<Layer> = [
        .userNamespace, .mountNamespace, .pidNamespace, .networkNamespace, .ipcNamespace, .utsNamespace,
        .cgroupNamespace, .privateRoot, .nestedNamespaceLimit,
    ]

    /// The layer's name in messages, in `--json` output and in the test build's switch.
    package var name: String {
        switch self {
        case .userNamespace: "user-namespace"
        case .mountNamespace: "mount-namespace"
        case .pidNamespace: "pid-namespace"
        case .networkNamespace: "network-namespace"
        case .ipcNamespace: "ipc-namespace"
        case .utsNamespace: "uts-namespace"
        case .cgroupNamespace: "cgroup-namespace"
        case .privateRoot: "private-root"
        case .capabilities: "capabilities"
        case .noNewPrivileges: "no-new-privileges"
        case .nestedNamespaceLimit: "nested-namespace-limit"
        case .landlock: "landlock"
        case .seccomp: "seccomp"
        case .descriptors: "descriptors"
        case .resourceLimits: "resource-limits"
        case .selfTest: "self-test"
        case .reaperHardening: "reaper-hardening"
        case .lifeline: "lifeline"
        case .pathComparison: "path-comparison"
        }
    }
}

extension Set<Layer> {
    /// One bit for each layer, for a report.
    package var bits: UInt32 { reduce(0) { $0 | 1 << UInt32($1.rawValue) } }

    /// The layers that bits stand for; nil where one stands for none.
    package init?(bits: UInt32) {
        self = bits == 0 ? [] : Set(Layer.allCases.filter { bits & 1 << UInt32($0.rawValue) != 0 })
        guard self.bits == bits else { return nil }
    }
}
