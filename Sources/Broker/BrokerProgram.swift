internal import Egress
internal import Glibc
internal import Kernel

/// The broker's program: one box's way out, in a process of its own.
package enum BrokerProgram {
    /// The descriptor of the line to the supervisor; its end of file ends the broker.
    private static let line: Int32 = 3

    /// Serves until the supervisor is gone.
    ///
    /// - Returns: The exit status.
    package static func run() -> Int32 {
        do throws(KernelError) {
            SignalQueue.ignoreBrokenPipes()
            let line = try Inheritance.adopt(line)
            try Inheritance.closeAll(above: BrokerProgram.line)
            let arguments = Set(CommandLine.arguments.dropFirst())
            let words: Set = [
                BrokerOrder.withoutLandlockArgument, BrokerOrder.inspectArgument, BrokerOrder.followArgument,
            ]
            let identifiers = arguments.subtracting(words).map { UInt32($0) }
            let identifier = identifiers.first ?? nil
            // Root's broker must be told who to become, and nobody else's is.
            guard identifiers.count == (getuid() == 0 ? 1 : 0), identifiers.isEmpty || identifier ?? 0 != 0 else {
                return 64
            }
            let queue = try EventQueue()
            let means = InspectionMeans()
            // Before the confinement, under which no file is made, and before anybody is heard.
            if arguments.contains(BrokerOrder.inspectArgument) { try means.makeAuthority(telling: line) }
            if arguments.contains(BrokerOrder.followArgument) { try means.prepare() }
            try Confinement.enter(
                identifier: identifier, mayLackLandlock: arguments.contains(BrokerOrder.withoutLandlockArgument))
            let broker = try Broker(line: line, queue: queue, means: means)
            try broker.serve()
            return 0
        } catch {
            // The supervisor sees the end, and says so; there is nobody else to tell.
            return 1
        }
    }
}
