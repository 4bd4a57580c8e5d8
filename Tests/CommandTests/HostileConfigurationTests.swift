import InstalledTrilatch
import Testing

/// Configurations that are broken, somebody else's, or not what they seem.
@Suite struct HostileConfigurationTests {
    private static let place = ".cursor/mcp.json"
    private static let good = #"{"mcpServers":{"time":{"command":"mcp-server-time"}}}"#

    @Test(arguments: [
        (#"{"mcpServers":{},"mcpServers":{"a":{"command":"x"}}}"#, "client.duplicate-key"),
        (#"{"mcpServers":{"a":{"command":"x","\u0063ommand":"y"}}}"#, "client.duplicate-key"),
        ("{\"mcpServers\":" + String(repeating: "[", count: 5000), "client.syntax"),
        (#"{"mcpServers":[]}"#, "client.syntax"), ("", "client.syntax"), ("null", "client.syntax"),
        (#"{"mcpServers":{"a":{"command":"x"}}} // "# + "\n}", "client.syntax"),
        ("\u{FEFF}{}", "client.syntax"), ("{\"a\": 1", "client.syntax"),
    ])
    func `a file that is not certain to be understood is refused at its place, and left alone`(
        text: String, code: String
    ) throws {
        let site = try ClientSite()
        try site.write(Self.place, text)
        let before = try site.read(Self.place)
        for command in ["wrap", "unwrap"] {
            let outcome = try site.run(command, "--client", "cursor", "--yes")
            #expect(outcome.status == 125)
            #expect(outcome.errors.contains(code))
            #expect(outcome.errors.contains("\(site.site.home)/\(Self.place):"))
        }
        #expect(try site.run("check", "--client", "cursor").status == 125)
        #expect(try site.read(Self.place) == before)
        #expect(try site.shell("ls -A .cursor") == "mcp.json\n")
    }

    @Test func `a link stays a link, and the file at its end is replaced with its mode`() throws {
        let site = try ClientSite()
        try site.write("dotfiles/mcp.json", Self.good)
        try CommandSite.shell(
            """
            cd '\(site.site.home)' && chmod 640 dotfiles/mcp.json && mkdir .cursor && ln -s ../dotfiles/mcp.json .cursor/
            chown -R \(site.site.caller.identifier):\(site.site.caller.identifier) .
            """)
        let outcome = try site.run("wrap", "--client", "cursor", "--yes")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try site.shell("readlink .cursor/mcp.json") == "../dotfiles/mcp.json\n")
        #expect(try site.read("dotfiles/mcp.json").contains("trilatch"))
        #expect(try site.shell("stat -c %a dotfiles/mcp.json; stat -c %a dotfiles/*backup*") == "640\n600\n")
        #expect(try site.shell("cat dotfiles/*backup*") == Self.good)
        #expect(try site.shell("ls -A .cursor") == "mcp.json\n", "the copy lies beside the file itself")
    }

    @Test func `a read-only file, and one that everybody may write, is left alone`() throws {
        let site = try ClientSite()
        try site.write(Self.place, Self.good)
        for (mode, code) in [("444", "client.not-writable"), ("666", "client.untrusted")] {
            try CommandSite.shell("chmod \(mode) '\(site.site.home)/\(Self.place)'")
            let outcome = try site.run("wrap", "--client", "cursor", "--yes")
            #expect(outcome.status == 125)
            #expect(outcome.errors.contains(code))
            #expect(try site.read(Self.place) == Self.good)
        }
    }

    @Test func `a folder that cannot be written leaves the file as it was`() throws {
        let site = try ClientSite()
        try site.write(Self.place, Self.good)
        try CommandSite.shell("chmod 555 '\(site.site.home)/.cursor'")
        let outcome = try site.run("wrap", "--client", "cursor", "--yes")
        #expect(outcome.status == 125)
        #expect(outcome.errors.contains("client.not-writable"))
        #expect(try site.read(Self.place) == Self.good)
    }

    @Test(.enabled(if: Caller.available.contains(.root), "only root can give a file away"))
    func `another user's file is not rewritten, by root neither`() throws {
        let site = try ClientSite(.root)
        try site.write(Self.place, Self.good)
        try CommandSite.shell("chown 4243 '\(site.site.home)/\(Self.place)'")
        let outcome = try site.run("wrap", "--client", "cursor", "--yes")
        #expect(outcome.status == 125)
        #expect(outcome.errors.contains("client.untrusted"))
        #expect(try site.read(Self.place) == Self.good)
    }

    @Test(arguments: ["mkfifo", "mkdir"])
    func `what is no file is refused at once`(making: String) throws {
        let site = try ClientSite()
        try CommandSite.shell("mkdir '\(site.site.home)/.cursor' && \(making) '\(site.site.home)/\(Self.place)'")
        try CommandSite.shell("chmod -R a+rwx '\(site.site.home)/.cursor'")
        let outcome = try site.run("check", "--client", "cursor")
        #expect(outcome.status == 125)
        #expect(outcome.errors.contains("client.unreadable"))
    }

    @Test func `the file of one client that is broken keeps no other from being rewritten`() throws {
        let site = try ClientSite()
        try site.write(Self.place, "{")
        try site.write(".gemini/settings.json", Self.good)
        let outcome = try site.run("wrap", "--yes")
        #expect(outcome.status == 125)
        #expect(outcome.errors.contains("client.syntax"))
        #expect(try site.read(".gemini/settings.json").contains("trilatch"))
    }

    @Test(arguments: [
        (["wrap", "--client", "emacs"], "client.not-found"), (["wrap"], "client.not-found"),
        (["unwrap", "--client", "cursor"], "client.not-found"),
        (["check", "--client", "./none.json"], "client.not-found"),
        (["wrap", "--yes", "--dry-run"], "usage.invalid"), (["wrap", "--profile", "git"], "usage.invalid"),
        (["check", "--client", "cursor", "git"], "usage.invalid"),
    ])
    func `what cannot be meant is refused`(arguments: [String], code: String) throws {
        let outcome = try CommandSite(.ordinary).run(arguments)
        #expect(outcome.status == (code.hasPrefix("usage") ? 64 : 125))
        #expect(outcome.errors.hasPrefix(code), "\(outcome.errors)")
    }

    @Test func `a server that is in no file is not wrapped in silence`() throws {
        let site = try ClientSite()
        try site.write(Self.place, Self.good)
        let outcome = try site.run("wrap", "--client", "cursor", "--server", "tmie", "--yes")
        #expect(outcome.errors.hasPrefix("client.not-found"))
        #expect(try site.read(Self.place) == Self.good)
    }
}
