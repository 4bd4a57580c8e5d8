import Approvals
import Audit
import ControlGroups
import Glibc
import Installed
import LaunchPlan
import Policy
package import Refusals
import Supervision

/// A run from its first instruction to its exit status.
///
/// The launcher is started before anything else is looked at: it creates its namespaces and the fixed part of the box
/// while the profile is read and resolved here.
package enum StartedRun {
    /// Runs a server as a command line says.
    ///
    /// - Returns: The exit status. Everything that a person or a client must know has been told.
    package static func run(_ line: RunLine) -> Int32 {
        do throws(Refusal) {
            return try run(line, errand: nil)
        } catch {
            return Supervisor.refuse(error, exitStatus: error.code.exitStatus)
        }
    }

    /// Runs a program as a command line says.
    ///
    /// - Parameter errand: Where there is no client; nil for a server.
    /// - Returns: The exit status.
    /// - Throws: what refuses it before its first instruction; what happens later has been told.
    package static func run(_ line: RunLine, errand: Errand?) throws(Refusal) -> Int32 {
        let identifier = try DedicatedIdentifier.take()
        let installation = try Installation.locate()
        let groups = GroupSupport.ofThisHost()
        let start = LauncherStart(installation, identifier: identifier.number, groups: groups)
        var launcher = try start.start()
        var ready: ReadyRun
        do throws(Refusal) {
            ready = try prepare(
                line, installation, identifier: identifier.number, groups, start, errand, for: &launcher)
        } catch {
            launcher.abandon()
            throw error
        }
        let box = ready.held.prepared.box
        let trail = ready.trail
        let broker = ready.broker.take()
        let desk = ready.desk.take()
        let wire = ready.wire
        let status = Supervisor.run(
            launcher: launcher, limits: box.supervisedLimits, messageLimit: Int(clamping: box.messageLimit),
            trail: trail, judge: errand?.receiver ?? wire.judge,
            inspect: { () throws(Refusal) in errand == nil ? try wire.inspect() : [] },
            tierLocation: box.minimumTierLocation, broker: broker, desk: desk, hasClient: errand == nil)
        let server = ready.held.prepared.server
        ready.held.release()
        if errand == nil { NewTrustedFiles.tell(after: box.plan, of: server, in: trail) }
        return status
    }

    /// A run whose plan is complete.
    private struct ReadyRun: ~Copyable {
        let held: HeldBox
        let trail: AuditTrail
        let wire: WireJudge
        var broker: BrokerProcess?
        var desk: ApprovalDesk?
    }

    /// All that happens while the launcher builds the box.
    private static func prepare(
        _ line: RunLine, _ installation: Installation, identifier: UInt32?, _ groups: GroupSupport,
        _ start: LauncherStart, _ errand: Errand?, for launcher: inout LauncherProcess
    ) throws(Refusal) -> ReadyRun {
        let surroundings = try Surroundings(dedicatedIdentifier: identifier)
        let preparation = BoxPreparation(
            installation: installation, surroundings: surroundings, choices: line.choices, groups: groups,
            folder: errand?.folder)
        var way = WayOutStart(installation, identifier: identifier)
        var held = try preparation.prepareAndHold(line.command) { (profile) throws(Refusal) in try way.begin(profile) }
        do throws(Refusal) {
            try start.place(&launcher, for: held.prepared.box)
            // Before the launcher has much to do: both start at once.
            let broker = try way.finish(for: &held.prepared.box, environment: surroundings.environment)
            let plan = PlanCodec.encode(held.prepared.box.plan)
            // The launcher goes on with it; the server does not run before the run is on record.
            launcher.offer(plan)
            try held.prepared.installed?.check(state: surroundings.state)
            if errand == nil { DroppedVariables.tell(of: held.prepared, in: surroundings.state) }
            let trail = try AuditTrail(
                of: LaunchRecord(of: held.prepared, encodedPlan: plan), in: surroundings.state,
                settings: AuditSettings(held.prepared.box.wire))
            let wire = WireJudge(for: held.prepared, in: surroundings, trail: trail)
            let desk = try ApprovalDesk.open(for: held.prepared, run: trail.run, in: surroundings)
            return ReadyRun(held: held, trail: trail, wire: wire, broker: broker, desk: desk)
        } catch {
            held.release()
            throw error
        }
    }
}
