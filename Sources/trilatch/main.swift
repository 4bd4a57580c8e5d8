import ArgumentParser
import Glibc
import Kernel
import Refusals
import Supervision

// The whole command is one thread that never suspends: what starts the launcher must not have had a second one.

let arguments: [String]
do throws(Refusal) {
    arguments = try RawArguments.validated()
} catch {
    // Whoever meant to run a server may be a client that waits for an answer.
    exit(Supervisor.refuse(error, exitStatus: error.code.exitStatus))
}
if arguments.first == "run",
    !arguments.prefix(while: { $0 != "--" }).contains(where: { ["-h", "--help"].contains($0) })
{
    exit(StartedRun.run(arguments))
}
do {
    // Or a descriptor of ours would take the number of a stream that the caller closed.
    try Descriptor.fillStandardNumbers()
    var command = try Trilatch.parseAsRoot(arguments)
    try command.run()
} catch let refusal as Refusal {
    StandardOutput.complain("\(refusal)")
    exit(refusal.code.exitStatus)
} catch let code as ExitCode {
    exit(code.rawValue)
} catch  where Trilatch.exitCode(for: error).isSuccess {
    StandardOutput.print(Trilatch.fullMessage(for: error))
} catch {
    let refusal = Refusal(usage: error, in: arguments)
    StandardOutput.complain("\(refusal)")
    exit(refusal.code.exitStatus)
}
