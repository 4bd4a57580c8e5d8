import Policy
import Refusals
import Testing
import Wire

/// What a server asks of the client is judged by the same rules, whichever way it asks.
@Suite struct ServerRequestTests {
    private static let sampling =
        #"{"messages":[{"role":"user","content":{"type":"text","text":"hi"}}],"maxTokens":10}"#

    private static func elicitation(_ field: String, message: String = "Which one?") -> String {
        #"{"message":"\#(message)","requestedSchema":{"type":"object","properties":{\#(field)}}}"#
    }

    /// Parameters, the code of the refusal with the default policy, and the act that lets it pass.
    static let requests: [(method: String, params: String, code: String?, act: ClientAct?)] = [
        ("sampling/createMessage", sampling, "rule.act-not-granted", .sampling),
        ("elicitation/create", elicitation(#""colour":{"type":"string"}"#), nil, nil),
        ("elicitation/create", elicitation(#""password":{"type":"string"}"#), "client.secret-asked", nil),
        (
            "elicitation/create", elicitation(#""value":{"type":"string","title":"API key"}"#),
            "client.secret-asked", nil
        ),
        (
            "elicitation/create", elicitation(#""value":{"type":"string"}"#, message: "Enter your GitHub token"),
            "client.secret-asked", nil
        ),
        (
            "elicitation/create", #"{"mode":"url","message":"Go","elicitationId":"1","url":"https://example.org"}"#,
            "rule.act-not-granted", .elicitationURLs
        ),
    ]

    private func policy(granting act: ClientAct?) -> WirePolicy {
        var policy = WirePolicy()
        if let act { policy.acts.stated[act] = Located(true, at: SourceLocation(file: "p.yaml", line: 1, column: 1)) }
        return policy
    }

    @Test(arguments: requests)
    func `a request of the server passes where the profile grants it`(
        method: String, params: String, code: String?, act: ClientAct?
    ) {
        let line = #"{"jsonrpc":"2.0","id":"s1","method":"\#(method)","params":\#(params)}"#
        var wire = MediatedWire()
        wire.start()
        let seen = wire.server(line)
        if let code {
            #expect(seen.client.isEmpty)
            #expect(Lines.isRefusal(seen.server.first, code, id: #""s1""#), "\(seen.server)")
        } else {
            #expect(seen == .init(client: [line]))
        }
        guard let act else { return }
        var granted = MediatedWire(policy(granting: act))
        granted.start()
        #expect(granted.server(line) == .init(client: [line]))
        let answer = #"{"jsonrpc":"2.0","id":"s1","result":{}}"#
        #expect(granted.client(answer) == .init(server: [answer]))
    }

    @Test(arguments: requests)
    func `the same inside a result that requires input is judged alike`(
        method: String, params: String, code: String?, act: ClientAct?
    ) {
        let line =
            #"{"jsonrpc":"2.0","id":1,"result":{"resultType":"input_required","inputRequests":{"k":{"method":"\#(method)","params":\#(params)}}}}"#
        var wire = MediatedWire()
        wire.start()
        _ = wire.client(Lines.call(1, "echo"))
        let seen = wire.server(line)
        if let code {
            #expect(Lines.isRefusal(seen.client.first, code, id: "1"), "\(seen.client)")
        } else {
            #expect(seen == .init(client: [line]))
        }
        guard let act else { return }
        var granted = MediatedWire(policy(granting: act))
        granted.start()
        _ = granted.client(Lines.call(1, "echo"))
        #expect(granted.server(line) == .init(client: [line]))
    }

    @Test func `what other servers said is asked for only where that is granted too`() {
        var wire = MediatedWire(policy(granting: .sampling))
        wire.start()
        let seen = wire.server(
            #"{"jsonrpc":"2.0","id":1,"method":"sampling/createMessage","params":{"includeContext":"allServers","messages":[],"maxTokens":1}}"#
        )
        #expect(seen.client.isEmpty)
        #expect(Lines.isRefusal(seen.server.first, "rule.act-not-granted", id: "1"))
    }

    @Test func `roots are answered from the profile, and the client is not asked`() {
        var policy = WirePolicy()
        policy.roots = [Root(HostPath("/home/u/src"))]
        var wire = MediatedWire(policy)
        wire.start()
        let seen = wire.server(#"{"jsonrpc":"2.0","id":4,"method":"roots/list"}"#)
        #expect(
            seen
                == .init(server: [
                    #"{"jsonrpc":"2.0","id":4,"result":{"roots":[{"uri":"file:///home/u/src","name":"src"}]}}"#
                ]))
    }

    @Test func `roots that a client sends with a retry are those of the profile`() {
        var policy = WirePolicy()
        policy.roots = [Root(HostPath("/home/u/src"))]
        var wire = MediatedWire(policy)
        wire.start()
        let seen = wire.client(
            #"{"jsonrpc":"2.0","id":4,"method":"tools/call","params":{"name":"echo","requestState":"s","inputResponses":{"a":{"roots":[{"uri":"file:///"}]},"b":{"action":"accept"}}}}"#
        )
        #expect(
            seen.server == [
                #"{"jsonrpc":"2.0","id":4,"method":"tools/call","params":{"name":"echo","requestState":"s","inputResponses":{"a":{"roots":[{"uri":"file:///home/u/src","name":"src"}]},"b":{"action":"accept"}}}}"#
            ])
    }

    @Test func `a server is not told of sampling that it would not get`() {
        var wire = MediatedWire()
        let seen = wire.client(
            #"{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{"sampling":{},"roots":{}}}}"#
        )
        #expect(
            seen.server == [
                #"{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{"roots":{}}}}"#
            ])
    }

    @Test func `nor is it in the era in which each request says what its client can`() {
        func call(_ capabilities: String) -> String {
            #"{"jsonrpc":"2.0","id":4,"method":"tools/call","params":{"_meta":{"a":"sampling","io.modelcontextprotocol/clientCapabilities":{\#(capabilities)}},"name":"echo","inputResponses":{"r":{"roots":[]}}}}"#
        }
        var wire = MediatedWire()
        wire.start()
        let told = call(#""sampl\u0069ng":{},"elicitation":{}"#)
        let seen = wire.client(told)
        #expect(seen.server == [call(#""elicitation":{}"#)])
        #expect(wire.recorder.events.contains { $0.hasPrefix("rebuilt client client.sampling,client.roots") })
        var granted = MediatedWire(policy(granting: .sampling))
        granted.start()
        #expect(granted.client(told).server.first?.contains("ng\":{},\"elicitation\":{}") == true)
    }

    @Test func `a server that asks without end is told to stop`() {
        var wire = MediatedWire()
        wire.start()
        var refused = 0
        for id in 0..<300 {
            refused += wire.server(#"{"jsonrpc":"2.0","id":\#(id),"method":"ping"}"#).server.count
        }
        #expect(refused == 300 - 256)
    }
}
