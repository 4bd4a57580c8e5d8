import Refusals
import Testing

@testable import Clients

/// What a rewriting touches, and that it can be taken back.
@Suite struct RoundTripTests {
    static let program = "/opt/trilatch/bin/trilatch"

    @Test(arguments: Sample.all)
    func `putting servers into boxes and out again gives the very bytes back`(sample: Sample) throws {
        let before = try sample.read()
        #expect(!before.boxes.isEmpty)
        let wrapped = try ConfigurationChange.wrapping(before, before.boxes, program: RoundTripTests.program)
        #expect(wrapped.after.text.bytes != before.text.bytes)
        #expect(wrapped.after.boxed.count == before.boxes.count)
        let unwrapped = try ConfigurationChange.unwrapping(wrapped.after, wrapped.after.boxed)
        #expect(unwrapped.after.text.bytes == before.text.bytes)
    }

    @Test(arguments: Sample.all)
    func `each server alone can be put in and taken out`(sample: Sample) throws {
        let before = try sample.read()
        for (index, box) in before.boxes {
            let wrapped = try ConfigurationChange.wrapping(before, [index: box], program: RoundTripTests.program)
            #expect(wrapped.after.boxed == [index])
            let unwrapped = try ConfigurationChange.unwrapping(wrapped.after, [index])
            #expect(unwrapped.after.text.bytes == before.text.bytes)
        }
    }

    @Test(arguments: Sample.all)
    func `comments, order and all other values stay`(sample: Sample) throws {
        let before = try sample.read()
        let after = try ConfigurationChange.wrapping(before, before.boxes, program: RoundTripTests.program).after
        #expect(before.text.comments.map { before.text.bytes[$0] } == after.text.comments.map { after.text.bytes[$0] })
        #expect(before.outline == after.outline)
        #expect(!before.outline.isEmpty)
    }

    @Test(arguments: Sample.all)
    func `a boxed server reads as its box, and its command is the one that it had`(sample: Sample) throws {
        let before = try sample.read()
        let after = try ConfigurationChange.wrapping(before, before.boxes, program: RoundTripTests.program).after
        for (index, box) in before.boxes {
            let launch = try #require(after.servers[index].launch)
            #expect(BoxedCommand.read(launch.command, launch.arguments) == .boxed(box))
        }
    }

    @Test(arguments: [
        #"{"mcpServers":{"a":{"command":"x"}}}"#,
        #"{"mcpServers":{"a":{"command":"x","args":[]}}}"#,
        #"{"mcpServers":{"a":{"command":"x","args":[ ]}}}"#,
        #"{"mcpServers":{"a":{"args":[],"command":"x"}}}"#,
        #"{"mcpServers":{"a":{"args": [ ], "command":"x"}}}"#,
        #"{"mcpServers":{"a":{"args":["1",],"command":"x",},},}"#,
        #"{"mcpServers":{"a":{"args":[/* none */],"command":"x"}}}"#,
        #"{"mcpServers":{"a":{"args":[/* one */ "1" /* end */],"command":"x"}}}"#,
        "{\"mcpServers\":{\"a\":{\"command\":\"x\",\"args\":[\n]}}}",
        "{\"mcpServers\":{\"a\":{\n\t\t\"command\":\"x\"}}}",
        #"{"mcpServers":{"a":{"command":"A B\\","args":["--","run"]}}}"#,
        #"{"mcpServers":{"a":{"command":"x","args":["run","--profile","git","--","y"]}}}"#,
    ])
    func `every way to write a list of arguments comes back as it was`(text: String) throws {
        let before = try ClientConfiguration(Array(text.utf8), format: .cursor, file: "mcp.json")
        #expect(before.servers.count == 1)
        let wrapped = try ConfigurationChange.wrapping(before, before.boxes, program: RoundTripTests.program)
        let unwrapped = try ConfigurationChange.unwrapping(wrapped.after, wrapped.after.boxed)
        #expect(String(decoding: unwrapped.after.text.bytes, as: UTF8.self) == text)
    }

    @Test(arguments: [
        "[mcp_servers.a]\ncommand = \"x\"",
        "mcp_servers.a.command = 'x'",
        "mcp_servers . a . command = 'x' # why\n",
        "mcp_servers = { a = { command = 'x' } }",
        "mcp_servers = { a.command = '''x''', b = 1 }\n",
        "[mcp_servers]\na = {command=\"\"\"x\"\"\", args=[]}\r\n",
        "[mcp_servers.a]\n    args = [ 'y' , ]\n    command = 'x'\n",
        "[mcp_servers.'a b']\nargs = [ # none\n]\ncommand = 'x'",
        "[mcp_servers.a]\nargs = []\ncommand = 'x'\n",
    ])
    func `every way to write a server in TOML comes back as it was`(text: String) throws {
        let before = try ClientConfiguration(Array(text.utf8), format: .codex, file: "config.toml")
        #expect(!before.boxes.isEmpty)
        let wrapped = try ConfigurationChange.wrapping(before, before.boxes, program: RoundTripTests.program)
        let unwrapped = try ConfigurationChange.unwrapping(wrapped.after, wrapped.after.boxed)
        #expect(String(decoding: unwrapped.after.text.bytes, as: UTF8.self) == text)
    }

    @Test func `a box that a person wrote can be taken off as well`() throws {
        let text = """
            {"mcpServers": {"git": {"command": "trilatch", "args": [
              "run", "--profile=git", "--workspace", "/srv/app", "--",
              "mcp-server-git", // the server
              "--repository", "/srv/app"
            ]}}}
            """
        let before = try ClientConfiguration(Array(text.utf8), format: .cursor, file: "mcp.json")
        let refused = refusal { () throws(Refusal) in _ = try ConfigurationChange.unwrapping(before, [0]) }
        #expect(refused?.code == .clientUnsupported, "the comment would be lost")
        let plain = text.replacing(" // the server", with: "")
        let again = try ClientConfiguration(Array(plain.utf8), format: .cursor, file: "mcp.json")
        let change = try ConfigurationChange.unwrapping(again, [0])
        #expect(change.after.servers[0].launch?.words == ["mcp-server-git", "--repository", "/srv/app"])
    }

    @Test(arguments: Sample.all)
    func `the difference shows commands, and no other value of the file`(sample: Sample) throws {
        let before = try sample.read()
        let change = try ConfigurationChange.wrapping(before, before.boxes, program: RoundTripTests.program)
        let difference = change.difference
        #expect(difference.contains("+"))
        #expect(difference.contains(RoundTripTests.program))
        for secret in ["canary", "example.org", "sk-"] { #expect(!difference.contains(secret), "\(secret)") }
    }
}
