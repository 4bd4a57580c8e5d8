import ArgumentParser
import Clients
import PolicyYAML
import Refusals
import Running

/// `trilatch wrap`: puts the servers of a client's configuration into boxes.
struct Wrap: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Put the servers of a client's configuration into boxes.",
        discussion: """
            Proposes a profile for each server that the client starts as a program, shows what would change, asks, and \
            rewrites the configuration; a copy of the old one is left beside it. Comments, order and everything else in \
            the file stay. Without --client: the own configurations of every client that is known.
            """)

    @OptionGroup var client: ClientOption
    @OptionGroup var choice: RewriteChoice

    @Option(
        help: ArgumentHelp("The profile for the servers that are named.", valueName: "name"), completion: .profileNames)
    var profile: String?

    @Option(
        help: ArgumentHelp("The workspace for the servers that are named.", valueName: "dir"), completion: .directory)
    var workspace: String?

    func validate() throws {
        guard choice.server.isEmpty, profile != nil || workspace != nil else { return }
        throw ValidationError("'--profile' and '--workspace' are for servers that '--server' names.")
    }

    func run() throws {
        let rehearsal = try Rehearsal()
        let surroundings = try Surroundings(dedicatedIdentifier: nil)
        let asks = Question.canBeAsked && !choice.yes && !choice.dryRun
        let host = WrapPlanner.Host(
            names: Set(rehearsal.library.names()), profile: rehearsal.profile,
            family: { rehearsal.family($0, project: $1) },
            rehearse: { box, launch, project throws(Refusal) in
                try rehearsal.legs(box, launch, project: project)
            },
            doubt: { rehearsal.doubt($0, project: $1) }, ownProfile: rehearsal.ownProfile,
            passesSecret: { server, variable in
                !asks || Question.agrees("\(variable) looks like a secret. Give it to the server \(server.readable)?")
            }, standIn: rehearsal.standIn)
        let wishes = WrapPlanner.Wishes(servers: Set(choice.server), profile: profile, workspace: workspace)
        let planner = WrapPlanner(host, wishes)
        try choice.rewrite(client, surroundings) { found throws(Refusal) in
            let plan = planner.plan(found.configuration, project: found.project)
            StandardOutput.print(WrapReport(plan: plan).text)
            guard !plan.boxes.isEmpty else { return nil }
            let change = try ConfigurationChange.wrapping(found.configuration, plan.boxes, program: rehearsal.program)
            StandardOutput.print(change.difference)
            for profile in plan.profiles where rehearsal.ownProfile(profile.name) == nil {
                StandardOutput.print("new profile \(rehearsal.ownProfiles)/\(profile.name).yaml\n\(profile.text)")
            }
            let others = try ClientFile.others(beside: found, surroundings)
            let servers =
                others.flatMap { rehearsal.holdings(of: $0.configuration.servers, project: $0.project) }
                + rehearsal.holdings(of: change.after.servers, project: found.project, new: plan.legs)
            StandardOutput.print(ClientReport(others + [found], servers).text)
            return RewriteChoice.Rewriting(change: change, profiles: plan.profiles, rehearsal: rehearsal)
        }
    }
}
