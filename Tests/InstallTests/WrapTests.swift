import InstalledTrilatch
import Testing

/// What becomes of clients' entries that fetch their servers at every start.
@Suite struct WrapTests {
    @Test func `an entry that fetches is put into a box once its server is installed, and comes back as it was`() throws
    {
        let site = try InstallSite(.ordinary)
        try site.make("plain one")
        let before = #"{"mcpServers": {"plain": {"command": "uvx", "args": ["plain-server@latest", "--level", "3"]}}}"#
        let file = "\(site.home)/mcp.json"
        try site.write(file, before)
        let refused = try site.trilatch("wrap", "--client", file, "--yes")
        #expect(refused.output.contains("plain: stays as it is: program.installs-at-start"))
        #expect(refused.output.contains("`trilatch install pypi:plain-server==VERSION`"))
        #expect(try site.shell("cat \(file)") == before)

        try #require(try site.install("pypi:plain-server==1.0", from: .served).status == 0)
        let wrapped = try site.trilatch("wrap", "--client", file, "--yes")
        #expect(wrapped.status == 0, "\(wrapped.errors)")
        #expect(wrapped.output.contains("it is pypi:plain-server==1.0, which is installed"), "\(wrapped)")
        let words = #""--profile", "python", "--name", "plain", "--", "uvx", "plain-server@latest", "--level", "3"]"#
        #expect(try site.shell("cat \(file)").contains(words))
        #expect(try site.trilatch("check", "--client", file).output.contains("box"))

        #expect(try site.trilatch("unwrap", "--client", file, "--yes").status == 0)
        #expect(try site.shell("cat \(file)") == before)
        // Another version is not what is installed.
        try site.write(file, #"{"mcpServers": {"plain": {"command": "uvx", "args": ["plain-server==2.0"]}}}"#)
        let other = try site.trilatch("wrap", "--client", file, "--yes")
        #expect(other.output.contains("`trilatch install pypi:plain-server==2.0`"), "\(other)")
    }

    @Test func `a server of npm runs in place of npx, offline`() throws {
        let site = try InstallSite(.ordinary)
        try site.make("node")
        try #require(try site.install("npm:@acme/node-server@1.0.0", from: .served).status == 0)
        for command in [["npx", "-y", "@acme/node-server"], ["npx", "@acme/node-server@1.0.0"], ["node-server"]] {
            let outcome = try site.run(
                [site.trilatch, "run", "--profile", "node", "--"] + command, beside: .none,
                adding: ["TRILATCH_TEST_OMIT_LAYERS": "mediation"])
            #expect(outcome.output == "1.2.3\n", "\(command): \(outcome.errors)")
        }
        for command in [["npx", "@acme/node-server@2.0.0"], ["npx", "--registry", "x", "@acme/node-server"]] {
            let outcome = try site.run([site.trilatch, "run", "--profile", "node", "--"] + command, beside: .none)
            #expect(outcome.status == 125 && outcome.errors.contains("program.installs-at-start"), "\(outcome)")
        }
    }
}
