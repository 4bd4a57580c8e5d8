import InstalledTrilatch
import RepositoryFiles
import Testing

/// The attack of `examples/shell-server`, as its page shows it.
@Suite(.serialized)
struct ShellAttackTests {
    /// A command of the page, and what the page says comes of it.
    private struct Shown {
        var command: String
        var output: String
    }

    private static func page() throws -> [Shown] {
        let text = try RepositoryFile("examples/shell-server/README.md").contents()
        return text.matches(of: #/```sh\n(.*?)\n```\n+```\n(.*?)```/#.dotMatchesNewlines()).map {
            Shown(command: String($0.output.1), output: String($0.output.2))
        }
    }

    @Test(arguments: Caller.available)
    func `bare the attack does all that it is for, in a box nothing, and the work is done in both`(
        caller: Caller
    ) throws {
        let site = try Site(caller)
        let shown = try Self.page()
        try #require(shown.count == 2)
        #expect(
            !shown[0].output.contains("stopped")
                && shown[1].output.contains(#/^count.*done\n(.*stopped.*\n){5}the work/#))
        for shown in shown {
            let outcome = try site.run(
                ["bash", "-c", "PATH=\(Installation.shared.root)/bin:$PATH; cd \(site.programs); \(shown.command)"])
            #expect(outcome.output == shown.output, "\(shown.command): \(outcome.errors)")
        }
    }
}
