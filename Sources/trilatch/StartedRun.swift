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
            let prepared: PreparedBox
            let trail: AuditTrail
            do throws(Refusal) {
                (prepared, trail) = try prepare(arguments, installation, identifier: identifier.number)
            } catch {
                launcher.abandon()
                throw error
            }
            return Supervisor.run(
                launcher: launcher, plan: prepared.box.plan, messageLimit: Int(clamping: prepared.box.messageLimit),
                trail: trail)
        } catch {
            return Supervisor.refuse(error, exitStatus: error.code.exitStatus)
        }
    }

    /// All that happens while the launcher builds the fixed part of the box.
    private static func prepare(
        _ arguments: [String], _ installation: Installation, identifier: UInt32?
    ) throws(Refusal) -> (PreparedBox, AuditTrail) {
        let run = try parse(arguments)
        let surroundings = try Surroundings(dedicatedIdentifier: identifier)
        let preparation = BoxPreparation(
            installation: installation, surroundings: surroundings, options: run.options)
        var prepared = try preparation.prepare(run.command.words)
        prepared.box.plan.omittedLayers = LayerSwitches.omittedLayers
        DroppedVariables.tell(of: prepared, in: surroundings.state)
        return (prepared, try AuditTrail(of: LaunchRecord(of: prepared), in: surroundings.state))
    }

    /// Reads the command line, which is the one for `run`.
    private static func parse(_ arguments: [String]) throws(Refusal) -> Run {
        do {
            if let run = try Trilatch.parseAsRoot(arguments) as? Run { return run }
        } catch {
            throw Refusal(usage: error, in: arguments)
        }
        throw Refusal(.usage, "this is no command line of `trilatch run`", hint: "see `trilatch run --help`")
    }
}
