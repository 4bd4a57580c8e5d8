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

    private static func named(_ name: KeyText) -> MessageMember? {
        switch name.count {
        case 2: name.equals("id") ? .id : nil
        case 5: name.equals("error") ? .error : nil
        case 6:
            name.equals("method") ? .method : name.equals("params") ? .params : name.equals("result") ? .result : nil
        case 7: name.equals("jsonrpc") ? .jsonrpc : nil
        default: nil
        }
    }

    private static func ofParams(_ name: KeyText) -> MessageMember? {
        switch name.count {
        case 3:
            name.equals("uri") ? .paramsURI : name.equals("ref") ? .paramsRef : name.equals("url") ? .paramsURL : nil
        case 4:
            name.equals("name")
                ? .paramsName : name.equals("task") ? .paramsTask : name.equals("mode") ? .paramsMode : nil
        case 5: name.equals("_meta") ? .paramsMeta : nil
        case 6: name.equals("taskId") ? .paramsTaskID : name.equals("cursor") ? .paramsCursor : nil
        case 9: name.equals("arguments") ? .paramsArguments : name.equals("requestId") ? .paramsRequestID : nil
        case 10: name.equals("clientInfo") ? .paramsClientInfo : nil
        case 12:
            name.equals("capabilities")
                ? .paramsCapabilities : name.equals("requestState") ? .paramsRequestState : nil
        case 13:
            name.equals("progressToken")
                ? .paramsProgressToken : name.equals("notifications") ? .paramsNotifications : nil
        case 14: name.equals("inputResponses") ? .paramsInputResponses : nil
        case 15:
            name.equals("protocolVersion")
                ? .paramsProtocolVersion : name.equals("requestedSchema") ? .paramsRequestedSchema : nil
        default: nil
        }
    }

    private static func ofResult(_ name: KeyText) -> MessageMember? {
        switch name.count {
        case 4: name.equals("task") ? .resultTask : nil
        case 5:
            name.equals("_meta")
                ? .resultMeta : name.equals("tools") ? .resultTools : name.equals("roots") ? .resultRoots : nil
        case 7:
            name.equals("content")
                ? .resultContent
                : name.equals("isError") ? .resultIsError : name.equals("prompts") ? .resultPrompts : nil
        case 8: name.equals("contents") ? .resultContents : name.equals("messages") ? .resultMessages : nil
        case 9: name.equals("resources") ? .resultResources : nil
        case 10: name.equals("resultType") ? .resultType : name.equals("serverInfo") ? .resultServerInfo : nil
        case 12:
            name.equals("instructions")
                ? .resultInstructions
                : name.equals("capabilities")
                    ? .resultCapabilities : name.equals("requestState") ? .resultRequestState : nil
        case 13: name.equals("inputRequests") ? .resultInputRequests : nil
        case 15: name.equals("protocolVersion") ? .resultProtocolVersion : nil
        case 17:
            name.equals("structuredContent")
                ? .resultStructuredContent : name.equals("resourceTemplates") ? .resultResourceTemplates : nil
        default: nil
        }
    }

    private static func ofError(_ name: KeyText) -> MessageMember? {
        switch name.count {
        case 4: name.equals("code") ? .errorCode : name.equals("data") ? .errorData : nil
        case 7: name.equals("message") ? .errorMessage : nil
        default: nil
        }
    }
}
