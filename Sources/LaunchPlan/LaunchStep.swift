/// The launcher's steps, in their order.
///
/// A failure names one of these.
package enum LaunchStep: UInt8, Sendable, CaseIterable {
    case checkCaller = 0
    case receivePlan
    case decodePlan
    case dropGroups
    case createNamespaces
    case mapIdentity
    case prepareOwnerMap
    case openGrant
    case compareGrant
    case confineGrant
    case handOver
    case armParentDeath
    case joinKeyring
    case becomeIdentity
    case makeMountsPrivate
    case limitNestedNamespaces
    case createRoot
    case createDevices
    case mountProcesses
    case raiseLoopback
    case setHostName
    case attachGrant
    case createScratch
    case createFile
    case createLink
    case createDirectory
    case hidePath
    case pivotRoot
    case sealRoot
    case enterWorkingDirectory
    case setLimits
    case forkServer
    case hardenReaper
    case createSession
    case dropCapabilities
    case forbidNewPrivileges
    case createLandlock
    case resetSignals
    case closeDescriptors
    case enforceLandlock
    case loadSeccomp
    case handOverRecorder
    case superviseServer
    case enterGroup
    case reachTier
    case routeAddresses
    case createListener

    /// Whether the step is about nothing that a profile names, so that it fails for every box or for none.
    package var isOfEveryBox: Bool {
        switch self {
        case .checkCaller, .dropGroups, .armParentDeath, .joinKeyring, .becomeIdentity, .makeMountsPrivate, .createRoot,
            .createDevices, .raiseLoopback, .setHostName, .pivotRoot, .sealRoot, .hardenReaper, .createSession,
            .dropCapabilities, .forbidNewPrivileges, .resetSignals, .closeDescriptors, .loadSeccomp:
            true
        default: false
        }
    }

    /// The step as a person reads it: a verb and its object.
    package var name: String {
        switch self {
        case .checkCaller: "check the caller"
        case .receivePlan: "receive the plan"
        case .decodePlan: "decode the plan"
        case .dropGroups: "drop supplementary groups"
        case .createNamespaces: "create namespaces"
        case .mapIdentity: "map the box's identity"
        case .prepareOwnerMap: "prepare an owner map"
        case .openGrant: "open a granted path"
        case .compareGrant: "compare a granted path with what was validated"
        case .confineGrant: "set a granted mount's attributes"
        case .handOver: "hand over to the new namespaces"
        case .armParentDeath: "tie the box's life to the launcher's"
        case .joinKeyring: "join an empty session keyring"
        case .becomeIdentity: "become the box's user"
        case .makeMountsPrivate: "make mounts private"
        case .limitNestedNamespaces: "forbid nested namespaces"
        case .createRoot: "create the box's root"
        case .createDevices: "create device nodes"
        case .mountProcesses: "mount /proc"
        case .raiseLoopback: "raise the loopback interface"
        case .setHostName: "set the host name"
        case .attachGrant: "attach a granted path"
        case .createScratch: "create a scratch file system"
        case .createFile: "create a file"
        case .createLink: "create a link"
        case .createDirectory: "create a directory"
        case .hidePath: "hide a path"
        case .pivotRoot: "enter the box's root"
        case .sealRoot: "make the box's root read-only"
        case .enterWorkingDirectory: "enter the working directory"
        case .setLimits: "set resource limits"
        case .forkServer: "fork the server's process"
        case .hardenReaper: "harden pid 1"
        case .createSession: "create a session"
        case .dropCapabilities: "drop all capabilities"
        case .forbidNewPrivileges: "forbid new privileges"
        case .createLandlock: "create the Landlock rules"
        case .resetSignals: "reset signals"
        case .closeDescriptors: "close descriptors"
        case .enforceLandlock: "enforce Landlock"
        case .loadSeccomp: "load the syscall filter"
        case .handOverRecorder: "hand the server's calls to the recorder"
        case .superviseServer: "supervise the server"
        case .enterGroup: "receive the control group"
        case .routeAddresses: "make every address lead to the box itself"
        case .createListener: "create a listening socket"
        case .reachTier: "build the box without what this kernel does not give"
        }
    }
}
