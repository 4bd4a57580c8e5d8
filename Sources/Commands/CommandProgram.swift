import ArgumentParser
import Kernel
package import Refusals
package import Running
import Supervision

/// The program `trilatch-command`: every command line that `trilatch` does not read itself.
package enum CommandProgram {
    /// Does what this process's arguments say.
    ///
    /// - Returns: The exit status. Everything that a person or a client must know has been told.
    package static func execute() -> Int32 {
        let arguments: [String]
        do throws(Refusal) {
            arguments = try RawArguments.validated()
        } catch {
            // Whoever meant to run a server may be a client that waits for an answer.
            return Supervisor.refuse(error, exitStatus: error.code.exitStatus)
        }
        if arguments.first == "run",
            !arguments.prefix(while: { $0 != "--" }).contains(where: { ["-h", "--help"].contains($0) })
        {
            return startRun(arguments)
        }
        do {
            // Or a descriptor of ours would take the number of a stream that the caller closed.
            try Descriptor.fillStandardNumbers()
            var command = try Trilatch.parseAsRoot(arguments)
            try command.run()
            return ExitCode.success.rawValue
        } catch let refusal as Refusal {
            StandardOutput.complain("\(refusal)")
            return refusal.code.exitStatus
        } catch let code as ExitCode {
            return code.rawValue
        } catch  where Trilatch.exitCode(for: error).isSuccess {
            StandardOutput.print(Trilatch.fullMessage(for: error))
            return ExitCode.success.rawValue
        } catch {
            let refusal = Refusal(usage: error, in: arguments)
            StandardOutput.complain("\(refusal)")
            return refusal.code.exitStatus
        }
    }

    /// Runs a server as a line says that is not plain.
    private static func startRun(_ arguments: [String]) -> Int32 {
        do throws(Refusal) {
            return StartedRun.run(try runLine(arguments))
        } catch {
            return Supervisor.refuse(error, exitStatus: error.code.exitStatus)
        }
    }

    /// Reads the command line of `trilatch run`, `run` included.
    ///
    /// - Throws: `usage.invalid`.
    package static func runLine(_ arguments: [String]) throws(Refusal) -> RunLine {
        do {
            if let run = try Trilatch.parseAsRoot(arguments) as? Run {
                var choices = run.options.choices
                choices.lock = run.lock.path
                return RunLine(choices: choices, command: run.command.words)
            }
        } catch {
            throw Refusal(usage: error, in: arguments)
        }
        throw Refusal(.usage, "this is no command line of `trilatch run`", hint: "see `trilatch run --help`")
    }
}
