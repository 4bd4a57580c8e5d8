import Glibc
import InstalledTrilatch
import RepositoryFiles
import Testing

/// The example of a leak, and of what stops it (`examples/github-leak`).
@Suite struct LeakExampleTests {
    @Test(.enabled(if: geteuid() == 0, "the example wants root"), arguments: ["", "one", "pinned", "split"])
    func `Each way comes to what the example's page says`(way: String) throws {
        // Where every user can read it.
        let folder = TemporaryFolder("trilatch-leak-example")
        for name in ["leak.py", "server.py", "everything.yaml", "write-payroll.yaml"] {
            let source = RepositoryFile("examples/github-leak/\(name)").absolutePath
            let copied = try Subprocess.run(["/bin/cp", "-p", source, folder.path], environment: [:])
            try #require(copied.status == 0, "\(copied.errors)")
        }
        let outcome = try Subprocess.run(
            ["/usr/bin/python3", "\(folder.path)/leak.py"] + (way.isEmpty ? [] : [way]),
            environment: [
                "PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": folder.path, "TRILATCH": Installation.shared.trilatch,
            ])
        let page = try RepositoryFile("examples/github-leak/README.md").contents()
        let command = "leak.py\(way.isEmpty ? "" : " \(way)")\n```\n\n```\n"
        let start = try #require(page.firstRange(of: command)?.upperBound)
        let expected = page[start...].prefix(upTo: page[start...].firstRange(of: "```")?.lowerBound ?? page.endIndex)
        #expect(outcome.output + outcome.errors == expected)
    }
}
