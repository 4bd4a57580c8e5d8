import ArgumentParser

/// `trilatch log`: what the audit log says.
struct Log: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show what servers did and were denied, and check that the record is whole.",
        discussion: """
            Every run writes to one audit log: what was granted, each call with its verdict, what was refused and why, \
            and how it ended. Arguments and results stand in it by their size and a keyed digest only, unless a profile \
            says otherwise.
            """,
        subcommands: [LogShow.self, LogTail.self, LogVerify.self])
}
