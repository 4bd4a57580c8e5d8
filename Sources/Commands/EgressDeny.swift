import Approvals
import ArgumentParser
import Refusals
import Running

/// `trilatch egress deny`: keeps a server from a host that it asks for.
struct EgressDeny: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "deny", abstract: "Keep a server from a host that it asks for.",
        discussion: "Its connections to the host are refused at once, until the server ends.")

    @OptionGroup var servers: AskingServerOptions

    @Argument(help: ArgumentHelp("The host, as `trilatch egress pending` shows it.", valueName: "host"))
    var host: String

    func run() throws {
        let name = try AskingBoxes.host(host)
        let asking = try AskingBoxes(servers).asking(for: name)
        try asking.tell(name, isAllowed: false, isKept: false)
        for box in asking.boxes { StandardOutput.print("denied: \(name), for \(box.server.readable) until it ends") }
    }
}
