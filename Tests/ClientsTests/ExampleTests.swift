import RepositoryFiles
import Testing

@testable import Clients

/// The configurations that a person may start from.
@Suite struct ExampleTests {
    @Test(arguments: ClientFormat.all)
    func `each client has an example, whose servers are in boxes with profiles that there are`(
        client: ClientFormat
    ) throws {
        let file = RepositoryFile("examples/clients/\(client.name).\(client.syntax == .toml ? "toml" : "json")")
        let text = try file.contents()
        let configuration = try ClientConfiguration(Array(text.utf8), format: client, file: file.path)
        #expect(configuration.servers.map(\.name) == ["git", "time"])
        let profiles = try RepositoryFile.all(below: "profiles", suffix: ".yaml").map(\.path)
        for server in configuration.servers {
            let launch = try #require(server.launch)
            guard case .boxed(let box) = BoxedCommand.read(launch.command, launch.arguments) else {
                Issue.record("\(server.name) is in no box")
                continue
            }
            #expect(profiles.contains("profiles/\(box.profile ?? "").yaml"))
            #expect(box.name == server.name)
        }
        let bare = try ConfigurationChange.unwrapping(configuration, configuration.boxed).after
        #expect(bare.servers.map { $0.launch?.words } == [["mcp-server-git"], ["mcp-server-time"]])
        let table = try RepositoryFile("examples/clients/README.md").contents()
        for place in client.userFiles where !place.hasSuffix("User/settings.json") {
            #expect(table.contains("`~/\(place)`") || table.contains("~/\(place)`"))
        }
    }
}
