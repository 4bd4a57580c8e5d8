import ArgumentParser
import PolicyYAML
import Refusals
import Running

/// `trilatch trust`: accepts a project's own profile as it is.
struct Trust: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Accept a project's own profile, after a look at what it grants.",
        discussion: """
            A project may bring its own profile, in \(TrustedProfiles.place). It is used where `trilatch run` names none, \
            and only as it was accepted: a change of one byte is refused until it is accepted again. Narrowings and \
            secrets are refused in it all the same.

            Without a file: the profile of the project in this directory.
            """)

    @Flag(help: "Accept without asking.")
    var yes = false

    @Flag(help: "Take the acceptance back.")
    var revoke = false

    @Flag(help: "List what was accepted.")
    var list = false

    @Argument(help: ArgumentHelp("The profile, or the folder of its project.", valueName: "file"), completion: .file())
    var file: String?

    func validate() throws {
        if list && (revoke || yes || file != nil) { throw ValidationError("'--list' stands alone.") }
        if revoke && yes { throw ValidationError("'--revoke' and '--yes' exclude each other.") }
    }

    func run() throws {
        let surroundings = try Surroundings(dedicatedIdentifier: nil)
        let store = ProjectProfiles(surroundings)
        if list {
            var table = Table()
            for entry in try store.read().entries { table.add(entry.path.readable, "sha256:\(entry.digest)") }
            return StandardOutput.print(table.isEmpty ? "no profile of a project was accepted" : table.text)
        }
        let project = try ProjectProfile(file ?? ".", surroundings)
        try revoke ? take(back: project, store) : accept(project, store)
    }

    private func take(back project: ProjectProfile, _ store: ProjectProfiles) throws(Refusal) {
        try store.change { trusted throws(Refusal) in
            guard trusted.revoke(project.path) else {
                throw Refusal(
                    .profileNotTrusted, "\(project.path.readable) was not accepted",
                    hint: "see `trilatch trust --list` for what was")
            }
        }
        StandardOutput.print("no longer accepted: \(project.path.readable)")
    }

    private func accept(_ project: ProjectProfile, _ store: ProjectProfiles) throws {
        let trusted = try store.read()
        let report = try project.report()
        // That a box may start with it is not yet that the user accepts it.
        StandardOutput.print(report.isAccepted ? report.content : report.text)
        guard report.isAccepted, let source = report.loaded?.sources.first else { throw ExitCode(1) }
        let digest = ProjectProfiles.digest(of: source)
        guard !trusted.holds(source.path, digest: digest) else {
            return StandardOutput.print("accepted before, and unchanged: \(source.path.readable)")
        }
        if !yes {
            guard Question.canBeAsked else {
                throw Refusal(.usage, "there is nobody to ask", hint: "look at what it grants, then add `--yes`")
            }
            let text = trusted.knows(source.path) ? "It has changed. Accept it as it is now?" : "Accept it as it is?"
            guard Question.agrees(text) else { throw ExitCode(1) }
        }
        // The digest is that of the bytes that were shown, whatever the file is by now.
        try store.change { $0.trust(source.path, digest: digest) }
        StandardOutput.print("accepted: \(source.path.readable) (sha256:\(digest))")
    }
}
