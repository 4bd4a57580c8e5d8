import InstalledTrilatch
import Testing

/// `mcp-server-time` in a box under `profiles/time.yaml`, which grants it nothing but itself.
@Suite(.serialized)
struct TimeServerTests {
    @Test(arguments: Caller.available, Client.allCases)
    func `time zones are the same in a box`(caller: Caller, client: Client) throws {
        let site = try Site(caller)
        let server = [try site.python("servers", "mcp-server-time")]
        let calls = """
            [["convert_time", {"source_timezone": "Asia/Kolkata", "time": "16:30", "target_timezone": "America/New_York"}],
             ["get_current_time", {"timezone": "Europe/Vienna"}],
             ["convert_time", {"source_timezone": "Nowhere/Land", "time": "16:30", "target_timezone": "Etc/UTC"}]]
            """
        let bare = try site.converse(client, calls, with: server)
        #expect(bare.output.contains("\"revision\": \"\(client.revision)\""))
        #expect(bare.output.contains("Asia/Kolkata"))

        let boxed = try site.converse(client, calls, with: site.boxed("time", server))
        expectSame(boxed.maskingClock, bare.maskingClock)
    }

    @Test(arguments: Caller.available)
    func `every byte on the wire, standard error and the exit code are the same`(caller: Caller) throws {
        let site = try Site(caller)
        let server = [try site.python("servers", "mcp-server-time")]
        let metadata = """
            "_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}
            """
        let lines = [
            #"{"jsonrpc":"2.0","id":1,"method":"server/discover","params":{\#(metadata)}}"#,
            #"{"jsonrpc":"2.0","id":2,"method":"tools/list","params":{\#(metadata)}}"#,
            #"{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"get_current_time","arguments":{"timezone":"No/Where"},\#(metadata)}}"#,
        ]
        let bare = try site.exchange(lines, with: server)
        #expect(bare.output.contains("\"exit\": 0"))
        #expect(bare.output.contains("supportedVersions"))

        let boxed = try site.exchange(lines, with: site.boxed("time", server))
        expectSame(boxed, bare)
    }
}

extension Subprocess {
    /// The same, with the time of day made illegible.
    fileprivate var maskingClock: Subprocess {
        var masked = self
        masked.output.replace(#/T\d\d:\d\d:\d\d/#, with: "TIME")
        return masked
    }
}
