import ArgumentParser
import Pins
import Refusals
import Running
import Surface

/// `trilatch lock approve`: lets what was held pass from now on.
struct LockApprove: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve", abstract: "Approve what of a server was held, after a look at it.",
        discussion: """
            Shows what `diff` shows, asks, and approves just that: what the server changes in the meantime is held again. \
            Where nobody can be asked, name what you have looked at with --shown, or say --yes to approve what is shown now.
            """)

    @OptionGroup var server: LockedServer
    @OptionGroup var items: LockedItems
    @OptionGroup var scope: FirstUseOption

    @Option(
        help: ArgumentHelp("The digest that `diff` showed at its end: nothing else is approved.", valueName: "digest"))
    var shown: String?

    @Flag(help: "Approve without asking.")
    var yes = false

    func validate() throws {
        guard let shown, ContentDigest(shown) == nil else { return }
        throw ValidationError(
            "'--shown' takes the 64 hexadecimal digits at the end of what 'trilatch lock diff' prints.")
    }

    func run() throws {
        let store = try server.file.store()
        let now = try ShownProposal(server, items, scope, in: try store.read())
        StandardOutput.print(now.text)
        guard !now.proposal.isEmpty else { return }
        if shown == nil, !yes {
            guard Question.canBeAsked else {
                throw Refusal(
                    .usage, "there is nobody to ask",
                    hint: "look at it, then add `--shown \(now.proposal.digest)`, or `--yes`")
            }
            guard Question.agrees("Approve it as it is shown?") else { throw ExitCode(1) }
        }
        let digest = shown.flatMap { ContentDigest($0) } ?? now.proposal.digest
        try store.approve(now.proposal.key, now.scope, shown: digest)
        StandardOutput.print("approved: \(now.proposal.key.name.readable)")
    }
}
