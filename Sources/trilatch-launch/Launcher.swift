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
            let arguments = CommandLine.arguments
            lines = try Lines.adopt(
                isGrouped: arguments.contains(LaunchDescriptors.groupedArgument),
                isRecorded: arguments.contains(LaunchDescriptors.recordingArgument))
        } catch {
            // Without its descriptors the launcher has nobody to report to.
            return refused
        }
        do throws(LaunchFailure) {
            let caller = try Caller(arguments: CommandLine.arguments)
            if let features = caller.examined { return Examination.run(features, for: caller, lines: lines) }
            try Lines.closeOthers(isGrouped: caller.isGrouped, isRecorded: caller.isRecorded)
            switch caller.confinement {
            case .namespaces:
                try step(.checkCaller) { () throws(KernelError) in try Processes.requireOneThread() }
                return try launch(for: caller, lines: lines)
            case .landlock:
                try step(.checkCaller) { () throws(KernelError) in try Processes.requireOneThreadByCount() }
                return try NamespacelessBox.launch(for: caller, lines: lines)
            }
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
        var group = try receiveGroup(for: caller)
        var lack = Lack()
        let side = try createBox(for: caller, in: group?.number, lacking: &lack)
        switch consume side {
        case .child:
            group = nil
            Box.build(for: caller, lacking: lack, channel: pair.keepFar(), lines: lines)
        case .parent(let box):
            let channel = pair.keepNear()
            do throws(LaunchFailure) {
                // An ordinary caller's box writes its own map and reads the plan itself: nothing to hand over.
                if caller.isRoot {
                    try HandOver.run(to: box.number, over: channel, plan: lines.plan, for: caller)
                }
            } catch {
                // When the box fails first, it has said why, and this side fails because it is gone.
                lines.send(error)
                box.kill()
                return refused
            }
            return wait(for: box, holding: channel, lines: lines, group: group)
        }
    }

    /// The control group that the supervisor gives the box; nil where it has none.
    private static func receiveGroup(for caller: Caller) throws(LaunchFailure) -> Descriptor? {
        guard caller.isGrouped else { return nil }
        return try step(.enterGroup) { () throws(KernelError) in
            try Channel.receiveDescriptor(from: try Inheritance.adopt(LaunchDescriptors.group))
        }
    }

    /// Creates the first process of the box, in its namespaces and, where it has one, in its control group.
    private static func createBox(
        for caller: Caller, in group: Int32?, lacking lack: inout Lack
    ) throws(LaunchFailure) -> Side {
        // The network's takes longer than all others: the box makes it while it does something else.
        var namespaces = caller.namespaces.subtracting(.network)
        // That of control groups shall begin where the process is by then.
        if group != nil { namespaces.subtract(.cgroup) }
        return try step(.createNamespaces) { () throws(KernelError) in
            try lack.clone(into: namespaces, group: group)
        }
    }

    /// Waits for the box's end, and ends it when the supervisor is gone.
    ///
    /// The channel stays open until then: to the box its closing means that this process died too early.
    private static func wait(
        for box: consuming ChildProcess, holding channel: borrowing Descriptor, lines: borrowing Lines,
        group: borrowing Descriptor?
    ) -> Int32 { wait(for: box, lines: lines, group: group) }

    /// The same without a channel, for who hears of this process's death otherwise.
    static func wait(
        for box: consuming ChildProcess, lines: borrowing Lines, group: borrowing Descriptor?
    ) -> Int32 {
        // The server's own streams: while a copy is open here, neither side sees that the other has closed its end.
        // They are pipes, so closing cannot fail; and were they left open, nothing would be less safe.
        try? Inheritance.close(0...2)
        // Of the lifeline only the hang-up: its bytes are for the box's pid 1.
        var watched = WatchedPair(box.descriptor.number, .readable, lines.lifeline.number, [])
        do throws(KernelError) {
            // The box has the processor first: what is given back here can wait until it is built.
            if try !watched.wait(atMost: settlingMilliseconds) {
                try watched.waitReleasingCode()
            }
        } catch {
            box.kill()
            return killed
        }
        if watched.second.isEmpty {
            let end = box.waitForEnd()
            // By this process: systemd takes the group away as soon as nobody lives beside it.
            if ranOutOfMemory(group) { lines.send(.outOfMemory) }
            return end.exitStatus
        }
        box.kill()
        return killed
    }

    /// Whether the kernel ended processes of a group because there was no more memory for it.
    private static func ranOutOfMemory(_ group: borrowing Descriptor?) -> Bool {
        let number: Int32
        switch group {
        case .some(let directory): number = directory.number
        case .none: return false
        }
        // What cannot be read is not known; the box has ended all the same.
        let bytes = try? Descriptor.reading(at: number, "memory.events", resolving: .exactBeneath).readAll(limit: 4096)
        let lines = String(decoding: bytes ?? [], as: UTF8.self).split(separator: "\n")
        return lines.contains { $0.hasPrefix("oom_kill ") && $0 != "oom_kill 0" }
    }
}
