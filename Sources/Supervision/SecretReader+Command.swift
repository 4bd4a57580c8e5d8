internal import Glibc
internal import Kernel
internal import Policy
internal import Refusals

/// A secret that a program prints.
extension SecretReader {
    /// What a program prints until it ends well.
    ///
    /// It stands in the root, with this process's environment, no input, and nobody who hears its complaints: what it says
    /// there could be the value. No shell is between.
    func output(of executable: String, _ arguments: [String], _ secret: BoxSecret) throws(Refusal) -> LockedBytes {
        var value = try SecretReader.locked(secret) { () throws(KernelError) in
            try LockedBytes(capacity: SecretReader.capacity)
        }
        let failure: String?
        do throws(KernelError) {
            failure = try SecretReader.run(executable, arguments, environment, for: patience, into: &value)
        } catch {
            throw SecretReader.failed(secret, "cannot be run: \(error)")
        }
        if let failure { throw SecretReader.failed(secret, failure) }
        return value
    }

    private static func failed(_ secret: BoxSecret, _ reason: String) -> Refusal {
        Refusal(
            .secretCommandFailed, "the command of the secret \(secret.name) \(reason)", at: secret.location,
            hint: "run it by hand, from `/` and without a terminal, to see what it says")
    }

    /// - Returns: What went wrong; nil where all of its output is there.
    private static func run(
        _ executable: String, _ arguments: [String], _ environment: [String: String], for patience: Duration,
        into value: inout LockedBytes
    ) throws(KernelError) -> String? {
        let nothing = try Descriptor.null().movedAbove(LaunchedProcess.firstFreeNumber)
        let pipe = try Pipe()
        let process = try LaunchedProcess(
            path: executable, arguments: arguments, environment: environment.map { "\($0.key)=\($0.value)" },
            workingDirectory: "/", descriptors: [nothing.number, pipe.writing.number, nothing.number])
        let output = pipe.keepReading()
        let deadline = MonotonicTime.now + patience
        var failure: String?
        do throws(KernelError) {
            failure = try drain(output, of: process, until: deadline, into: &value)
        } catch {
            failure = "cannot be heard: \(error)"
        }
        if failure != nil { process.killGroup() }
        let end = process.waitForEnd()
        if failure == nil, end != .exited(0) { failure = "ends with status \(end.exitStatus)" }
        return failure
    }

    /// Takes what a process prints until it has ended.
    ///
    /// - Returns: What went wrong.
    private static func drain(
        _ output: borrowing Descriptor, of process: borrowing LaunchedProcess, until deadline: MonotonicTime,
        into value: inout LockedBytes
    ) throws(KernelError) -> String? {
        var poll = PollSet(slots: 2)
        var isOpen = true
        while true {
            poll.want(isOpen ? .readable : nil, of: output.number, in: 0)
            poll.want(.readable, of: process.descriptor.number, in: 1)
            try poll.wait(until: deadline)
            if !poll.events(in: 0).isEmpty {
                guard value.count < value.capacity else { return "prints more than a secret can have" }
                isOpen = try value.appendSome(of: output)
            } else if !poll.events(in: 1).isEmpty {
                // Whoever else may hold its output has said nothing.
                return nil
            } else if MonotonicTime.now >= deadline {
                return "takes too long"
            }
        }
    }
}
