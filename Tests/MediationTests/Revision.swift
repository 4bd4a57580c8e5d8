/// A revision of MCP that there is a schema of.
enum Revision: String, CaseIterable {
    case v2025June = "2025-06-18"
    case v2025November = "2025-11-25"
    case v2026 = "2026-07-28"

    var hasHandshake: Bool { self != .v2026 }
    var error: String { self == .v2025June ? "JSONRPCError" : "JSONRPCErrorResponse" }
    var response: String { self == .v2025June ? "JSONRPCResponse" : "JSONRPCResultResponse" }

    /// The `params` of a request, with what the revision wants in them.
    func params(_ members: String = "") -> String {
        if hasHandshake { return "{\(members)}" }
        let meta =
            #""_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientInfo":{"name":"c","version":"1"},"io.modelcontextprotocol/clientCapabilities":{"sampling":{},"elicitation":{}},"progressToken":"t"}"#
        return members.isEmpty ? "{\(meta)}" : "{\(meta),\(members)}"
    }

    /// What a result of it has besides its own members.
    var resultMembers: String { hasHandshake ? "" : #""resultType":"complete","# }
    /// What a list of it has besides.
    var listMembers: String { hasHandshake ? "" : #""resultType":"complete","ttlMs":0,"cacheScope":"private","# }
}
