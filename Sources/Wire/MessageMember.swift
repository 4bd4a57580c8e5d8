/// The members of a message whose place is found.
///
/// Source: MCP 2024-11-05 to 2026-07-28.
package enum MessageMember: UInt8, BitwiseCopyable, Sendable, CaseIterable {
    // Of the message.
    case jsonrpc, id, method, params, result, error

    // Of `params`.
    case paramsName, paramsURI, paramsArguments, paramsMeta, paramsRequestID, paramsProgressToken
    case paramsProtocolVersion, paramsCapabilities, paramsClientInfo, paramsRequestState, paramsInputResponses
    case paramsRef, paramsTask, paramsTaskID, paramsMode, paramsURL, paramsRequestedSchema, paramsNotifications
    case paramsCursor

    // Of `result`.
    case resultType, resultTools, resultPrompts, resultResources, resultResourceTemplates, resultContent
    case resultContents, resultMessages, resultStructuredContent, resultIsError, resultMeta, resultProtocolVersion
    case resultCapabilities, resultServerInfo, resultInstructions, resultInputRequests, resultRequestState
    case resultTask, resultRoots

    // Of `error`.
    case errorCode, errorMessage, errorData

    /// What a member is a member of.
    enum Parent { case message, params, result, error }

    /// The object that this is, where its own members are found too.
    var asParent: Parent? {
        switch self {
        case .params: .params
        case .result: .result
        case .error: .error
        default: nil
        }
    }

    /// The member of `parent` with this name; nil for any other.
    static func named(_ name: KeyText, of parent: Parent) -> MessageMember? {
        switch parent {
        case .message: named(name)
        case .params: ofParams(name)
        case .result: ofResult(name)
        case .error: ofError(name)
        }
    }

    // Comparing the first 8 characters with each name in turn is quicker than a jump by the length, which is foreseen badly.

    private static func named(_ name: KeyText) -> MessageMember? {
        if name.equals("jsonrpc") { return .jsonrpc }
        if name.equals("id") { return .id }
        if name.equals("method") { return .method }
        if name.equals("params") { return .params }
        if name.equals("result") { return .result }
        if name.equals("error") { return .error }
        return nil
    }

    private static func ofParams(_ name: KeyText) -> MessageMember? {
        if name.equals("name") { return .paramsName }
        if name.equals("arguments") { return .paramsArguments }
        if name.equals("_meta") { return .paramsMeta }
        if name.equals("uri") { return .paramsURI }
        if name.equals("ref") { return .paramsRef }
        if name.equals("url") { return .paramsURL }
        if name.equals("task") { return .paramsTask }
        if name.equals("mode") { return .paramsMode }
        if name.equals("taskId") { return .paramsTaskID }
        if name.equals("cursor") { return .paramsCursor }
        if name.equals("requestId") { return .paramsRequestID }
        if name.equals("clientInfo") { return .paramsClientInfo }
        if name.equals("capabilities") { return .paramsCapabilities }
        if name.equals("requestState") { return .paramsRequestState }
        if name.equals("progressToken") { return .paramsProgressToken }
        if name.equals("notifications") { return .paramsNotifications }
        if name.equals("inputResponses") { return .paramsInputResponses }
        if name.equals("protocolVersion") { return .paramsProtocolVersion }
        if name.equals("requestedSchema") { return .paramsRequestedSchema }
        return nil
    }

    private static func ofResult(_ name: KeyText) -> MessageMember? {
        if name.equals("content") { return .resultContent }
        if name.equals("isError") { return .resultIsError }
        if name.equals("structuredContent") { return .resultStructuredContent }
        if name.equals("_meta") { return .resultMeta }
        if name.equals("task") { return .resultTask }
        if name.equals("tools") { return .resultTools }
        if name.equals("roots") { return .resultRoots }
        if name.equals("prompts") { return .resultPrompts }
        if name.equals("contents") { return .resultContents }
        if name.equals("messages") { return .resultMessages }
        if name.equals("resources") { return .resultResources }
        if name.equals("resultType") { return .resultType }
        if name.equals("serverInfo") { return .resultServerInfo }
        if name.equals("instructions") { return .resultInstructions }
        if name.equals("capabilities") { return .resultCapabilities }
        if name.equals("requestState") { return .resultRequestState }
        if name.equals("inputRequests") { return .resultInputRequests }
        if name.equals("protocolVersion") { return .resultProtocolVersion }
        if name.equals("resourceTemplates") { return .resultResourceTemplates }
        return nil
    }

    private static func ofError(_ name: KeyText) -> MessageMember? {
        if name.equals("code") { return .errorCode }
        if name.equals("message") { return .errorMessage }
        if name.equals("data") { return .errorData }
        return nil
    }
}
