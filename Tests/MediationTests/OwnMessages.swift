import Pins
import Poisoning
import Policy
import Refusals
import Testing
import Wire

/// Conversations in which every kind of message occurs that is made here, and what each must be.
struct OwnMessages {
    let revision: Revision
    private(set) var checks: [OwnMessagesTests.Check] = []
    private static let location = SourceLocation(file: "p.yaml", line: 3, column: 5)
    private static let secret = "s3cr3t-value"
    private static let text = "\\u001b[31mred \\u200b [see](https://elsewhere.example/x) \(secret)"

    init(_ revision: Revision) { self.revision = revision }

    mutating func sayAll() throws {
        try sayRefusals()
        try sayListings()
        try sayServerRequests()
        try sayHandshake()
        try sayCleaned()
        sayAnswersOfClient()
    }

    // MARK: Keeping

    private mutating func expect(
        _ lines: [String], _ definition: String, _ what: String, at pointer: String = ""
    ) {
        if lines.isEmpty {
            checks.append(
                .init(
                    what: what, revision: revision, definition: definition, message: "{}", pointer: "/nothing was said")
            )
        }
        for line in lines {
            checks.append(
                .init(what: what, revision: revision, definition: definition, message: line, pointer: pointer))
            if !pointer.isEmpty {
                checks.append(.init(what: what, revision: revision, definition: "JSONRPCMessage", message: line))
            }
        }
    }

    private func request(_ id: String, _ method: String, _ members: String = "") -> String {
        #"{"jsonrpc":"2.0","id":\#(id),"method":"\#(method)","params":\#(revision.params(members))}"#
    }

    private func ofServer(_ id: String, _ method: String, _ params: String) -> String {
        #"{"jsonrpc":"2.0","id":\#(id),"method":"\#(method)","params":\#(params)}"#
    }

    private func answer(_ id: String, _ members: String, isList: Bool = false) -> String {
        #"{"jsonrpc":"2.0","id":\#(id),"result":{\#(isList ? revision.listMembers : revision.resultMembers)\#(members)}}"#
    }

    private static func tool(_ name: String, _ description: String = "Adds.") -> String {
        #"{"name":"\#(name)","description":"\#(description)","inputSchema":{"type":"object"}}"#
    }

    private func wire(
        _ policy: WirePolicy = WirePolicy(), keeper: Keeper? = nil, tools: String = OwnMessages.tool("echo"),
        prompts: String? = nil
    ) -> MediatedWire {
        let secrets = KnownSecrets([.init(name: "TOKEN", value: Array(OwnMessages.secret.utf8))])
        var wire = MediatedWire(policy, keeper: keeper, secrets: secrets)
        if revision.hasHandshake {
            _ = wire.client(Lines.initialize)
            _ = wire.server(Lines.initialized(by: revision.rawValue))
        }
        _ = wire.client(request(#""l""#, "tools/list"))
        _ = wire.server(answer(#""l""#, #""tools":[\#(tools)]"#, isList: true))
        if let prompts {
            _ = wire.client(request(#""p""#, "prompts/list"))
            _ = wire.server(answer(#""p""#, #""prompts":[\#(prompts)]"#, isList: true))
        }
        return wire
    }

    // MARK: What is said

    /// Errors in the place of an answer, to either side, with an id of each kind and without one.
    private mutating func sayRefusals() throws {
        var wire = wire()
        for id in ["7", #""a \" \ud83d\ude00""#, "-9007199254740991"] {
            expect(wire.client(request(id, "no/such")).client, revision.error, "an error")
        }
        for line in [
            request("1", "no/such").replacing("}", with: "") + "}", #"{"id":1x2,"method":"a"}"#,
            #"{"id":1.5,"method":"a","jsonrpc":"2.0"}"#, #"{"id":1e400,"method":"a","jsonrpc":"2.0"}"#,
            #"{"id":12"3,"method":"a","jsonrpc":"2.0"}"#, #"{"id":-,"method":"a","jsonrpc":"2.0"}"#,
            #"{"id":"\ud800","method":"a","jsonrpc":"2.0"}"#, "hello", "7", "[1]", "[]", #"[{"id":true,"method":"a"}]"#,
            #"{"jsonrpc":"2.0","id":null,"method":"ping"}"#,
        ] {
            let seen = wire.client(line)
            if revision != .v2025June || seen.client.first?.contains("\"id\"") == true {
                expect(seen.client, revision.error, "an error for \(line)")
            }
        }
        _ = wire.client(request("2", "tools/call", #""name":"echo""#))
        expect(
            wire.server(#"{"jsonrpc":"2.0","id":2,"result":{"a":1,"a":2}}"#).client, revision.error, "a faulty answer")
        expect(wire.client(request("3", "tools/call", #""name":"none""#)).client, revision.error, "an unlisted tool")
        expect(wire.server(ofServer(#""s""#, "no/such", "{}")).server, revision.error, "an error to the server")
        expect(
            wire.server(#"{"jsonrpc":"2.0","id":8,"method":"ping",}"#).server, revision.error, "an error to the server")
        var tooLong = MediatedWire(messageLimit: 100)
        let long = String(repeating: "x", count: 200)
        expect(tooLong.client(request("4", "ping", #""x":"\#(long)""#)).client, revision.error, "too long")
        var held = try self.wire(WirePolicy.requiring(.required), keeper: Keeper(), prompts: #"{"name":"p"}"#)
        expect(held.client(request("5", "tools/call", #""name":"echo""#)).client, revision.error, "a held tool")
        expect(held.client(request("6", "prompts/get", #""name":"p""#)).client, revision.error, "a held prompt")
    }

    /// Lists without what is hidden, and lists that are asked for in the client's place.
    private mutating func sayListings() throws {
        var policy = WirePolicy()
        let denied = [Located(try #require(NameGlob("bad*")), at: OwnMessages.location)]
        policy.tools = NameFilter(deny: denied)
        policy.prompts = NameFilter(deny: denied)
        policy.resources = NameFilter(deny: denied)
        policy.templates = NameFilter(deny: denied)
        var wire = MediatedWire(policy)
        for (method, member, definition, good, bad) in [
            ("tools/list", "tools", "ListToolsResult", OwnMessages.tool("good"), OwnMessages.tool("bad")),
            ("prompts/list", "prompts", "ListPromptsResult", #"{"name":"good"}"#, #"{"name":"bad"}"#),
            (
                "resources/list", "resources", "ListResourcesResult", #"{"name":"g","uri":"good:x"}"#,
                #"{"name":"b","uri":"bad:x"}"#
            ),
            (
                "resources/templates/list", "resourceTemplates", "ListResourceTemplatesResult",
                #"{"name":"g","uriTemplate":"good:{x}"}"#, #"{"name":"b","uriTemplate":"bad:{x}"}"#
            ),
        ] {
            _ = wire.client(request("1", method))
            let seen = wire.server(answer("1", #""\#(member)":[\#(good),\#(bad)],"nextCursor":"c""#, isList: true))
            expect(seen.client, definition, "a filtered list", at: "/result")
        }
        for (method, list, definition, member) in [
            ("tools/call", "tools", "ListToolsRequest", "tools"),
            ("prompts/get", "prompts", "ListPromptsRequest", "prompts"),
        ] {
            var early = MediatedWire()
            let asked = early.client(request("1", method, #""name":"good""#))
            expect(asked.server, definition, "a list asked for by us")
            expect(asked.server, "JSONRPCMessage", "a list asked for by us")
            guard let line = asked.server.first, let node = try? JSONNode.read(line.utf8.span),
                let id = node["id"]?.text
            else { continue }
            let next = early.server(answer("\"\(id)\"", #""\#(member)":[],"nextCursor":"c""#, isList: true))
            expect(next.server, definition, "its next page, of \(list)")
        }
    }

    private mutating func sayServerRequests() throws {
        var policy = WirePolicy()
        policy.roots = [Root(HostPath("/home/ü/a b/%[x]")), Root(HostPath("/"))]
        var wire = wire(policy)
        if revision.hasHandshake {
            let roots = wire.server(#"{"jsonrpc":"2.0","id":"r","method":"roots/list"}"#).server
            expect(roots, revision.response, "roots")
            expect(roots, "ListRootsResult", "roots", at: "/result")
            let sampling = #"{"messages":[],"maxTokens":1}"#
            expect(wire.server(ofServer("1", "sampling/createMessage", sampling)).server, revision.error, "sampling")
            let secret = #"{"message":"Your password?","requestedSchema":{"type":"object","properties":{}}}"#
            expect(wire.server(ofServer("2", "elicitation/create", secret)).server, revision.error, "elicitation")
            return
        }
        let retry = request(
            "1", "tools/call",
            #""name":"echo","requestState":"s","inputResponses":{"a":{"roots":[{"uri":"file:///"}]}}"#)
        expect(wire.client(retry).server, "CallToolRequest", "roots in a retry")
        _ = wire.client(request("2", "tools/call", #""name":"echo""#))
        let asks =
            #""inputRequests":{"k":{"method":"sampling/createMessage","params":{"messages":[],"maxTokens":1}}}"#
        let required = #"{"jsonrpc":"2.0","id":2,"result":{"resultType":"input_required",\#(asks)}}"#
        expect(wire.server(required).client, revision.error, "input that is refused")
        var listing = MediatedWire()
        expect(listing.client(request("3", "tools/list")).server, "ListToolsRequest", "a request told of no sampling")
    }

    private mutating func sayHandshake() throws {
        let method = revision.hasHandshake ? "initialize" : "server/discover"
        let opening =
            revision.hasHandshake
            ? #"{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"\#(revision.rawValue)","capabilities":{"sampling":{},"roots":{}},"clientInfo":{"name":"c","version":"1"}}}"#
            : request("0", method)
        var wire = try MediatedWire(WirePolicy.requiring(.required), keeper: Keeper())
        let definition = revision.hasHandshake ? "InitializeRequest" : "DiscoverRequest"
        expect(wire.client(opening).server, definition, "an opening without sampling")
        let info = #"{"name":"s","version":"1"}"#
        let answer =
            revision.hasHandshake
            ? #"{"jsonrpc":"2.0","id":0,"result":{"protocolVersion":"\#(revision.rawValue)","capabilities":{"tools":{},"logging":{},"experimental":{"x":{}}},"serverInfo":\#(info),"instructions":"Be kind."}}"#
            : #"{"jsonrpc":"2.0","id":0,"result":{"resultType":"complete","ttlMs":0,"cacheScope":"private","supportedVersions":["2026-07-28"],"capabilities":{"tools":{},"extensions":{"a/b":{}}},"instructions":"Be kind.","_meta":{"io.modelcontextprotocol/serverInfo":\#(info)}}}"#
        let result = revision.hasHandshake ? "InitializeResult" : "DiscoverResult"
        expect(wire.server(answer).client, result, "a server of which everything waits", at: "/result")
    }

    /// Results, notifications and requests of the server's with something taken out.
    private mutating func sayCleaned() throws {
        var wire = wire()
        let address = "https://elsewhere.example/\(OwnMessages.secret)?a=[b]"
        let content = [
            #"{"type":"text","text":"\#(OwnMessages.text)"}"#,
            #"{"type":"resource_link","name":"n","uri":"ftp://elsewhere.example/\#(OwnMessages.secret)\u200b|ü"}"#,
            #"{"type":"resource_link","name":"n","uri":"\#(address)"}"#,
            #"{"type":"resource","resource":{"uri":"smb://elsewhere.example/x","text":"\#(OwnMessages.text)"}}"#,
            #"{"type":"resource","resource":{"uri":"//elsewhere.example/x","text":"x"}}"#,
        ]
        _ = wire.client(request("1", "tools/call", #""name":"echo""#))
        let result = answer("1", #""content":[\#(content.joined(separator: ","))],"isError":true"#)
        expect(wire.server(result).client, "CallToolResult", "a cleaned result", at: "/result")
        _ = wire.client(request("2", "resources/list"))
        let icons = #""icons":[{"src":"\#(address)"}]"#
        let resources = answer(
            "2", #""resources":[{"name":"n","uri":"x:\#(OwnMessages.secret)",\#(icons)}]"#, isList: true)
        expect(wire.server(resources).client, "ListResourcesResult", "a cleaned list", at: "/result")
        _ = wire.client(request("3", "resources/read", #""uri":"x:y""#))
        let cached = revision.hasHandshake ? "" : #""ttlMs":0,"cacheScope":"private","#
        let read = answer(
            "3", #"\#(cached)"contents":[{"uri":"x:\#(OwnMessages.secret)","text":"\#(OwnMessages.text)"}]"#)
        expect(wire.server(read).client, "ReadResourceResult", "a cleaned resource", at: "/result")
        let updated =
            #"{"jsonrpc":"2.0","method":"notifications/resources/updated","params":{"uri":"x:\#(OwnMessages.secret)"}}"#
        expect(wire.server(updated).client, "ResourceUpdatedNotification", "a cleaned notification")
        guard revision == .v2025November else { return }
        var policy = WirePolicy()
        policy.acts.stated[.elicitation] = Located(true, at: OwnMessages.location)
        var asked = self.wire(policy)
        let question = #"{"message":"\#(OwnMessages.text)","requestedSchema":{"type":"object","properties":{}}}"#
        expect(
            asked.server(ofServer("9", "elicitation/create", question)).client, "ElicitRequest", "a cleaned question")
    }

    /// An answer of the client's that cannot be read is an error for the server that waits for it.
    private mutating func sayAnswersOfClient() {
        guard revision.hasHandshake else { return }
        var wire = wire()
        _ = wire.server(#"{"jsonrpc":"2.0","id":"w","method":"ping"}"#)
        expect(
            wire.client(#"{"jsonrpc":"2.0","id":"w","result":{"a":1,"a":1}}"#).server, revision.error,
            "an answer that cannot be read")
    }
}

extension WirePolicy {
    static func requiring(_ mode: PinMode) -> WirePolicy {
        var policy = WirePolicy()
        policy.pin = mode
        return policy
    }
}
