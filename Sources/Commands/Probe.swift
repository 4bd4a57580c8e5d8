import ArgumentParser
import ControlGroups
import LaunchPlan
import Policy
import Refusals
import Running
import Supervision

/// `trilatch probe`: the built-in attacks, inside a box and outside it.
struct Probe: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Try attacks from inside a box, and show what stopped each.",
        usage: "trilatch probe --profile <name|file> [--workspace <dir>] [--json]",
        discussion: """
            Runs the built-in list of attacks in the very box that `run` would make, in place of the server, and the \
            same acts outside as a control: an act that fails outside too says nothing about the box. The control \
            never changes the host; what could is tried in namespaces that are thrown away.

            Exit status: 0 when every attack that applies was stopped, 1 when one was not.
            """)

    @OptionGroup var options: BoxOptions

    @Flag(help: "Print data.")
    var json = false

    /// A variable that is set for the probe's supervisor and must not be found in the box.
    private static let canary = "TRILATCH_PROBE_CANARY"
    /// Longer than the whole list takes on a slow machine.
    private static let patienceSeconds = 120

    func run() throws {
        let report = try Probe.report(for: options)
        StandardOutput.print(json ? report.json.text : report.text)
        if !report.holds { throw ExitCode(1) }
    }

    private static func report(for options: BoxOptions) throws(Refusal) -> ProbeReport {
        let identifier = try DedicatedIdentifier.take()
        let installation = try Installation.locate()
        var surroundings = try Surroundings(dedicatedIdentifier: identifier.number)
        surroundings.environment[canary] = "canary"
        let groups = GroupSupport.ofThisHost()
        let preparation = BoxPreparation(
            installation: installation, surroundings: surroundings, choices: options.choices, groups: groups)
        let held = try preparation.prepareAndHold([installation.probe])
        let outcome = Result { () throws(Refusal) in
            let start = LauncherStart(installation, identifier: identifier.number, groups: groups)
            return try attack(held.prepared, with: installation, start, surroundings)
        }
        held.release()
        return try outcome.get()
    }

    private static func attack(
        _ prepared: PreparedBox, with installation: Installation, _ start: LauncherStart, _ surroundings: Surroundings
    ) throws(Refusal) -> ProbeReport {
        let control = try ProbeControl.run(
            installation.probe, canary: canary, environment: surroundings.environment)
        var plan = prepared.box.plan
        plan.command.arguments =
            ["trilatch-probe", "--json", "--canary-variable", canary] + aims(in: prepared.box) + control.targets
        var launcher = try start.start()
        do throws(Refusal) {
            try start.place(&launcher, for: prepared.box)
        } catch {
            launcher.abandon()
            throw error
        }
        let capture = try CapturedBox.run(launcher: launcher, plan: plan, seconds: patienceSeconds)
        let attacks = control.attacks
        control.end()
        let lines = capture.output.split(separator: UInt8(ascii: "\n"))
        let inside = lines.compactMap { AttackLine($0) }
        guard capture.exitStatus == 0, !inside.isEmpty, inside.count == lines.count else {
            let words = String(decoding: capture.errors.prefix(512), as: UTF8.self)
            throw Refusal(
                .serverExited, "the probe did not come to its end in the box: status \(capture.exitStatus) \(words)",
                hint: "see `trilatch explain` for what the box has")
        }
        return ProbeReport(
            profile: prepared.profile, confinement: plan.confinement, inside: inside, outside: attacks)
    }

    /// The flags that tell the probe what this very box has.
    private static func aims(in box: ResolvedBox) -> [String] {
        var writable: [String] = []
        var protected: [String] = []
        for case .bind(let bind) in box.plan.fileSystem {
            switch bind.access {
            case .readWrite where bind.node.kind == .directory: writable.append(bind.node.path)
            case .readOnly where writable.contains(where: { PlanPath.contains($0, bind.node.path) }):
                protected.append(bind.node.path)
            case .readWrite, .readOnly: break
            }
        }
        let workspace = box.variables.workspace.flatMap { writable.contains($0) ? $0 : nil } ?? writable.first
        return (workspace.map { ["--workspace", $0] } ?? []) + protected.flatMap { ["--protected", $0] }
    }
}
