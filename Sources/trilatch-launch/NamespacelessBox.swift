internal import Glibc
internal import Kernel
internal import LaunchPlan

/// A box without namespaces, for a host that gives none: tier `landlock`.
///
/// As in every box two of our processes answer for it: this one, and its child, the reaper, whose child is the server. Both
/// are outside of the server's Landlock domain, so that it can neither signal nor read them. No kernel ends a namespace when
/// one of them ends; so each is in a `SignalScope`, and ends all that is left below it at one stroke.
enum NamespacelessBox {
    /// Launches a box and waits for its end.
    ///
    /// - Returns: The server's exit status, 128 and its signal, or `Launcher.refused`.
    static func launch(for caller: Caller, lines: borrowing Lines) throws(LaunchFailure) -> Int32 {
        // Before the child exists, so that it inherits the mask.
        try step(.checkCaller) { () throws(KernelError) in try Processes.blockAllSignals() }
        // For what the reaper leaves behind when it is killed.
        try step(.superviseServer) { () throws(KernelError) in try Processes.becomeSubreaper() }
        // Before the child exists, which is to be in it.
        let scope = try enterScope()
        let launcher = Processes.own
        let reaper = try step(.forkServer) { () throws(KernelError) in try Processes.fork() }
        if reaper == 0 { build(for: caller, launcher: launcher, lines: lines) }
        do throws(LaunchFailure) {
            let child = try step(.superviseServer) { () throws(KernelError) in try Processes.hold(reaper) }
            try step(.hardenReaper) { () throws(KernelError) in try Processes.refuseTracing() }
            let status = Launcher.wait(for: child, lines: lines, group: nil)
            scope.killAll()
            return status
        } catch {
            scope.killAll()
            throw error
        }
    }

    /// Builds the box in the calling process, starts the server, and reaps.
    private static func build(for caller: Caller, launcher: Int32, lines: borrowing Lines) -> Never {
        do {
            exit(try run(for: caller, launcher: launcher, lines: lines))
        } catch {
            lines.send(error)
            exit(Launcher.refused)
        }
    }

    private static func run(
        for caller: Caller, launcher: Int32, lines: borrowing Lines
    ) throws(LaunchFailure) -> Int32 {
        // To be heard of, not to die of: this process has others to end first.
        try step(.armParentDeath) { () throws(KernelError) in try Processes.hearOfParentDeath() }
        guard Processes.parent == launcher else { throw LaunchFailure(.armParentDeath, EPIPE) }
        try step(.superviseServer) { () throws(KernelError) in try Processes.becomeSubreaper() }

        try step(.joinKeyring) { () throws(KernelError) in try Processes.joinEmptyKeyringIfAllowed() }
        try step(.createSession) { () throws(KernelError) in try Processes.createSession() }
        // The box's processes go first when the host runs out of memory.
        try step(.setLimits, "oom_score_adj") { () throws(KernelError) in
            try Descriptor.writing("/proc/self/oom_score_adj").write("500")
        }

        let plan = try Plan.decode(try Plan.receive(from: lines.plan), for: caller)
        let scope = try step(.enforceLandlock) { () throws(KernelError) in try SignalScope(witness: launcher) }
        let directory = plan.command.workingDirectory
        try step(.enterWorkingDirectory, directory) { () throws(KernelError) in
            try Processes.changeDirectory(to: directory)
        }
        let rules = try BoxRules(ofHostFor: plan)

        if !plan.omits(.reaperHardening) {
            try step(.hardenReaper) { () throws(KernelError) in try Processes.refuseTracing() }
        }
        if !plan.omits(.capabilities) {
            try step(.dropCapabilities) { () throws(KernelError) in try Capabilities.dropHeld() }
        }

        try Plan.awaitConsent(from: lines.plan)
        let server = try step(.forkServer) { () throws(KernelError) in try Processes.fork() }
        if server == 0 {
            if plan.processFileSystem != .empty { try rules.allowOwnProcess(Processes.own) }
            return try ServerProcess.become(
                plan: plan, rules: rules, lacking: Layer.ofNamespaces, caller: caller, lines: lines)
        }
        do throws(LaunchFailure) {
            let status = try Reaper.run(server: server, lines: lines, omitting: plan.omittedLayers, launcher: launcher)
            scope.killAll()
            return status
        } catch {
            scope.killAll()
            throw error
        }
    }

    /// Enters a scope with a witness of its own: the parent may be another user's.
    private static func enterScope() throws(LaunchFailure) -> SignalScope {
        let witness = try step(.enforceLandlock) { () throws(KernelError) in try Processes.fork() }
        // Until somebody has waited for it, a process that has ended can be signalled as any other.
        if witness == 0 { _exit(0) }
        defer { _ = Processes.waitForEnd(of: witness) }
        return try step(.enforceLandlock) { () throws(KernelError) in try SignalScope(witness: witness) }
    }
}
