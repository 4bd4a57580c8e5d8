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
            var arguments = CommandLine.arguments.dropFirst()
            let mayLackLandlock = arguments.first == BrokerOrder.withoutLandlockArgument
            if mayLackLandlock { arguments = arguments.dropFirst() }
            let identifier = arguments.first.flatMap { UInt32($0) }
            // Root's broker must be told who to become.
            guard arguments.count == (identifier == nil ? 0 : 1), identifier != 0,
                (identifier == nil) == (getuid() != 0)
            else { return 64 }
            let queue = try EventQueue()
            try Confinement.enter(identifier: identifier, mayLackLandlock: mayLackLandlock)
            let broker = try Broker(line: line, queue: queue)
            try broker.serve()
            return 0
        } catch {
            // The supervisor sees the end, and says so; there is nobody else to tell.
            return 1
        }
    }
}
