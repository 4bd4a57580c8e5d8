internal import Glibc
internal import Kernel
internal import LaunchPlan

/// The inside of a box: what its first process does, from its first instruction in the new namespaces until it is the
/// reaper.
///
/// Every step stands where it does because of the one before or after it.
enum Box {
    /// Builds the box in the calling process, starts the server, and reaps.
    ///
    /// - Parameters:
    ///   - lack: The namespaces that the kernel did not give.
    ///   - channel: To the launcher outside; its end of file means that the launcher died.
    static func build(
        for caller: Caller, lacking lack: Lack, channel: consuming Descriptor, lines: borrowing Lines
    ) -> Never {
        do {
            exit(try run(for: caller, lacking: lack, channel: channel, lines: lines))
        } catch {
            lines.send(error)
            // Only now: its closing is what the launcher outside would tell otherwise, in place of the reason.
            _ = consume channel
            exit(Launcher.refused)
        }
    }

    private static func run(
        for caller: Caller, lacking found: Lack, channel: borrowing Descriptor, lines: borrowing Lines
    ) throws(LaunchFailure) -> Int32 {
        var lack = found
        // First: nothing else here takes as long.
        let network = caller.namespaces.contains(.network) ? try beginNetwork() : nil
        try takeIdentity(for: caller, channel: channel)

        if caller.isGrouped, caller.namespaces.contains(.cgroup) {
            try step(.createNamespaces) { () throws(KernelError) in try lack.hideControlGroups() }
        }

        // Let go of what was inherited, while the calls for it are still allowed.
        try step(.joinKeyring) { () throws(KernelError) in try Processes.joinEmptyKeyring() }
        try step(.createSession) { () throws(KernelError) in try Processes.createSession() }
        try step(.makeMountsPrivate) { () throws(KernelError) in try Mounts.makeAllPrivate() }
        // The box's processes go first when the host runs out of memory.
        try step(.setLimits, "oom_score_adj") { () throws(KernelError) in
            try Descriptor.writing("/proc/self/oom_score_adj").write("500")
        }

        // What no plan changes is built before the plan is there: the supervisor is still reading the profile.
        var root = try BoxRoot.create()
        try root.createDevices()

        let encoded = caller.isRoot ? try Plan.receive(from: channel) : try Plan.receive(from: lines.plan)
        let plan = try Plan.decode(encoded, for: caller)

        try lack.check(for: plan)

        // Through the host's /proc, before it goes.
        if !plan.omits(.nestedNamespaceLimit) {
            do throws(LaunchFailure) {
                try forbidNestedNamespaces()
            } catch {
                try lack.add(.nestedNamespaceLimit, of: plan, because: error)
            }
        }
        // Without a namespace of its own it would be the host's.
        if !plan.omits(.utsNamespace), !lack.layers.contains(.utsNamespace) {
            try step(.setHostName) { () throws(KernelError) in try Processes.setHostName(plan.hostName) }
        }

        try root.mountProcesses(plan.processFileSystem)
        for part in plan.fileSystem {
            try root.apply(part, comparing: !plan.omits(.pathComparison)) { (bind) throws(LaunchFailure) in
                guard caller.isRoot else {
                    return try GrantedTree.open(bind, ownerMap: nil, comparing: !plan.omits(.pathComparison))
                }
                return try step(.attachGrant, bind.node.path) { () throws(KernelError) in
                    try Channel.receiveDescriptor(from: channel)
                }
            }
        }
        // Before the root changes: the helper shares it, and finds its namespace by a path of the host's.
        try enterNetwork(network, for: plan, lines: lines)
        if !plan.omits(.privateRoot) { try root.enter() }
        let directory = plan.command.workingDirectory
        try step(.enterWorkingDirectory, directory) { () throws(KernelError) in
            try Processes.changeDirectory(to: directory)
        }

        // After the last mount: Landlock forbids mounting, and its rules are about the box's own root.
        let rules = try BoxRules(for: plan, root: root, lacking: &lack)

        // Both the reaper and the server come out of this process, so what holds for both happens once, before the fork.
        if !plan.omits(.reaperHardening) {
            try step(.hardenReaper) { () throws(KernelError) in try Processes.refuseTracing() }
        }
        if !plan.omits(.capabilities) {
            try step(.dropCapabilities) { () throws(KernelError) in try Capabilities.dropAll() }
        }
        if !plan.omits(.noNewPrivileges) {
            try step(.forbidNewPrivileges) { () throws(KernelError) in try Processes.forbidNewPrivileges() }
        }

        try Plan.awaitConsent(from: lines.plan)
        let server = try step(.forkServer) { () throws(KernelError) in try Processes.fork() }
        if server == 0 {
            return try ServerProcess.become(
                plan: plan, rules: rules, lacking: lack.layers, caller: caller, lines: lines)
        }
        return try Reaper.run(server: server, lines: lines, omitting: plan.omittedLayers)
    }

    private static func beginNetwork() throws(LaunchFailure) -> NetworkNamespace {
        try step(.createNamespaces) { () throws(KernelError) in try NetworkNamespace() }
    }

    /// Leaves the host's network, before anything of the server's runs.
    private static func enterNetwork(
        _ network: borrowing NetworkNamespace?, for plan: LaunchPlan, lines: borrowing Lines
    ) throws(LaunchFailure) {
        switch network {
        case .some(let network): try step(.createNamespaces) { () throws(KernelError) in try network.enter() }
        case .none: break
        }
        guard plan.network != .none else { return }
        try step(.raiseLoopback) { () throws(KernelError) in try Processes.raiseLoopback() }
        guard plan.network == .brokered else { return }
        let hasVersion6 = try step(.routeAddresses) { () throws(KernelError) in
            try Routes.leadEveryAddressHere()
        }
        // What listens is never here when the server is: the sockets are the broker's.
        for (index, listener) in plan.listeners.enumerated() where hasVersion6 || listener.address.count == 4 {
            let socket = try step(.createListener, listener.description) { () throws(KernelError) in
                guard let endpoint = Endpoint(listener.address, port: listener.port) else {
                    throw KernelError("bind", EAFNOSUPPORT)
                }
                return try InternetSocket.listen(at: endpoint, isStream: listener.transport == .stream)
            }
            try step(.handOver, listener.description) { () throws(KernelError) in
                try Frames.send(LaunchReport.listener(index: UInt32(index)).encoded(), with: socket, over: lines.report)
            }
        }
    }

    /// Ties this process's life to the launcher's and becomes the box's user.
    static func takeIdentity(
        for caller: Caller, channel: borrowing Descriptor
    ) throws(LaunchFailure) {
        try step(.armParentDeath) { () throws(KernelError) in try Processes.dieWithParent() }
        if caller.isRoot {
            // Only the launcher outside may map an id that is not its own.
            try HandOver.awaitMap(from: channel)
            try step(.becomeIdentity) { () throws(KernelError) in
                try Processes.become(user: caller.identity.userInside, group: caller.identity.groupInside)
            }
            // The change of user has made /proc/self host root's, and cleared the parent-death signal.
            try step(.becomeIdentity) { () throws(KernelError) in try Processes.allowOwnProcess() }
            try step(.armParentDeath) { () throws(KernelError) in try Processes.dieWithParent() }
        } else {
            try IdentityMap.write(caller.identity, forProcess: "self")
        }
        // A launcher that died before the signal was armed sent none.
        let isConnected = try step(.armParentDeath) { () throws(KernelError) in try Channel.isConnected(channel) }
        guard isConnected else { throw LaunchFailure(.armParentDeath, EPIPE) }
    }

    /// The kernel's own count of user namespaces, which holds even where a filter would not: none below the box's.
    ///
    /// Every other kind needs a capability, and only a new user namespace would give one. Source: namespaces(7),
    /// /proc/sys/user, Linux 4.9.
    static func forbidNestedNamespaces() throws(LaunchFailure) {
        try step(.limitNestedNamespaces) { () throws(KernelError) in
            try Descriptor.writing("/proc/sys/user/max_user_namespaces").write("0")
        }
    }
}
