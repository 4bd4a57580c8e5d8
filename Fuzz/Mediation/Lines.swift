/// Lines that a conversation is made of, so that mutations of a script reach every state.
enum Lines {
    /// What a line is about.
    struct Choice {
        var id: String
        var name: String

        init(_ byte: UInt8) {
            let ids = [
                "1", "2", #""a""#, "0", #""trilatch-list-1""#, #""trilatch-list-prompts-1""#,
                #""trilatch-list-templates-1""#, "1.5",
            ]
            let names = ["echo", "bad_one", "other", "x:{y}", "\\u0065cho", "hello", "e\u{301}", "bad:x"]
            id = ids[Int(byte & 7)]
            name = names[Int(byte >> 3 & 7)]
        }
    }

    static let secret = "s3cr3t-value"
    static let tool = #"{"name":"echo","description":"Says it again.","inputSchema":{"type":"object"}}"#
    static let prompt = #"{"name":"hello"}"#
    static let template = #"{"name":"x","uriTemplate":"x:{y}"}"#
    static let instructions = "Be kind."

    private static let meta =
        #""_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{"sampling":{}}}"#

    static func ofClient(_ number: Int, _ choice: Choice) -> String {
        let (id, name) = (choice.id, choice.name)
        func request(_ method: String, _ params: String = "{}") -> String {
            #"{"jsonrpc":"2.0","id":\#(id),"method":"\#(method)","params":\#(params)}"#
        }
        switch number & 15 {
        case 0:
            return request("initialize", #"{"protocolVersion":"2025-11-25","capabilities":{"sampling":{}}}"#)
        case 1:
            return request("tools/call", #"{"name":"\#(name)","arguments":{}}"#)
        case 2:
            return request("tools/list")
        case 3:
            return request("tools/list", #"{"cursor":"c"}"#)
        case 4:
            return request("prompts/list")
        case 5:
            return request("prompts/get", #"{"name":"\#(name)"}"#)
        case 6:
            return request("resources/list")
        case 7:
            return request("resources/templates/list")
        case 8:
            return request("resources/read", #"{"uri":"\#(name)"}"#)
        case 9:
            return request("completion/complete", #"{"ref":{"type":"ref/prompt","name":"\#(name)"}}"#)
        case 10:
            return request("completion/complete", #"{"ref":{"type":"ref/resource","uri":"\#(name)"}}"#)
        case 11:
            return #"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":\#(id)}}"#
        case 12:
            return #"{"jsonrpc":"2.0","id":\#(id),"result":{"roots":[]}}"#
        case 13:
            return request("server/discover", "{\(meta)}")
        case 14:
            return request(
                "tools/call", #"{"name":"\#(name)",\#(meta),"inputResponses":{"r":{"roots":[{"uri":"file:///"}]}}}"#)
        default:
            return #"[\#(request("ping")),\#(request("tools/call", #"{"name":"\#(name)"}"#))]"#
        }
    }

    static func ofServer(_ number: Int, _ choice: Choice) -> String {
        let (id, name) = (choice.id, choice.name)
        func answer(_ result: String) -> String { #"{"jsonrpc":"2.0","id":\#(id),"result":\#(result)}"# }
        func request(_ method: String, _ params: String) -> String {
            #"{"jsonrpc":"2.0","id":\#(id),"method":"\#(method)","params":\#(params)}"#
        }
        let text = "\\u001b[31m \(secret) [x](https://elsewhere.example/) \\u200b"
        let elicitation = #"{"mode":"url","message":"m","elicitationId":"e","url":"https://elsewhere.example"}"#
        let sampling = #"{"messages":[],"maxTokens":1}"#
        let asked =
            choice.name == "echo"
            ? #"{"method":"elicitation/create","params":\#(elicitation)}"#
            : #"{"method":"sampling/createMessage","params":\#(sampling)}"#
        switch number & 15 {
        case 0:
            return answer(
                #"{"protocolVersion":"2025-03-26","capabilities":{"tools":{}},"serverInfo":{"name":"s","version":"1"},"instructions":"\#(name)"}"#
            )
        case 1:
            return answer(#"{"tools":[\#(tool),{"name":"\#(name)","inputSchema":{"type":"object"}}]}"#)
        case 2:
            return answer(#"{"tools":[{"name":"\#(name)","description":"\#(text)"}],"nextCursor":"c"}"#)
        case 3:
            return answer(#"{"prompts":[\#(prompt),{"name":"\#(name)"}]}"#)
        case 4:
            return answer(#"{"resourceTemplates":[\#(template),{"name":"t","uriTemplate":"\#(name)"}]}"#)
        case 5:
            return answer(#"{"resources":[{"name":"r","uri":"\#(name)"},{"name":"\#(text)","uri":"x:y"}]}"#)
        case 6:
            return answer(#"{"content":[{"type":"text","text":"\#(text)"}],"structuredContent":{"\#(text)":1}}"#)
        case 7:
            return #"{"jsonrpc":"2.0","id":\#(id),"error":{"code":-1,"message":"\#(text)"}}"#
        case 8:
            return request("roots/list", "{}")
        case 9:
            return request("sampling/createMessage", sampling)
        case 10:
            return request("elicitation/create", elicitation)
        case 11:
            return request("elicitation/create", #"{"message":"\#(text)","requestedSchema":{"properties":{}}}"#)
        case 12:
            return answer(#"{"resultType":"input_required","inputRequests":{"k":\#(asked)}}"#)
        case 13:
            return #"{"jsonrpc":"2.0","method":"notifications/message","params":{"level":"info","data":"\#(text)"}}"#
        case 14:
            return #"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":\#(id)}}"#
        default:
            return #"[\#(answer("{}")),\#(request("ping", "{}"))]"#
        }
    }
}
