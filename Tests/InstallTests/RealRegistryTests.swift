import InstalledTrilatch
import Testing

/// Servers of the real PyPI: installed, and then run without any network.
@Suite(.serialized) struct RealRegistryTests {
    private static let calls = """
        [["convert_time", {"source_timezone": "Asia/Kolkata", "time": "16:30", "target_timezone": "America/New_York"}]]
        """

    @Test(arguments: Caller.available)
    func `a server of PyPI is installed, and runs offline by its name and in place of uvx`(caller: Caller) throws {
        let site = try InstallSite(caller)
        let outcome = try site.install("pypi:mcp-server-time==2026.10.19", from: .real)
        try #require(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.hasPrefix("installed mcp-server-time from pypi:mcp-server-time==2026.10.19: "))
        #expect(try site.installed() == ["servers/mcp-server-time"], "the staging folder is empty")

        let bare = try site.converse(
            Self.calls, with: ["\(site.data)/servers/mcp-server-time/environment/bin/mcp-server-time"])
        #expect(bare.output.contains("Asia/Kolkata"), "\(bare.errors)")
        for command in [["mcp-server-time"], ["uvx", "mcp-server-time"], ["uvx", "mcp-server-time@latest"]] {
            let boxed = try site.converse(
                Self.calls, with: [site.trilatch, "run", "--profile", "time", "--name", "time", "--"] + command)
            #expect(boxed.output == bare.output, "\(command): \(boxed.errors)")
        }

        // The boxes are on record like any other.
        let log = try site.trilatch("log", "show", "--server", "install-mcp-server-time").output
        for words in [
            "profile install-pypi, untrusted-input, egress", "profile install-build, private-data, untrusted-input",
            "pypi.org port 443 at ", "files.pythonhosted.org port 443 at ",
        ] { #expect(log.contains(words), "\(log)") }

        // The same again is the same, and fetches without building.
        let again = try site.install("pypi:mcp-server-time==2026.10.19", from: .real)
        #expect(again.status == 0 && again.output.hasPrefix("installed before, and unchanged: "), "\(again.errors)")
        let listed = try site.trilatch("install", "--list")
        #expect(listed.output.contains("pypi:mcp-server-time==2026.10.19"))
        // Its legs are none: it is a program, and the profile grants nothing.
        let explained = try site.trilatch("explain", "--profile", "time", "--json", "--", "mcp-server-time")
        #expect(explained.output.contains("\"private-data\": []") && explained.output.contains("\"egress\": []"))
    }

    @Test func `an update is shown, replaces what was agreed to, and is held by the pins until it is approved`() throws
    {
        let site = try InstallSite(.ordinary)
        let server = [site.trilatch, "run", "--profile", "time", "--", "mcp-server-time"]
        try #require(try site.install("pypi:mcp-server-time==2026.10.10", from: .real).status == 0)
        #expect(try site.converse(Self.calls, with: server).output.contains("Asia/Kolkata"))
        let asked = try site.install("pypi:mcp-server-time==2026.10.19", from: .real)
        #expect(asked.status == 125 && asked.errors.contains("pin.archives-changed"))
        #expect(asked.errors.contains("pypi:mcp-server-time==2026.10.10 → pypi:mcp-server-time==2026.10.19\n"))
        #expect(asked.errors.contains("  + mcp_server_time-2026.10.19-py3-none-any.whl\n"))
        #expect(try site.converse(Self.calls, with: server).output.contains("Asia/Kolkata"), "nothing was replaced")

        try #require(try site.install("pypi:mcp-server-time==2026.10.19", "--yes", from: .real).status == 0)
        let held = try site.converse(Self.calls, with: server)
        #expect(held.errors.contains("pin.package-changed") && !held.output.contains("Asia/Kolkata"))
        #expect(try site.trilatch("lock", "approve", "mcp-server-time", "--yes").status == 0)
        #expect(try site.converse(Self.calls, with: server).output.contains("Asia/Kolkata"))
    }

    @Test func `without a registry in reach nothing is installed, and that is said`() throws {
        let site = try InstallSite(.ordinary)
        let outcome = try site.install("pypi:mcp-server-time==2026.10.19", from: .none)
        #expect(outcome.status == 125)
        #expect(outcome.errors.contains("install.failed: the box that was to fetch pypi:mcp-server-time==2026.10.19"))
        #expect(try site.installed() == [])
    }

    @Test func `a mirror in a private network is reached by a profile that inspects it, and by no other`() throws {
        let site = try InstallSite(.ordinary)
        try site.make("plain one")
        let profile = """
            version: 1
            summary: Our mirror of PyPI.
            extends: python
            filesystem:
              - scratch: /tmp
                size: 256MiB
            environment:
              set: { PIP_INDEX_URL: "https://pypi.example.org/simple" }
            network:
              - host: pypi.example.org
                private: true
            """
        let inspected = """

                ranges: [10.0.0.0/24]
                inspect: true
                requests:
                  - { methods: [GET, HEAD], path: /simple/* }
                  - { methods: [GET, HEAD], path: /packages/* }
                audience: own
                because: it is our own
            """
        let name = "\(site.home)/.config/trilatch/profiles/install-pypi.yaml"
        try site.shell("mkdir -p $(dirname \(name)); chown -R \(site.caller.identifier) \(site.home)/.config")
        try site.write(name, profile)
        let bare = try site.install("pypi:plain-server==1.0", from: .served)
        #expect(bare.status == 125 && bare.errors.contains("trifecta.all-three-legs"), "\(bare.errors)")
        try site.write(name, profile + inspected)
        let outcome = try site.install("pypi:plain-server==1.0", from: .served)
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try site.requests().contains("\"host\": \"pypi.example.org\", \"path\": \"/packages/"))
        #expect(try !site.requests().contains("\"host\": \"pypi.org\""))
        #expect(try site.runPlain().output == "one\n")
    }
}
