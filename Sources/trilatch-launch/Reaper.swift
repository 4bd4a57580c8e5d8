internal import Glibc
internal import Kernel
internal import LaunchPlan
internal import SyscallPolicy

/// Pid 1 of the box: it waits for whatever ends, passes signals on to the server, and ends everything with the server
/// or with the supervisor.
///
/// It has no rights, no descriptors but its own, and no memory that the box can look at.
enum Reaper {
    /// Reaps until the server has ended, or the supervisor is gone.
    ///
    /// - Parameter launcher: In a box without namespaces the process outside, whose end is the box's end too.
    /// - Returns: The exit status of the box. Returning it ends every process in it: the kernel kills what is left of a
    ///   pid namespace whose pid 1 has gone.
    static func run(
        server: Int32, lines: borrowing Lines, omitting omitted: Set<Layer>, launcher: Int32? = nil
    ) throws(LaunchFailure) -> Int32 {
        let children = try step(.superviseServer) { () throws(KernelError) in try ChildSignal() }
        let isHardened = !omitted.contains(.reaperHardening)
        if isHardened { try closeOthers(children) }
        if launcher != nil { try OwnProcess.hold(server) }
        if isHardened {
            try step(.hardenReaper) { () throws(KernelError) in
                try Filter.load(SyscallPrograms.reaper.instructions)
            }
        }
        let lifeline = omitted.contains(.lifeline) ? -1 : lines.lifeline.number
        var watched = WatchedPair(children.descriptor.number, .readable, lifeline, .readable)
        // What built the box is not needed again, and waiting is nearly all that is left.
        try step(.superviseServer) { () throws(KernelError) in try watched.waitReleasingCode() }
        while true {
            // Children first: of a server that has ended, the end is told and not the signal that came too late.
            if !watched.first.isEmpty {
                try step(.superviseServer) { () throws(KernelError) in try children.clear() }
                if let end = reap(until: server) { return tell(end, lines) }
                if let launcher, Processes.parent != launcher { return Launcher.killed }
            }
            if !watched.second.isEmpty {
                switch try nextWord(lines.lifeline) {
                case nil: return Launcher.killed
                case .signal(let number): Reaping.signal(server, Int32(number))
                case .halt: Reaping.signalAll(SIGSTOP)
                case .resume: Reaping.signalAll(SIGCONT)
                }
            }
            _ = try step(.superviseServer) { () throws(KernelError) in try watched.wait() }
        }
    }

    /// Gives up what only the building of the box needed.
    private static func closeOthers(_ children: borrowing ChildSignal) throws(LaunchFailure) {
        try step(.hardenReaper) { () throws(KernelError) in
            // The server's own streams, or their ends of file would never come; and the plan.
            try Inheritance.close(0...LaunchDescriptors.plan)
            if children.descriptor.number > LaunchDescriptors.report + 1 {
                try Inheritance.close((LaunchDescriptors.report + 1)...(children.descriptor.number - 1))
            }
            try Inheritance.closeAll(above: children.descriptor.number)
        }
    }

    /// Reaps everything that has ended, and stops at the server.
    private static func reap(until server: Int32) -> ProcessEnd? {
        while let (number, end) = Reaping.next() {
            if number == server { return end }
        }
        return nil
    }

    /// The supervisor's next word; nil when the supervisor is gone.
    private static func nextWord(_ lifeline: borrowing Descriptor) throws(LaunchFailure) -> LifelineWord? {
        let word = try step(.superviseServer) { () throws(KernelError) in try lifeline.readSome(upTo: 1) }
        return word.first.map { LifelineWord($0) }
    }

    private static func tell(_ end: ProcessEnd, _ lines: borrowing Lines) -> Int32 {
        switch end {
        case .exited(let code): lines.send(.exited(code: code))
        case .signalled(let signal): lines.send(.signalled(signal: signal))
        case .unknown: break
        }
        return end.exitStatus
    }
}
