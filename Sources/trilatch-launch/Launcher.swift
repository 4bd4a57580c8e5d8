internal import Glibc
internal import Kernel
internal import LaunchPlan

/// The part of the launcher that stays outside the box: it creates the namespaces, gives them their identity, hands over
/// the plan and, for a root caller, the granted trees, and then waits for the end.
enum Launcher {
    /// The exit status of a launch that was refused or failed before the server ran.
    static let refused: Int32 = 125
    /// The exit status of a box that was ended from outside.
    static let killed: Int32 = 128 + SIGKILL
    /// Longer than a box takes to be built.
    private static let settlingMilliseconds: Int32 = 100

    /// Launches a box and waits for its end.
    ///
    /// - Returns: The server's exit status, 128 and its signal, or `refused`.
    static func run() -> Int32 {
        let lines: Lines
        do {
            lines = try Lines.adopt(isGrouped: CommandLine.arguments.contains(LaunchDescriptors.groupedArgument))
        } catch {
            // Without its descriptors the launcher has nobody to report to.
            return refused
        }
        do throws(LaunchFailure) {
            try step(.checkCaller) { () throws(KernelError) in try Processes.requireOneThread() }
            let caller = try Caller(arguments: CommandLine.arguments)
            return try launch(for: caller, lines: lines)
        } catch {
            lines.send(error)
            return refused
        }
    }

    private static func launch(for caller: Caller, lines: borrowing Lines) throws(LaunchFailure) -> Int32 {
        // Before the child exists, so that it inherits the mask: from here on a signal never runs anything in a process
        // that builds a box. Only SIGKILL ends it, and then the box goes too.
        try step(.checkCaller) { () throws(KernelError) in try Processes.blockAllSignals() }

        // Before the user namespace: afterwards setgroups is denied for good, and the groups would stay.
        if caller.isRoot {
            try step(.dropGroups) { () throws(KernelError) in try Processes.leaveAllGroups() }
        }

        let pair = try step(.createNamespaces) { () throws(KernelError) in try Making.socketPair() }
        let side = try createBox(for: caller)
        switch consume side {
        case .child:
            Box.build(for: caller, channel: pair.keepFar(), lines: lines)
        case .parent(let box):
            let channel = pair.keepNear()
            do throws(LaunchFailure) {
                // An ordinary caller's box writes its own map and reads the plan itself: nothing to hand over.
                if caller.isRoot {
                    try HandOver.run(to: box.number, over: channel, plan: lines.plan, identity: caller.identity)
                }
            } catch {
                // When the box fails first, it has said why, and this side fails because it is gone.
                lines.send(error)
                box.kill()
                return refused
            }
            return wait(for: box, holding: channel, lines: lines)
        }
    }

    /// Creates the first process of the box, in its namespaces and, where it has one, in its control group.
    private static func createBox(for caller: Caller) throws(LaunchFailure) -> Side {
        // The network's takes longer than all others: the box makes it while it does something else.
        var namespaces = caller.namespaces.subtracting(.network)
        var group: Descriptor?
        if caller.isGrouped {
            // So does that of control groups: it shall begin where the process is by then.
            namespaces.subtract(.cgroup)
            group = try step(.enterGroup) { () throws(KernelError) in
                try Channel.receiveDescriptor(from: try Inheritance.adopt(LaunchDescriptors.group))
            }
        }
        let number = group?.number
        return try step(.createNamespaces) { () throws(KernelError) in
            try Processes.clone(into: namespaces, group: number)
        }
    }

    /// Waits for the box's end, and ends it when the supervisor is gone.
    ///
    /// The channel stays open until then: to the box its closing means that this process died too early.
    private static func wait(
        for box: consuming ChildProcess, holding channel: borrowing Descriptor, lines: borrowing Lines
    ) -> Int32 {
        // The server's own streams: while a copy is open here, neither side sees that the other has closed its end.
        // They are pipes, so closing cannot fail; and were they left open, nothing would be less safe.
        try? Inheritance.close(0...2)
        // Of the lifeline only the hang-up: its bytes are for the box's pid 1.
        var watched = WatchedPair(box.descriptor.number, .readable, lines.lifeline.number, [])
        do throws(KernelError) {
            // The box has the processor first: what is given back here can wait until it is built.
            if try !watched.wait(atMost: settlingMilliseconds) {
                try Processes.releaseCode()
                _ = try watched.wait()
            }
        } catch {
            box.kill()
            return killed
        }
        if watched.second.isEmpty { return box.waitForEnd().exitStatus }
        box.kill()
        return killed
    }
}
