import ArgumentParser
import Clients
import Refusals
import Running

/// `trilatch unwrap`: takes the servers of a client's configuration out of their boxes.
struct Unwrap: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Take the servers of a client's configuration out of their boxes.",
        discussion: """
            The reverse of `wrap`: each server gets the command back that stands after `--`. Profiles that `wrap` wrote \
            stay. Without --client: the own configurations of every client that is known.
            """)

    @OptionGroup var client: ClientOption
    @OptionGroup var choice: RewriteChoice

    func run() throws {
        let rehearsal = try Rehearsal()
        try choice.rewrite(client, try Surroundings(dedicatedIdentifier: nil)) { found throws(Refusal) in
            let servers = found.configuration.servers
            var boxed: [Int] = []
            var lines = Table()
            for (index, server) in servers.enumerated() {
                guard choice.server.isEmpty || choice.server.contains(server.name), let launch = server.launch,
                    case .boxed(let box) = BoxedCommand.read(launch.command, launch.arguments)
                else { continue }
                boxed.append(index)
                lines.add(server.name.readable, "leaves its box; it starts \(box.command[0].readable)")
            }
            StandardOutput.print("\(found.title)\n" + (boxed.isEmpty ? "  no server is in a box\n" : lines.text))
            guard !boxed.isEmpty else { return nil }
            let change = try ConfigurationChange.unwrapping(found.configuration, boxed)
            StandardOutput.print(change.difference)
            return RewriteChoice.Rewriting(change: change, rehearsal: rehearsal)
        }
    }
}
