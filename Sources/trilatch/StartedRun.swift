import ArgumentParser
import Audit
import Glibc
import LaunchPlan
import Policy
import Refusals
import Supervision

/// A run from its first instruction to its exit status.
///
/// The launcher is started before anything else is looked at, the command line included: it creates its namespaces and the
/// fixed part of the box while the profile is read and resolved here.
enum StartedRun {
    /// Runs what the arguments say, `run` included.
    ///
    /// - Returns: The exit status. Everything that a person or a client must know has been told.
    static func run(_ arguments: [String]) -> Int32 {
        do throws(Refusal) {
            let identifier = try DedicatedIdentifier.take()
            let installation = try Installation.locate()
            let launcher = try LauncherProcess.spawn(
                path: installation.launcher, dedicatedIdentifier: identifier.number,
                switches: LayerSwitches.launcherArguments)
            let ready: ReadyRun
            do throws(Refusal) {
                ready = try prepare(arguments, installation, identifier: identifier.number)
            } catch {
                launcher.abandon()
                throw error
            }
            let box = ready.held.prepared.box
            let status = Supervisor.run(
                launcher: launcher, plan: box.plan, messageLimit: Int(clamping: box.messageLimit), trail: ready.trail)
            let server = ready.held.prepared.server
            ready.held.placeholders.release()
            NewTrustedFiles.tell(after: box.plan, of: server)
            return status
        } catch {
            return Supervisor.refuse(error, exitStatus: error.code.exitStatus)
        }
    }

    /// A run whose plan is complete.
    private struct ReadyRun: ~Copyable {
        let held: HeldBox
        let trail: AuditTrail
    }

    /// All that happens while the launcher builds the fixed part of the box.
    private static func prepare(
        _ arguments: [String], _ installation: Installation, identifier: UInt32?
    ) throws(Refusal) -> ReadyRun {
        let line = try read(arguments)
        let surroundings = try Surroundings(dedicatedIdentifier: identifier)
        let preparation = BoxPreparation(
            installation: installation, surroundings: surroundings, choices: line.choices)
        let held = try preparation.prepareAndHold(line.command)
        DroppedVariables.tell(of: held.prepared, in: surroundings.state)
        do throws(Refusal) {
            let trail = try AuditTrail(of: LaunchRecord(of: held.prepared), in: surroundings.state)
            return ReadyRun(held: held, trail: trail)
        } catch {
            held.placeholders.release()
            throw error
        }
    }

    /// Reads the command line, which is the one for `run`.
    private static func read(_ arguments: [String]) throws(Refusal) -> RunLine {
        if let line = RunLine(arguments) { return line }
        do {
            if let run = try Trilatch.parseAsRoot(arguments) as? Run {
                return RunLine(choices: run.options.choices, command: run.command.words)
            }
        } catch {
            throw Refusal(usage: error, in: arguments)
        }
        throw Refusal(.usage, "this is no command line of `trilatch run`", hint: "see `trilatch run --help`")
    }
}
