import Approvals
import ArgumentParser
import Egress
import Refusals
import Running

/// `trilatch egress allow`: lets a server reach a host that it asks for.
struct EgressAllow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "allow", abstract: "Let a server reach a host that it asks for, after a look at it.",
        discussion: """
            The server reaches the host at port 443, by TLS for that name, until the server ends; its connections that wait \
            go on. With --for-profile the host is written into the profile as well, with a comment: only into one of your \
            own in ~/.config/trilatch/profiles, and only where no box would hold all three legs by it.
            """)

    @OptionGroup var servers: AskingServerOptions

    @Flag(help: "Write the host into the server's profile, too.")
    var forProfile = false

    @Flag(help: "Allow without asking.")
    var yes = false

    @Argument(help: ArgumentHelp("The host, as `trilatch egress pending` shows it.", valueName: "host"))
    var host: String

    func run() throws {
        let name = try AskingBoxes.host(host)
        let asking = try AskingBoxes(servers).asking(for: name)
        var grants: [String: KeptGrant] = [:]
        if forProfile {
            for box in asking.boxes where grants[box.file] == nil {
                grants[box.file] = try KeptGrant(of: name, to: box)
            }
        }
        for box in asking.boxes { StandardOutput.print(EgressAllow.description(of: box, asking: name)) }
        for grant in grants.values { StandardOutput.print(grant.text) }
        if let warning = AskingBoxes.warning(of: name) { StandardOutput.print(warning) }
        if !yes {
            guard Question.canBeAsked else {
                throw Refusal(.usage, "there is nobody to ask", hint: "look at the host, then add `--yes`")
            }
            guard Question.agrees("Let the server reach \(name)?") else { throw ExitCode(1) }
        }
        for grant in grants.values { try grant.write() }
        try asking.tell(name, isAllowed: true, isKept: forProfile)
        for box in asking.boxes { StandardOutput.print("allowed: \(name), for \(box.server.readable) until it ends") }
        for grant in grants.values { StandardOutput.print("written into \(grant.path.readable)") }
    }

    private static func description(of box: AskingBox, asking name: DNSName) -> String {
        """
        \(box.server.readable), profile \(box.profile.readable), run \(box.run.prefix(AskingBoxes.shownRunLength)): asks for \
        \(name) at port \(ConnectionJudge.askedPort)
          its box holds \(box.legs.isEmpty ? "no leg" : box.legs.joined(separator: " and ")), with any host
        """
    }
}
