import ArgumentParser
import Clients
import LaunchPlan
import Policy
import PolicyYAML
import Refusals
import Running
import Supervision

/// `trilatch check`: profiles, merged and judged, without a box.
struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Validate profiles, and show what each comes to.",
        discussion: """
            Shows the profile merged with its parents, each line with the place where it was written, and the legs \
            that its grants give. Without an argument: every profile that can be named.

            Exit status: 0 when a box may start with each of them, 1 when one is refused.
            """)

    @Flag(help: "Print data.")
    var json = false

    @OptionGroup var settings: Settings

    @OptionGroup var client: ClientOption

    @Argument(
        help: ArgumentHelp("Names, or paths with a slash in them.", valueName: "profile"), completion: .profileNames)
    var profiles: [String] = []

    func validate() throws {
        guard client.client != nil, !profiles.isEmpty || !settings.pairs.isEmpty else { return }
        throw ValidationError("'--client' is about servers, and takes neither profiles nor '--set'.")
    }

    func run() throws {
        if client.client != nil { return try checkClient() }
        let surroundings = try Surroundings(dedicatedIdentifier: nil)
        let library = ProfileLibrary(
            directories: try Installation.locate().profileDirectories(for: surroundings), files: KernelProfileFiles(),
            variables: Set(settings.values.keys))
        let variables = Variables(
            home: surroundings.caller.home, user: surroundings.caller.name, set: settings.values)
        let reports = (profiles.isEmpty ? library.names() : profiles).map { name in
            ProfileReport(surroundings.expandingHome(name), in: library) {
                Check.facts(of: $0, variables)
            } namespaceless: {
                NamespacelessNeeds.refusals(of: $0, for: surroundings.caller, variables: variables)
            }
        }
        if json {
            StandardOutput.print(JSONText.array(reports.map(\.json)).text)
        } else {
            StandardOutput.print(reports.map(\.text).joined(separator: "\n"))
        }
        if !reports.allSatisfy(\.isAccepted) { throw ExitCode(1) }
    }

    /// Judges the servers of a client together.
    private func checkClient() throws {
        let rehearsal = try Rehearsal()
        let surroundings = try Surroundings(dedicatedIdentifier: nil)
        let reports = try ClientFile.clients(client.client, surroundings).map { files in
            ClientReport(
                files, files.flatMap { rehearsal.holdings(of: $0.configuration.servers, project: $0.project) })
        }
        if json {
            StandardOutput.print(JSONText.array(reports.map(\.json)).text)
        } else {
            StandardOutput.print(reports.map(\.text).joined(separator: "\n"))
        }
        if !reports.allSatisfy(\.isAccepted) { throw ExitCode(1) }
    }

    /// Which granted paths are files on this host.
    ///
    /// About all others the worst is assumed.
    static func facts(of profile: Profile, _ variables: Variables) -> HostFacts {
        var facts = HostFacts()
        let host = HostLookup(KernelHostView())
        for grant in profile.pathGrants where !grant.path.dependsOnSet {
            // A path that cannot be looked at is one of which nothing is known.
            guard let path = grant.path.expanded(with: variables),
                let found = try? host.canonical(Array(path.utf8)), found.file.kind == .file
            else { continue }
            facts.paths[grant.path] = PathFacts(kind: .file, isPersonal: grant.path.isPersonal)
        }
        return facts
    }
}
