import ArgumentParser
import Policy
import Running

/// `trilatch explain`: the box that `run` would make, in words.
struct Explain: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say what a box would have, and where each line comes from.",
        usage: "trilatch explain --profile <name|file> [--workspace <dir>] [--plan] [--json] -- <command> ...",
        discussion: """
            Takes what `run` takes and starts nothing. A box that `run` would refuse is refused here, with the same \
            exit status.
            """)

    @OptionGroup var options: BoxOptions

    @Flag(help: "Show the launcher's whole plan as well.")
    var plan = false

    @Flag(help: "Print data.")
    var json = false

    @OptionGroup var command: ServerCommand

    func run() throws {
        let preparation = BoxPreparation(
            installation: try Installation.locate(),
            surroundings: try Surroundings(dedicatedIdentifier: DedicatedIdentifier.shown), choices: options.choices)
        let prepared = try preparation.prepare(command.words)
        let report = BoxReport(server: prepared.server, profile: prepared.profile, box: prepared.box)
        if json {
            StandardOutput.print(report.json(includesPlan: plan).text)
        } else {
            StandardOutput.print(report.text + (plan ? "\n" + PlanReport(plan: prepared.box.plan).text : ""))
        }
    }
}
