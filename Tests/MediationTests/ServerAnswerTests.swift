import Policy
import Testing
import Wire

/// What a server says of itself in its first answer.
@Suite struct ServerAnswerTests {
    static let doubles: [(name: String, members: String)] = [
        (
            "server info at both places",
            #""serverInfo":{"name":"s","version":"1"},"_meta":{"io.modelcontextprotocol/serverInfo":{"name":"s","version":"1","description":"x"}},"capabilities":{}"#
        ),
        (
            "a capability that is called like one of a group",
            #""serverInfo":{"name":"s","version":"1"},"capabilities":{"extensions/x":{"x":1},"extensions":{"x":{}}}"#
        ),
        ("capabilities that are none", #""serverInfo":{"name":"s","version":"1"},"capabilities":"x""#),
    ]

    @Test(arguments: doubles)
    func `what stands at a second place is judged as well`(name: String, members: String) throws {
        var policy = WirePolicy()
        policy.pin = .required
        var wire = MediatedWire(policy, keeper: try Keeper())
        _ = wire.client(Lines.initialize)
        let seen = wire.server(#"{"jsonrpc":"2.0","id":0,"result":{"protocolVersion":"2025-11-25",\#(members)}}"#)
        let line = try #require(seen.client.first)
        #expect(!line.contains("x\"") && !line.contains("\"s\""), "\(name): \(line)")
    }
}
