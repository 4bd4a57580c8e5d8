import ArgumentParser
import Clients
import Policy
import Refusals
import Running

/// `trilatch unwrap`: takes the servers of a client's configuration out of their boxes.
struct Unwrap: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Take the servers of a client's configuration out of their boxes.",
        discussion: """
            The reverse of `wrap`: each server gets the command back that stands after `--`. Profiles that `wrap` wrote \
            stay, and are named. Without --client: the own configurations of every client that is known.
            """)

    @OptionGroup var client: ClientOption
    @OptionGroup var choice: RewriteChoice

    func run() throws {
        let rehearsal = try Rehearsal()
        try choice.rewrite(client, try Surroundings(dedicatedIdentifier: nil)) { found throws(Refusal) in
            let servers = found.configuration.servers
            var boxed: [Int] = []
            var lines = Table()
            var profiles: [String] = []
            for (index, server) in servers.enumerated() {
                guard choice.server.isEmpty || choice.server.contains(server.name), let launch = server.launch,
                    case .boxed(let box) = BoxedCommand.read(launch.command, launch.arguments)
                else { continue }
                boxed.append(index)
                if let name = box.profile, !profiles.contains(name) { profiles.append(name) }
                lines.add(server.name.readable, "leaves its box; it starts \(box.command[0].readable)")
            }
            StandardOutput.print("\(found.title)\n" + (boxed.isEmpty ? "  no server is in a box\n" : lines.text))
            guard !boxed.isEmpty else { return nil }
            let change = try ConfigurationChange.unwrapping(found.configuration, boxed)
            StandardOutput.print(change.difference)
            for name in profiles { tell(ofProfile: name, rehearsal) }
            return RewriteChoice.Rewriting(change: change, rehearsal: rehearsal)
        }
    }

    /// Names a profile that `wrap` wrote, which only the user knows to be of no use any more: a configuration that was not
    /// looked at may name it too.
    private func tell(ofProfile name: String, _ rehearsal: Rehearsal) {
        guard ProfileName.isValid(name), let text = rehearsal.ownProfile(name), ServerProfile.isByWrap(text) else {
            return
        }
        let state =
            ServerProfile.isUntouched(text, name: name)
            ? "as `trilatch wrap` wrote it" : "by `trilatch wrap`, and changed since"
        StandardOutput.print(
            "stays: \(rehearsal.ownProfiles)/\(name).yaml, \(state); remove it if no other server uses it")
    }
}
