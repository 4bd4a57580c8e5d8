import InstalledTrilatch
import Testing

/// Packages that want more than to be installed, and registries that serve them.
@Suite struct HostilePackageTests {
    @Test(arguments: Caller.available)
    func `a package's own code does not run unless it is asked for`(caller: Caller) throws {
        let site = try InstallSite(caller)
        try site.make("hostile")
        let outcome = try site.install("pypi:hostile-build==1.0", from: .served)
        #expect(outcome.status == 125)
        #expect(outcome.errors.contains("install.failed: the box that was to fetch pypi:hostile-build==1.0 ended with"))
        #expect(try !site.requests().contains(".tar.gz"), "it was not even fetched")
        #expect(try site.installed() == [])

        try site.make("node")
        #expect(try site.install("npm:@acme/node-server@1.0.0", from: .served).status == 0)
        #expect(try site.scriptMarks() == [])
        let removed = try site.trilatch("uninstall", "node-server")
        #expect(removed.output == "removed: node-server\n" && removed.status == 0)
        // The control: asked for, it does.
        #expect(try site.install("npm:@acme/node-server@1.0.0", "--allow-scripts", from: .served).status == 0)
        #expect(try site.scriptMarks() == ["script-ran"])
    }

    @Test(arguments: Caller.available)
    func `a build sees nothing of the caller's, writes to its own, and reaches the registry alone`(
        caller: Caller
    ) throws {
        let site = try InstallSite(caller)
        try site.make("hostile")
        try site.shell("echo canary >\(site.home)/secret.txt; chmod 644 \(site.home)/secret.txt")
        let outcome = try site.run(
            [site.trilatch, "install", "pypi:hostile-build==1.0", "--allow-scripts"], beside: .served,
            adding: ["SECRET_TOKEN": "canary"])
        try #require(outcome.status == 0, "\(outcome.errors)")
        let inside = try site.shell(
            "cat \(site.data)/servers/hostile-build/environment/lib/python3*/*/hostile_outcomes.json")
        #expect(
            inside
                == #"{"read a file of the home": "ENOENT", "write to the home": "written", "#
                + #""write beside the output": "EROFS", "write to the system": "EROFS", "look at the servers": "ENOENT", "#
                + #""a variable of the caller": "not there", "look up another host": "gaierror -2", "#
                + #""connect to another host": "ECONNRESET", "connect to another host's port 80": "ECONNREFUSED", "#
                + #""connect to this machine": "ECONNREFUSED"}"#)
        #expect(try site.shell("ls \(site.home)") == "secret.txt\n", "its home was in memory")
        #expect(try !site.requests().contains("connection"))

        // The control: the same acts beside the box.
        let outside = try site.run(
            ["python3", site.program("packages.py"), site.packages, "acts"], beside: .served,
            adding: ["SECRET_TOKEN": "canary"])
        for act in [
            #""read a file of the home": "canary\n""#, #""write beside the output": "written""#,
            #""look at the servers": ["hostile-build"]"#, #""a variable of the caller": "canary""#,
            #""look up another host": "found""#, #""connect to another host": "connected""#,
            #""connect to another host's port 80": "connected""#, #""connect to this machine": "connected""#,
        ] {
            #expect(outside.output.contains(act), "\(outside.output)")
        }
        #expect(try site.requests().components("\"connection\"") == 3)
        try site.shell("rm -f /var/tmp/trilatch-planted /usr/trilatch-planted")
    }

    @Test func `what was built is refused for a link that leads out, and nothing of it stays`() throws {
        let site = try InstallSite(.ordinary)
        try site.make("linking")
        let outcome = try site.install("npm:linking-server@1.0.0", "--allow-scripts", from: .served)
        #expect(outcome.status == 125)
        #expect(
            outcome.errors.contains(
                "install.output-refused: the box has made node_modules/linking-server/users, which is a link that leads "
                    + "out: /etc/passwd"))
        #expect(try site.installed() == [])
        // The control: without its script it makes no link.
        #expect(try site.install("npm:linking-server@1.0.0", from: .served).status == 0)
    }

    @Test func `an archive with a file outside of its tree is refused by the tool in the box`() throws {
        let site = try InstallSite(.ordinary)
        try site.make("escaping")
        let outcome = try site.install("pypi:escaping-server==1.0", from: .served)
        #expect(outcome.status == 125 && outcome.errors.contains("outside the target directory"))
        #expect(try site.installed() == [])
    }

    @Test(arguments: Caller.available)
    func `another archive for the same version is shown, and replaces nothing by itself`(caller: Caller) throws {
        let site = try InstallSite(caller)
        try site.make("plain one")
        try #require(try site.install("pypi:plain-server==1.0", from: .served).status == 0)
        try site.make("plain two")
        let outcome = try site.install("pypi:plain-server==1.0", from: .served)
        #expect(outcome.status == 125)
        #expect(outcome.errors.contains("  ! plain_server-1.0-py3-none-any.whl: other contents under the same name\n"))
        #expect(outcome.errors.contains("pin.archives-changed: what the registry gives is not what is installed"))
        #expect(try site.runPlain().output == "one\n")
        #expect(try site.installed() == ["servers/plain-server"])

        let accepted = try site.install("pypi:plain-server==1.0", "--yes", from: .served)
        #expect(accepted.status == 0 && accepted.errors.contains("! plain_server-1.0"))
        #expect(try site.runPlain().output == "two\n")
    }

    @Test func `a server whose files somebody changed does not start`() throws {
        let site = try InstallSite(.ordinary)
        try site.make("plain one")
        try #require(try site.install("pypi:plain-server==1.0", from: .served).status == 0)
        let module = "$(echo \(site.data)/servers/plain-server/environment/lib/python3*/site-packages/plain_server.py)"
        try site.shell(
            "cp -p \(module) /var/tmp/kept-$$; chmod u+w \(module); echo 'x = 1' >>\(module); mv /var/tmp/kept-$$ \(site.packages)/kept"
        )
        let altered = try site.runPlain()
        #expect(altered.status == 125 && altered.output == "")
        #expect(altered.errors.contains("install.altered: the files of plain-server are not those that were installed"))
        // By its path it is the same server.
        let path = "\(site.data)/servers/plain-server/environment/bin/plain-server"
        #expect(try site.runPlain(path).errors.contains("install.altered"))
        // A compiled file that was put beside it is no less a change.
        try site.shell("cat \(site.packages)/kept >\(module); chmod 444 \(module)")
        #expect(try site.runPlain().output == "one\n", "the contents count, and not the time")
        try site.shell("touch $(dirname \(module))/__pycache__/planted.pyc")
        #expect(try site.runPlain().errors.contains("install.altered"))
    }

    @Test func `no box may write where servers are installed`() throws {
        let site = try InstallSite(.ordinary)
        try site.make("plain one")
        try #require(try site.install("pypi:plain-server==1.0", from: .served).status == 0)
        try site.shell(
            """
            cat >\(site.packages)/wide.yaml <<'END'
            version: 1
            summary: Too wide.
            extends: base
            filesystem:
              - read: ~/.local/share
                write: true
            END
            """)
        let outcome = try site.trilatch("run", "--profile", "\(site.packages)/wide.yaml", "--", "/bin/true")
        #expect(outcome.status == 125 && outcome.errors.contains("path.not-allowed"))
        #expect(outcome.errors.contains("/servers holds Trilatch's programs and is never writable"))
    }
}

extension InstallSite {
    /// Files that an install script of the test's has left.
    fileprivate func scriptMarks() throws -> [String] {
        try shell("find \(data)/servers -name script-ran -printf '%f\\n'").split(separator: "\n").map(String.init)
    }
}

extension String {
    /// How often a text stands in this one.
    fileprivate func components(_ text: String) -> Int { ranges(of: text).count }
}
