internal import Glibc
internal import Refusals
internal import Running
internal import Supervision

// Starts boxes, and leaves every other word to `trilatch-command`: what a launch does not need is not even in this
// program, for the size of what is executed and of what its runtime searches is most of a launch's time.
//
// The whole program is one thread that never suspends: what starts the launcher must not have had a second one.

let refusal: Refusal
do throws(Refusal) {
    let arguments = try RawArguments.validated()
    if let line = RunLine(arguments) { exit(StartedRun.run(line)) }
    refusal = Installation.executeCommands()
    if arguments.first != "run" {
        StandardOutput.complain("\(refusal)")
        exit(refusal.code.exitStatus)
    }
} catch {
    refusal = error
}
// Whoever meant to run a server may be a client that waits for an answer.
exit(Supervisor.refuse(refusal, exitStatus: refusal.code.exitStatus))
