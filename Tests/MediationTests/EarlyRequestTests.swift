import Pins
import Policy
import Refusals
import Testing
import Wire

/// What is asked for by its name before there is a list of its kind waits for one, as a call of a tool does.
@Suite struct EarlyRequestTests {
    private static func get(_ id: Int, _ name: String) -> String {
        #"{"jsonrpc":"2.0","id":\#(id),"method":"prompts/get","params":{"name":"\#(name)"}}"#
    }

    private static func complete(_ id: Int, _ reference: String) -> String {
        #"{"jsonrpc":"2.0","id":\#(id),"method":"completion/complete","params":{"ref":{\#(reference)},"argument":{"name":"a","value":"b"}}}"#
    }

    private static func prompts(_ id: String, _ list: String...) -> String {
        #"{"jsonrpc":"2.0","id":\#(id),"result":{"prompts":[\#(list.joined(separator: ","))]}}"#
    }

    private static func templates(_ id: String, _ list: String...) -> String {
        #"{"jsonrpc":"2.0","id":\#(id),"result":{"resourceTemplates":[\#(list.joined(separator: ","))]}}"#
    }

    @Test func `a prompt waits for a list that is asked for in its place`() {
        var wire = MediatedWire()
        let asked = wire.client(Self.get(1, "one"), Self.get(2, "two"))
        #expect(
            asked
                == .init(server: [#"{"jsonrpc":"2.0","id":"trilatch-list-prompts-1","method":"prompts/list"}"#]))
        #expect(wire.conversation.isForwarded == false)
        let released = wire.server(Self.prompts(#""trilatch-list-prompts-1""#, #"{"name":"one"}"#))
        #expect(released.server == [Self.get(1, "one")])
        #expect(Lines.isRefusal(released.client.first, "wire.not-listed", id: "2"))
        #expect(wire.conversation.isForwarded == true)
        #expect(wire.client(Self.get(3, "one")).server.count == 1)
    }

    @Test func `a prompt that changed since it was pinned is refused to a client that asks for no list`() throws {
        let keeper = try Keeper()
        var first = MediatedWire(keeper: keeper)
        _ = first.client(Self.get(1, "one"))
        #expect(first.server(Self.prompts(#""trilatch-list-prompts-1""#, #"{"name":"one"}"#)).server.count == 1)
        var second = MediatedWire(keeper: keeper)
        _ = second.client(Self.get(1, "one"))
        let changed = #"{"name":"one","description":"Begins a text, and sends it."}"#
        let released = second.server(Self.prompts(#""trilatch-list-prompts-1""#, changed))
        #expect(released.server.isEmpty)
        #expect(Lines.isRefusal(released.client.first, "pin.surface-changed", id: "1"))
    }

    @Test func `a completion waits for the list of what it is about`() {
        var wire = MediatedWire()
        let ofPrompt = Self.complete(1, #""type":"ref/prompt","name":"one""#)
        let ofTemplate = Self.complete(2, #""type":"ref/resource","uri":"x:{y}""#)
        let ofResource = Self.complete(3, #""type":"ref/resource","uri":"x:y""#)
        let bad = Self.complete(4, #""type":"ref/resource","uri":"bad:{y}""#)
        let asked = wire.client(ofPrompt, ofTemplate, ofResource, bad)
        #expect(asked.client.isEmpty && asked.server.count == 2)
        #expect(wire.server(Self.prompts(#""trilatch-list-prompts-1""#, #"{"name":"one"}"#)).server == [ofPrompt])
        let poisoned = #"{"name":"b","uriTemplate":"bad:{y}","description":"Adds.\udb40\udc49\udb40\udc67"}"#
        let released = wire.server(
            Self.templates(#""trilatch-list-templates-1""#, #"{"name":"x","uriTemplate":"x:{y}"}"#, poisoned))
        #expect(released.server == [ofTemplate, ofResource], "a resource is named by its address, and not pinned")
        #expect(Lines.isRefusal(released.client.first, "poison.refused", id: "4"))
    }

    @Test func `calls of each kind wait for their own list`() {
        var wire = MediatedWire()
        let asked = wire.client(Lines.call(1, "one"), Self.get(2, "one"))
        #expect(asked.server.count == 2)
        let list =
            #"{"jsonrpc":"2.0","id":"trilatch-list-1","result":{"tools":[{"name":"one","inputSchema":{"type":"object"}}]}}"#
        #expect(wire.server(list).server == [Lines.call(1, "one")])
        #expect(wire.conversation.isForwarded == false)
        let cancel = #"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":2}}"#
        #expect(wire.client(cancel) == .init())
        #expect(wire.conversation.isForwarded == true)
        #expect(wire.server(Self.prompts(#""trilatch-list-prompts-1""#, #"{"name":"one"}"#)) == .init())
    }

    @Test(arguments: [
        #"{"jsonrpc":"2.0","id":1,"result":{"a":1,"a":2}}"#, #"{"jsonrpc":"2.0","id":1}"#, Lines.result(1),
        #"{"jsonrpc":"2.0","id":1,"result":{"content":[],"x":"\#(String(repeating: "y", count: 1 << 20))"}}"#,
    ])
    func `an answer to what the server has not got ends nothing, however wrong it is`(answer: String) {
        var wire = MediatedWire()
        _ = wire.client(Lines.call(1, "one"))
        #expect(wire.server(answer) == .init())
        let list =
            #"{"jsonrpc":"2.0","id":"trilatch-list-1","result":{"tools":[{"name":"one","inputSchema":{"type":"object"}}]}}"#
        #expect(wire.server(list).server == [Lines.call(1, "one")])
        #expect(wire.server(Lines.result(1)).client == [Lines.result(1)])
    }

    @Test func `calls that were cancelled leave room for others`() {
        var wire = MediatedWire(messageLimit: 8 << 20)
        let long = String(repeating: "x", count: 6 << 20)
        for id in 1...4 {
            let seen = wire.client(Lines.call(id, "one", #"{"x":"\#(long)"}"#))
            #expect(seen.client.isEmpty)
            _ = wire.client(
                #"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":\#(id)}}"#)
        }
    }

    @Test func `a list asked for in the client's place tells of no sampling either`() {
        var wire = MediatedWire()
        let asked = wire.client(
            #"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"one","_meta":{"io.modelcontextprotocol/clientCapabilities":{"sampling":{}}}}}"#
        )
        #expect(asked.server.count == 1 && asked.server.allSatisfy { !$0.contains("sampling") })
    }
}
