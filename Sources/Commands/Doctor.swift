import ArgumentParser
import ControlGroups
import Diagnosis
import LaunchPlan
import Policy
import Refusals
import Running
import Supervision

/// `trilatch doctor`: what this host gives a box.
struct Doctor: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say which boxes this host allows, what is missing, and how to get it.",
        discussion: """
            Tries each thing that a box is built with, in processes that are thrown away, and then builds a box. Says \
            for all that does not work why, and what to do about it. Changes nothing.

            Exit status: 0 when the tier is full, 1 when it is not.
            """)

    @Flag(help: "Print data.")
    var json = false

    /// Longer than all of it takes on a slow machine.
    private static let patienceSeconds = 60

    func run() throws {
        let report = try Doctor.report()
        StandardOutput.print(json ? report.json.text : report.text)
        if report.diagnosis.tier != .full { throw ExitCode(1) }
    }

    private static func report() throws(Refusal) -> DoctorReport {
        let identifier = try DedicatedIdentifier.take()
        let installation = try Installation.locate()
        let surroundings = try Surroundings(dedicatedIdentifier: identifier.number)
        let examination = try HostExamination(
            launcher: installation.launcher, dedicatedIdentifier: identifier.number, seconds: patienceSeconds)
        let host = HostSwitches.ofThisHost()
        let diagnosis = HostDiagnosis(
            examination, trial: trial(examination, installation, surroundings, as: identifier.number), host: host,
            appArmorProfile: installation.appArmorProfile)
        return DoctorReport(
            diagnosis: diagnosis, limits: HostLimits(LimitMeans(GroupSupport.ofThisHost())), kernel: host.kernel,
            user: surroundings.caller.user)
    }

    /// Builds a box as `run` would, for a profile that grants nothing and lets it lack whatever a profile could name.
    private static func trial(
        _ examination: HostExamination, _ installation: Installation, _ surroundings: Surroundings,
        as identifier: UInt32?
    ) -> HostDiagnosis.Trial {
        let namespaced = trial(installation, surroundings, as: identifier, confinement: .namespaces)
        // The strongest first: the one without namespaces is the last resort, and takes an ordinary caller. A host that could
        // not be judged is no such host.
        guard case .refused = namespaced, !surroundings.caller.isRoot, (try? examination.givesUserNamespaces()) == false
        else { return namespaced }
        let other = trial(installation, surroundings, as: identifier, confinement: .landlock)
        // Why there is no whole box matters more than why there is no lesser one.
        if case .refused = other { return namespaced }
        return other
    }

    private static func trial(
        _ installation: Installation, _ surroundings: Surroundings, as identifier: UInt32?, confinement: Confinement
    ) -> HostDiagnosis.Trial {
        do throws(Refusal) {
            var request = BoxRequest(
                command: installation.probe, arguments: ["--json", "--only", "capability-sets"], workingDirectory: "/",
                environment: surroundings.environment, caller: surroundings.caller)
            if confinement == .landlock {
                request.scratchFolder = try HeldScratchFolder.place(environment: surroundings.environment)
            }
            var box = try PlanResolver.resolve(Profile(), request: request, host: KernelHostView())
            box.plan.mayLack = Layer.dispensable
            let folder = try HeldScratchFolder(for: &box)
            let outcome = Result { () throws(Refusal) in
                let launcher = try LauncherProcess.spawn(
                    path: installation.launcher, dedicatedIdentifier: identifier, confinement: confinement)
                return try CapturedBox.run(launcher: launcher, plan: box.plan, seconds: patienceSeconds)
            }
            folder.release()
            let capture = try outcome.get()
            guard capture.exitStatus == 0 else {
                throw Refusal(.serverExited, "the program in the box ended with status \(capture.exitStatus)")
            }
            return .built(lacking: capture.lacking)
        } catch {
            return .refused(error)
        }
    }
}
