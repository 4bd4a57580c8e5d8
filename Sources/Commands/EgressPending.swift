import Approvals
import ArgumentParser
import Refusals
import Running

/// `trilatch egress pending`: the hosts that running servers ask for.
struct EgressPending: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pending", abstract: "Show which hosts running servers ask for.",
        discussion: """
            A host `waits` while a connection does. One that nobody answered in time is `undecided`: the server's next \
            connection to it waits again, and a word of yours holds for that.
            """)

    @Flag(help: "Print data.")
    var json = false

    @OptionGroup var servers: AskingServerOptions

    func run() throws {
        let boxes = try AskingBoxes(servers).boxes
        if json { return StandardOutput.print(JSONText.array(boxes.map(EgressPending.json)).text) }
        var table = Table()
        for box in boxes {
            for host in box.hosts {
                table.add(
                    box.server.readable, box.profile.readable, "\(host.name)", EgressPending.words(of: host),
                    "run \(box.run.prefix(AskingBoxes.shownRunLength))")
            }
        }
        StandardOutput.print(table.isEmpty ? "no running server has asked for a host" : table.text)
        for host in boxes.flatMap(\.hosts) {
            if let warning = AskingBoxes.warning(of: host.name) { StandardOutput.print(warning) }
        }
    }

    private static func words(of host: AskingBox.Host) -> String {
        switch host.state {
        case .waiting: "waits, \(host.secondsLeft) s left"
        case .undecided, .allowed, .denied: host.state.word
        }
    }

    private static func json(_ box: AskingBox) -> JSONText {
        .members([
            "run": .string(box.run), "server": .string(box.server), "profile": .string(box.profile),
            "file": .string(box.file), "legs": .strings(box.legs),
            "hosts": .array(
                box.hosts.map { host in
                    .members([
                        "host": .string("\(host.name)"), "state": .string(host.state.word),
                        "seconds-left": host.state == .waiting ? .number(Int(host.secondsLeft)) : nil,
                    ])
                }),
        ])
    }
}

extension AskingBox.State {
    /// A stable word.
    var word: String {
        switch self {
        case .waiting: "waits"
        case .undecided: "undecided"
        case .allowed: "allowed"
        case .denied: "denied"
        }
    }
}
