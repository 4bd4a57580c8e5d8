import ArgumentParser
import Pins
import Running

/// `trilatch lock diff`: what of a server waits for approval.
struct LockDiff: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Show what of a server differs from what was approved.",
        discussion: """
            Added, removed, renamed and changed items, texts line by line, schemas field by field. Nothing that the server \
            wrote is left out, and what has no shape on a terminal is escaped.

            Exit status: 0 when nothing is held, 1 when something is.
            """)

    @OptionGroup var server: LockedServer
    @OptionGroup var items: LockedItems
    @OptionGroup var scope: FirstUseOption

    func run() throws {
        let lock = try server.file.store().read()
        let shown = try ShownProposal(server, items, scope, in: lock)
        StandardOutput.print(shown.text)
        if shown.proposal.holds { throw ExitCode(1) }
    }
}

/// Whether what was taken at first use is to be reviewed as well.
struct FirstUseOption: ParsableArguments {
    @Flag(help: "Also what was taken at first use; without anything that is held, that is what is shown anyhow.")
    var firstUse = false
}

/// What of a server waits, and what a person is shown of it.
struct ShownProposal {
    let scope: PinProposal.Scope
    let proposal: PinProposal
    let text: String

    init(
        _ server: LockedServer, _ items: LockedItems, _ firstUse: FirstUseOption, in lock: LockFile
    ) throws {
        let entry = try server.entry(in: lock)
        scope = PinProposal.Scope(only: try items.identities(), includesFirstUse: firstUse.firstUse)
        proposal = PinProposal(of: entry, scope)
        let name = entry.key.name.readable
        guard !proposal.isEmpty else {
            text = "nothing of \(name) is held"
            return
        }
        let body = proposal.text(in: entry, besides: lock.siblings(of: entry.key).first)
        text = "\(name): \(LockReport.standing(entry))\n\(body)\nshown: \(proposal.digest)"
    }
}
