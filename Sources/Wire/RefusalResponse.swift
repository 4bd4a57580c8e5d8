package import Refusals

/// A refusal as the JSON-RPC error that answers a request.
///
/// Source: JSON-RPC 2.0, section 5.1; MCP `JSONRPCErrorResponse`, the same in every revision.
package enum RefusalResponse {
    /// The error's number: of the range that JSON-RPC leaves to implementations, used by no revision of MCP and no SDK.
    ///
    /// The word in `data.code` is what a program should look at.
    package static let number = -32050

    /// One line, its newline included.
    ///
    /// - Parameter id: Nil where the request could not be read. Then there is none, and not null as JSON-RPC has it: from
    ///   revision 2025-11-25 on MCP has errors without an id, and in no revision one that is null.
    package static func line(_ refusal: Refusal, to id: RequestID?) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(512)
        bytes.append(contentsOf: "{\"jsonrpc\":\"2.0\"".utf8)
        if let id {
            bytes.append(contentsOf: ",\"id\":".utf8)
            id.append(to: &bytes)
        }
        bytes.append(contentsOf: ",\"error\":{\"code\":\(number),\"message\":".utf8)
        JSONText.append("trilatch: \(refusal.code.rawValue): \(refusal.reason)", to: &bytes)
        bytes.append(contentsOf: ",\"data\":{\"code\":".utf8)
        JSONText.append(refusal.code.rawValue, to: &bytes)
        bytes.append(contentsOf: ",\"reason\":".utf8)
        JSONText.append(refusal.reason, to: &bytes)
        if let location = refusal.location {
            bytes.append(contentsOf: ",\"location\":".utf8)
            JSONText.append(location.description, to: &bytes)
        }
        bytes.append(contentsOf: ",\"hint\":".utf8)
        JSONText.append(refusal.advice, to: &bytes)
        bytes.append(contentsOf: "}}}\n".utf8)
        return bytes
    }
}
