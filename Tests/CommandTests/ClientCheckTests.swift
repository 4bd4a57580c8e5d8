import InstalledTrilatch
import RepositoryFiles
import Testing

/// What all servers of a client hold together.
@Suite struct ClientCheckTests {
    @Test func `the pair that closes the triad is named`() throws {
        let site = try ClientSite()
        try site.write(
            ".cursor/mcp.json",
            #"""
            {"mcpServers":{
              "git":{"command":"mcp-server-git","args":["--repository","\#(site.site.workspace)"]},
              "docs":{"url":"https://example.org/mcp"}}}
            """#)
        let bare = try site.run("check", "--client", "cursor")
        #expect(bare.status == 1)
        #expect(bare.output.contains("git (private-data, untrusted-input, egress) alone"))
        #expect(try site.run("wrap", "--client", "cursor", "--yes").status == 0)
        let boxed = try site.run("check", "--client", "cursor")
        #expect(boxed.status == 1)
        #expect(boxed.output.contains(#/git +box +private-data, untrusted-input\n/#))
        #expect(
            boxed.output.contains("git (private-data, untrusted-input) with docs (untrusted-input, egress)"))
        let data = try site.run("check", "--client", "cursor", "--json")
        let json = try #require(data.output.canonicalJSON)
        #expect(json.contains(#""closing": [["git", "docs"]]"#))
        #expect(json.contains(#""accepted": false"#))
    }

    @Test func `the halves of one server hold together what one box may not, unless one of them has no egress`() throws
    {
        let site = try ClientSite()
        func entries(_ writing: String) -> String {
            let entries = [("read", "github-read"), ("write", writing)].map { name, profile in
                #""\#(name)":{"command":"\#(Installation.shared.trilatch)","args":["run","--profile","\#(profile)","--","true"]}"#
            }
            return #"{"mcpServers":{\#(entries.joined(separator: ","))}}"#
        }
        try site.write(".cursor/mcp.json", entries("github-write"))
        let both = try site.run("check", "--client", "cursor")
        #expect(both.status == 1, "\(both)")
        #expect(both.output.contains("read (private-data, untrusted-input) with write (private-data, egress)"))
        try site.write(
            ".cursor/mcp.json", entries(RepositoryFile("examples/github-leak/write-payroll.yaml").absolutePath))
        let pinned = try site.run("check", "--client", "cursor")
        #expect(pinned.status == 0, "\(pinned)")
        #expect(pinned.output.contains("together: private-data, untrusted-input\n"))
    }

    @Test func `a client whose servers hold two legs is accepted`() throws {
        let site = try ClientSite()
        try site.write(
            ".cursor/mcp.json",
            #"{"mcpServers":{"git":{"command":"mcp-server-git","args":["-r","\#(site.site.workspace)"]}}}"#)
        #expect(try site.run("wrap", "--client", "cursor", "--yes").status == 0)
        let outcome = try site.run("check", "--client", "cursor")
        #expect(outcome.status == 0, "\(outcome.output)")
        #expect(outcome.output.contains("together: private-data, untrusted-input\n"))
    }

    @Test func `servers of a project's file meet the user's own, and several files of a client are one`() throws {
        let site = try ClientSite()
        let git = #""git":{"command":"mcp-server-git","args":["-r","\#(site.site.workspace)"]}"#
        try site.write(".cursor/mcp.json", #"{"mcpServers":{\#(git)}}"#)
        #expect(try site.run("wrap", "--client", "cursor", "--yes").status == 0)
        let project = "\(site.site.workspace)/.cursor/mcp.json"
        let docs = #""docs":{"url":"https://example.org/mcp"}"#
        try site.site.write(project, #"{"mcpServers":{\#(docs)}}"#)
        #expect(try site.run("check", "--client", "cursor").status == 0)
        let together = try site.run("check", "--client", project)
        #expect(together.status == 1, "\(together)")
        #expect(together.output.contains("servers together in \(site.site.workspace)\n"))
        #expect(together.output.contains("git (private-data, untrusted-input) with docs (untrusted-input, egress)"))

        try site.write(".config/Code/User/mcp.json", #"{"servers":{\#(git)}}"#)
        #expect(try site.run("wrap", "--client", "vscode", "--yes").status == 0)
        try site.write(".config/Code/User/settings.json", #"{"mcp":{"servers":{\#(docs)}}}"#)
        for client in ["vscode", "\(site.site.home)/.config/Code/User/mcp.json"] {
            let both = try site.run("check", "--client", client, "--json")
            #expect(both.status == 1, "\(both)")
            let data = try #require(both.output.canonicalJSON)
            #expect(data.contains(#"["docs", "git"]"#) || data.contains(#"["git", "docs"]"#), "\(data)")
        }
    }

    @Test func `a box that does not start is told with its refusal`() throws {
        let site = try ClientSite()
        try site.write(
            ".cursor/mcp.json",
            #"{"mcpServers":{"a":{"command":"\#(site.site.trilatch)","args":["run","--profile","none","--","true"]}}}"#)
        let outcome = try site.run("check", "--client", "cursor")
        #expect(outcome.status == 1)
        #expect(outcome.output.contains("a does not start: profile.not-found"))
    }

    @Test func `another program of the same name, or a variable that leads this one astray, is no box`() throws {
        let site = try ClientSite()
        let arguments = #""args":["run","--profile","time","--","mcp-server-time"]"#
        try site.site.write("\(site.programs)/trilatch", "#!/bin/sh\n")
        try CommandSite.shell("chmod 755 '\(site.programs)/trilatch'")
        try site.write(
            ".cursor/mcp.json",
            #"""
            {"mcpServers":{"path":{"command":"\#(site.programs)/trilatch",\#(arguments)},
            "name":{"command":"trilatch",\#(arguments)},
            "led":{"command":"\#(site.site.trilatch)",\#(arguments),"env":{"XDG_CONFIG_HOME":"/tmp/x"}},
            "fine":{"command":"\#(site.site.trilatch)",\#(arguments)}}}
            """#)
        let outcome = try site.run("check", "--client", "cursor")
        #expect(outcome.status == 1)
        for name in ["path", "name", "led"] {
            #expect(outcome.output.contains(try Regex("\(name) +unclear +private-data, untrusted-input, egress")))
        }
        #expect(outcome.output.contains(#/fine +box /#))
    }
}
