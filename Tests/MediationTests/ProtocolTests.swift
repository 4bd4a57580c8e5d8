import Policy
import Refusals
import Testing
import Wire

/// What MCP lets either side say passes as it came; the rest goes nowhere, and who waits is answered.
@Suite struct ProtocolTests {
    @Test func `a session of the era with a handshake passes byte for byte`() {
        var wire = MediatedWire()
        let exchange: [(client: String, server: String)] = [
            (Lines.initialize, Lines.initialized(by: "2025-11-25")),
            (
                #"{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{}}"#,
                #"{"jsonrpc":"2.0","id":1,"result":{"tools":[{"name":"echo","description":"d","inputSchema":{"type":"object"}}]}}"#
            ),
            (Lines.call(2, "echo"), Lines.result(2)),
            (#" {"jsonrpc" : "2.0", "method":"ping","id" :"p"} "#, #"{"jsonrpc":"2.0","id":"\u0070","result":{}}"#),
            (
                #"{"jsonrpc":"2.0","id":3,"method":"tasks/get","params":{"taskId":"t"}}"#,
                #"{"jsonrpc":"2.0","id":3,"error":{"code":-32602,"message":"none"}}"#
            ),
        ]
        for (client, server) in exchange {
            #expect(wire.client(client) == .init(server: [client]))
            #expect(wire.server(server) == .init(client: [server]))
        }
        #expect(wire.told.isEmpty)
        #expect(wire.conversation.ledger.count == 0)
    }

    @Test func `what is long passes before its digest is on record, and nothing is judged before that`() {
        let text = String(repeating: "x", count: 20_000)
        var wire = MediatedWire()
        wire.start()
        wire.recorder.events = []
        let call = Lines.call(1, "echo", #"{"text":"\#(text)"}"#)
        wire.conversation.request.put(
            call + "\n" + Lines.call(2, "echo") + "\n" + call.replacing("1", with: "3") + "\n")
        #expect(wire.conversation.judgeClient(recordsLater: true).isEmpty)
        let asked = ["client asks callTool echo integer(1)", "client asked with 20039 bytes"]
        #expect(
            wire.recorder.events == [
                asked[0], asked[1], "client asks callTool echo integer(2)", "client asks callTool echo integer(3)",
            ])
        #expect(wire.conversation.request.takeAll().count > 40_000)
        wire.conversation.settleRecord()
        #expect(wire.recorder.events.last == asked[1])
        wire.conversation.reply.put(Lines.result(1, text) + "\n")
        #expect(wire.conversation.judgeServer(recordsLater: true).isEmpty)
        #expect(wire.recorder.events.count == 5 && wire.conversation.reply.takeAll().count > 20_000)
        wire.conversation.settleRecord()
        #expect(wire.recorder.events.last?.hasPrefix("server answers callTool result integer(1)") == true)
    }

    @Test func `a digest that cannot be put on record ends the run`() {
        var wire = MediatedWire()
        wire.start()
        wire.conversation.request.put(
            Lines.call(1, "echo", #"{"text":"\#(String(repeating: "x", count: 20_000))"}"#) + "\n")
        _ = wire.conversation.judgeClient(recordsLater: true)
        #expect(wire.conversation.request.takeAll().count > 20_000)
        wire.recorder.isFull = true
        wire.conversation.settleRecord()
        #expect(wire.conversation.ending?.code == .auditUnavailable)
        wire.recorder.isFull = false
        #expect(wire.client(Lines.call(2, "echo")) == .init())
    }

    @Test func `a long call that waited for the list of tools has its digest on record too`() {
        var wire = MediatedWire()
        _ = wire.client(Lines.initialize)
        _ = wire.server(Lines.initialized(by: "2025-11-25"))
        let call = Lines.call(1, "echo", #"{"text":"\#(String(repeating: "x", count: 20_000))"}"#)
        let asked = wire.client(call).server
        let id = asked.first.flatMap { try? JSONNode.read($0.utf8.span) }?["id"]?.text ?? ""
        let tools =
            #"{"jsonrpc":"2.0","id":"\#(id)","result":{"tools":[{"name":"echo","inputSchema":{"type":"object"}}]}}"#
        #expect(wire.server(tools).server == [call])
        #expect(wire.recorder.events.last == "client asked with 20039 bytes")
    }

    @Test func `a session without a handshake passes byte for byte`() {
        var wire = MediatedWire()
        let meta =
            #""_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}"#
        let exchange: [(client: String, server: String)] = [
            (
                #"{"jsonrpc":"2.0","id":1,"method":"server/discover","params":{\#(meta)}}"#,
                #"{"jsonrpc":"2.0","id":1,"result":{"resultType":"complete","ttlMs":0,"cacheScope":"private","supportedVersions":["2026-07-28"],"capabilities":{"tools":{}},"instructions":"Be kind."}}"#
            ),
            (
                #"{"jsonrpc":"2.0","id":2,"method":"tools/list","params":{\#(meta)}}"#,
                #"{"jsonrpc":"2.0","id":2,"result":{"resultType":"complete","ttlMs":0,"cacheScope":"private","tools":[{"name":"echo","inputSchema":{"type":"object"}}]}}"#
            ),
            (
                #"{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{\#(meta),"name":"echo","arguments":{}}}"#,
                #"{"jsonrpc":"2.0","id":3,"result":{"resultType":"input_required","requestState":"s","inputRequests":{"a":{"method":"elicitation/create","params":{"mode":"form","message":"Which colour?","requestedSchema":{"type":"object","properties":{"colour":{"type":"string"}}}}}}}}"#
            ),
        ]
        for (client, server) in exchange {
            #expect(wire.client(client) == .init(server: [client]))
            #expect(wire.server(server) == .init(client: [server]))
        }
        #expect(wire.told.isEmpty)
    }

    static let invalidRequests: [(line: String, code: String, id: String)] = [
        (#"{"jsonrpc":"2.0","id":7,"method":"shell/run"}"#, "wire.unknown-method", "7"),
        (#"{"jsonrpc":"2.0","id":7,"method":"roots/list"}"#, "wire.unknown-method", "7"),
        (#"{"id":7,"method":"ping"}"#, "wire.invalid-message", "7"),
        (#"{"jsonrpc":"1.0","id":7,"method":"ping"}"#, "wire.invalid-message", "7"),
        (#"{"jsonrpc":"2.0","id":7,"method":3}"#, "wire.invalid-message", "7"),
        (#"{"jsonrpc":"2.0","id":7,"method":"ping","params":[]}"#, "wire.invalid-message", "7"),
        (#"{"jsonrpc":"2.0","id":7,"method":"ping","result":{}}"#, "wire.invalid-message", "7"),
        (#"{"jsonrpc":"2.0","id":null,"method":"ping"}"#, "wire.invalid-message", "null"),
        (#"{"jsonrpc":"2.0","id":1.5,"method":"ping"}"#, "wire.invalid-message", "null"),
        (#"{"jsonrpc":"2.0","id":7,"method":"ping","id":7}"#, "wire.duplicate-key", "7"),
        (#"{"jsonrpc":"2.0","id":7,"method":"ping","m\u0065thod":"x"}"#, "wire.duplicate-key", "7"),
        (#"{"jsonrpc":"2.0","id":7,"method":"ping"} x"#, "wire.invalid-json", "7"),
        (#"{"jsonrpc":"2.0","id":7,"method":"ping","params":{"a":"\ud800"}}"#, "wire.lone-surrogate", "7"),
        (#"[{"jsonrpc":"2.0","id":7,"method":"ping"}]"#, "wire.invalid-message", "7"),
        ("7", "wire.invalid-message", "null"),
        ("hello", "wire.invalid-json", "null"),
    ]

    @Test(arguments: invalidRequests)
    func `what a client may not send goes nowhere, and the client is told why`(
        line: String, code: String, id: String
    ) {
        var wire = MediatedWire()
        wire.start()
        let seen = wire.client(line)
        #expect(seen.server.isEmpty)
        #expect(seen.client.count == 1)
        #expect(Lines.isRefusal(seen.client.first, code, id: id), "\(seen.client)")
        #expect(wire.told.map(\.code.rawValue) == [code])
    }

    @Test func `a server's faulty answer becomes an error for who waits`() {
        for (answer, code) in [
            (#"{"jsonrpc":"2.0","id":1,"result":{"a":1,"a":2}}"#, "wire.duplicate-key"),
            (#"{"jsonrpc":"2.0","id":1,"result":{},"error":{"code":1,"message":"m"}}"#, "wire.invalid-message"),
            (#"{"jsonrpc":"2.0","id":1}"#, "wire.invalid-message"),
            (#"{"id":1,"result":{}}"#, "wire.invalid-message"),
        ] {
            var wire = MediatedWire()
            wire.start()
            _ = wire.client(Lines.call(1, "echo"))
            let seen = wire.server(answer)
            #expect(seen.server.isEmpty)
            #expect(Lines.isRefusal(seen.client.first, code, id: "1"), "\(answer): \(seen.client)")
            #expect(wire.conversation.ledger.count == 0)
        }
    }

    @Test func `answers that nobody waits for go nowhere`() {
        var wire = MediatedWire()
        wire.start()
        #expect(wire.server(Lines.result(9)) == .init())
        _ = wire.client(Lines.call(1, "echo"))
        #expect(wire.server(Lines.result(1)) == .init(client: [Lines.result(1)]))
        #expect(wire.server(Lines.result(1)) == .init())
        #expect(wire.client(Lines.result(5)) == .init())
        #expect(wire.told.map(\.code) == [.wireUnexpectedAnswer, .wireUnexpectedAnswer, .wireUnexpectedAnswer])
    }

    @Test func `an id that is open is not used twice`() {
        var wire = MediatedWire()
        wire.start()
        _ = wire.client(Lines.call(1, "echo"))
        let seen = wire.client(Lines.call(1, "echo"))
        #expect(seen.server.isEmpty)
        #expect(Lines.isRefusal(seen.client.first, "wire.invalid-message", id: "1"))
    }

    @Test func `a cancelled request is over, and its late answer is not told`() {
        var wire = MediatedWire()
        wire.start()
        _ = wire.client(Lines.call(1, "echo"))
        let cancel = #"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}"#
        #expect(wire.client(cancel) == .init(server: [cancel]))
        #expect(wire.conversation.ledger.count == 0)
        #expect(wire.server(Lines.result(1)) == .init())
        #expect(wire.told.isEmpty)
    }

    @Test func `a batch is taken apart in the revision that has batches`() {
        var wire = MediatedWire()
        _ = wire.client(Lines.initialize)
        _ = wire.server(Lines.initialized(by: "2025-03-26"))
        let ping = #"{"jsonrpc":"2.0","id":1,"method":"ping"}"#
        let bad = #"{"jsonrpc":"2.0","id":2,"method":"nothing/known"}"#
        let note = #"{"jsonrpc":"2.0","method":"notifications/initialized"}"#
        let seen = wire.client("[\(ping), \(bad) ,\(note)]")
        #expect(seen.server == [ping, note])
        #expect(Lines.isRefusal(seen.client.first, "wire.unknown-method", id: "2"))
    }

    @Test func `a batch of answers in another revision leaves nobody waiting`() {
        var wire = MediatedWire()
        wire.start()
        _ = wire.client(Lines.call(1, "echo"), Lines.call(2, "echo"))
        let seen = wire.server("[\(Lines.result(1)),\(Lines.result(2))]")
        #expect(seen.server.isEmpty && seen.client.count == 2)
        #expect(Lines.isRefusal(seen.client.first, "wire.invalid-message", id: "1"))
        #expect(wire.conversation.ledger.count == 0)
    }

    @Test func `unknown methods pass where the profile says so`() {
        var policy = WirePolicy()
        policy.unknownMethods = .pass
        var wire = MediatedWire(policy)
        wire.start()
        let request = #"{"jsonrpc":"2.0","id":1,"method":"x/y"}"#
        #expect(wire.client(request) == .init(server: [request]))
        // Known methods stay with the side that has them.
        #expect(wire.client(#"{"jsonrpc":"2.0","id":2,"method":"sampling/createMessage"}"#).server.isEmpty)
    }

    @Test func `what a server prints besides messages is told, and does not reach the client`() {
        var wire = MediatedWire()
        wire.start()
        for line in ["INFO started", #"{"level":"info","message":"up"}"#, "[main] ready", "3", ""] {
            #expect(wire.server(line) == .init())
        }
        #expect(wire.told.count == 4)
        _ = wire.client(Lines.call(1, "echo"))
        #expect(wire.server(Lines.result(1)).client == [Lines.result(1)])
    }

    @Test func `a flood of such output ends the box`() {
        var wire = MediatedWire()
        wire.start()
        let line = String(repeating: "x", count: 1000)
        for _ in 0..<5000 where wire.conversation.ending == nil { _ = wire.server(line) }
        #expect(wire.conversation.ending?.code == .limitExceeded)
    }

    @Test func `nothing passes that cannot be put on record`() {
        var wire = MediatedWire()
        wire.start()
        wire.recorder.isFull = true
        #expect(wire.client(Lines.call(1, "echo")).server.isEmpty)
        #expect(wire.conversation.ending?.code == .auditUnavailable)
        wire.recorder.isFull = false
        #expect(wire.client(Lines.call(2, "echo")) == .init())
    }

    @Test func `two ids that only Unicode holds to be the same are two`() {
        var wire = MediatedWire()
        wire.start()
        for id in ["\u{e9}", "e\u{301}"] {
            let line = "{\"jsonrpc\":\"2.0\",\"id\":\"\(id)\",\"method\":\"ping\"}"
            #expect(wire.client(line).server.count == 1)
        }
        #expect(wire.conversation.ledger.count == 2)
    }

    @Test func `a server whose messages are refused without end is ended`() {
        var wire = MediatedWire()
        wire.start()
        for _ in 0..<10_001 { _ = wire.server(#"{"jsonrpc":"2.0","method":"x/y"}"#) }
        #expect(wire.conversation.ending?.code == .limitExceeded)
    }
}
