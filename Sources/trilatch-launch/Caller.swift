internal import Glibc
internal import Kernel
internal import LaunchPlan

/// Who started the launcher, and so which of the two ways of building a box is taken.
struct Caller {
    /// The caller has user 0 on the host; the box gets a dedicated id.
    let isRoot: Bool
    /// The one map of the box.
    let identity: BoxIdentity
    /// The mask for new files that the server starts with: the caller's own.
    ///
    /// The launcher itself works without one, so that what it makes has the permissions that it says.
    let fileMask: UInt32
    /// The namespaces that the box gets.
    let namespaces: Namespaces
    /// The box begins in a control group that the supervisor gives.
    let isGrouped: Bool
    /// There is no box to build: these are tried out.
    let examined: [HostFeature]?
    /// What the box's walls are made of.
    let confinement: Confinement
    /// The supervisor wants to be told of the server's calls, and has given a line for it.
    let isRecorded: Bool

    /// The ids for boxes of a root caller: those that systemd keeps for services without an account of their own.
    static let dedicatedIdentifiers: ClosedRange<UInt32> = 61184...65519

    /// - Parameter arguments: The program's name; for a root caller the dedicated id; `grouped` where the box gets a
    ///   control group, `without-namespaces` where it gets none, or `examine` where there is no box to build; `record-calls` in a launch that learns; in a test
    ///   build, last, `without=` and names of layers to leave out that act before the plan is read.
    init(arguments: [String]) throws(LaunchFailure) {
        guard let user = Processes.onlyUser(), let group = Processes.onlyGroup() else {
            throw LaunchFailure(.checkCaller, EPERM, "real, effective and saved ids differ")
        }
        fileMask = Processes.setFileMask(0)
        var rest = arguments.dropFirst()
        namespaces = try Caller.takeNamespaces(from: &rest)
        isRecorded = rest.last == LaunchDescriptors.recordingArgument
        if isRecorded { rest.removeLast() }
        isGrouped = rest.last == LaunchDescriptors.groupedArgument
        if isGrouped { rest.removeLast() }
        switch rest.last {
        case LaunchDescriptors.examiningArgument: examined = HostFeature.allCases
        case LaunchDescriptors.examiningNamespacesArgument: examined = [.childDescriptors, .userNamespace]
        default: examined = nil
        }
        if examined != nil { rest.removeLast() }
        let isNamespaceless = rest.last == LaunchDescriptors.namespacelessArgument
        if isNamespaceless { rest.removeLast() }
        confinement = isNamespaceless ? .landlock : .namespaces
        isRoot = user == 0
        if isRoot {
            // Without a map the box would be root's own, or a user who reaches nothing of what root grants.
            guard !isNamespaceless else { throw LaunchFailure(.checkCaller, EPERM, "user 0 without namespaces") }
            guard rest.count == 1, let identifier = rest.first.flatMap({ UInt32($0) }),
                Caller.dedicatedIdentifiers.contains(identifier)
            else { throw LaunchFailure(.checkCaller, EINVAL, "dedicated id") }
            identity = BoxIdentity(userOutside: identifier, groupOutside: identifier)
        } else {
            guard rest.isEmpty else { throw LaunchFailure(.checkCaller, EINVAL, "arguments") }
            // A group of 0 cannot be mapped to anything but the caller's own; it would make the box root's group.
            guard group != 0 else { throw LaunchFailure(.checkCaller, EPERM, "group 0") }
            // The own ids inside as well, so that a server's results read the same with and without a box.
            identity = BoxIdentity(userInside: user, groupInside: group, userOutside: user, groupOutside: group)
        }
    }

    private static func takeNamespaces(from arguments: inout ArraySlice<String>) throws(LaunchFailure) -> Namespaces {
        var namespaces = Namespaces.all
        #if TRILATCH_LAYER_SWITCHES
            if let last = arguments.last, last.hasPrefix("without=") {
                arguments.removeLast()
                for name in last.dropFirst("without=".count).split(separator: ",") {
                    switch Layer.allCases.first(where: { $0.name == name }) {
                    case .networkNamespace: namespaces.remove(.network)
                    case .ipcNamespace: namespaces.remove(.ipc)
                    case .utsNamespace: namespaces.remove(.uts)
                    case .cgroupNamespace: namespaces.remove(.cgroup)
                    case .descriptors: continue
                    default: throw LaunchFailure(.checkCaller, EINVAL, "layer \(name)")
                    }
                }
            }
        #endif
        return namespaces
    }
}
