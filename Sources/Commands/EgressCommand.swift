import ArgumentParser

/// `trilatch egress`: what a person says of hosts that servers ask for.
struct EgressCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "egress", abstract: "See which hosts running servers ask for, and allow or deny them.",
        discussion: """
            A server whose profile says `unknown-host: ask` may connect to hosts that its profile does not grant, when you \
            let it. Its connection waits meanwhile, and nobody outside has heard of it.

            The server has chosen the name, which may look like one that you know. What it may send there is whatever it \
            has seen.
            """,
        subcommands: [EgressPending.self, EgressAllow.self, EgressDeny.self])
}

/// Which running servers a word is about.
struct AskingServerOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Only servers of this name.", valueName: "name"))
    var server: String?

    @Option(help: ArgumentHelp("Only this run, as `trilatch egress pending` shows it.", valueName: "id"))
    var run: String?
}
