import ArgumentParser
import Policy
import PolicyYAML
import Refusals
import Running
import Supervision

/// `trilatch profiles`: which profiles there are.
struct Profiles: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List the profiles that can be named, with their legs.",
        discussion: """
            Each with where it comes from: yours, the administrator's, built in, or this project's own. Of profiles of \
            one name the first is listed, which is the one that counts. `trilatch check NAME` shows one of them whole.
            """)

    @Option(
        help: ArgumentHelp("The project whose own profile is listed; this directory otherwise.", valueName: "dir"),
        completion: .directory)
    var workspace: String?

    @Flag(help: "Print data.")
    var json = false

    func run() throws {
        let surroundings = try Surroundings(dedicatedIdentifier: nil)
        let directories = try Installation.locate().profileDirectories(for: surroundings)
        let library = ProfileLibrary(directories: directories, files: KernelProfileFiles())
        var lines = library.names().map { ListedProfile($0, in: library, among: directories.map(\.path)) }
        let project = try ProjectProfile(workspace ?? ".", surroundings)
        if library.holds(project.path) { lines.append(try ListedProfile(project, surroundings)) }
        if json {
            StandardOutput.print(JSONText.array(lines.map(\.json)).text)
        } else {
            var table = Table()
            for line in lines { table.add(line.name.readable, line.source, line.judgement, line.summary.readable) }
            StandardOutput.print(table.text)
        }
    }
}

/// One line of the list.
private struct ListedProfile {
    var name: String
    var source: String
    var summary: String
    var legs: Set<Leg>
    var refusal: Refusal?

    /// What stands in the table for the legs.
    var judgement: String {
        if let refusal { return "refused: \(refusal.code.rawValue)" }
        return legs.isEmpty ? "no leg" : legs.sorted().map(\.rawValue).joined(separator: ", ")
    }

    /// Judges a profile of a name.
    init(_ name: String, in library: ProfileLibrary, among directories: [String]) {
        let report = ProfileReport(name, in: library) { _ in HostFacts() }
        self.init(name, report)
        let path = report.loaded?.sources.first?.path ?? ""
        let words = ["yours", "administrator's", "built in"]
        source =
            zip(directories, words).first { path.hasPrefix($0.0 + "/") }?.1
            ?? (report.loaded == nil ? "-" : "elsewhere")
    }

    /// Judges a project's own profile.
    init(_ project: ProjectProfile, _ surroundings: Surroundings) throws(Refusal) {
        let report = try project.report()
        self.init(TrustedProfiles.place, report)
        source = "this project's"
        guard refusal == nil, let loaded = report.loaded else { return }
        do throws(Refusal) {
            try ProjectProfiles(surroundings).check(loaded, isNamed: false)
        } catch {
            refusal = error
        }
    }

    private init(_ name: String, _ report: ProfileReport) {
        self.name = name
        source = ""
        summary = report.loaded?.profile.summary?.value ?? ""
        legs = report.legs?.legs ?? []
        refusal = report.refusals.first
    }

    var json: JSONText {
        .members([
            "name": .string(name), "source": .string(source), "summary": .string(summary),
            "legs": .strings(legs.sorted().map(\.rawValue)), "refusal": refusal?.json,
        ])
    }
}
