/// The methods of MCP, of all its revisions from 2024-11-05 to 2026-07-28.
///
/// Source: MCP schemas, `ClientRequest`, `ServerRequest`, `ClientNotification`, `ServerNotification` of each revision.
package enum Method: String, Sendable, CaseIterable {
    // Requests of a client.
    case initialize
    case discover = "server/discover"
    case listTools = "tools/list"
    case callTool = "tools/call"
    case listPrompts = "prompts/list"
    case getPrompt = "prompts/get"
    case listResources = "resources/list"
    case listResourceTemplates = "resources/templates/list"
    case readResource = "resources/read"
    case subscribe = "resources/subscribe"
    case unsubscribe = "resources/unsubscribe"
    case complete = "completion/complete"
    case setLogLevel = "logging/setLevel"
    case listen = "subscriptions/listen"

    // Requests of either side.
    case ping
    case getTask = "tasks/get"
    case getTaskResult = "tasks/result"
    case updateTask = "tasks/update"
    case cancelTask = "tasks/cancel"
    case listTasks = "tasks/list"

    // Requests of a server, or of its `input_required` results.
    case createMessage = "sampling/createMessage"
    case elicit = "elicitation/create"
    case listRoots = "roots/list"

    // Notifications of a client.
    case initialized = "notifications/initialized"
    case rootsListChanged = "notifications/roots/list_changed"

    // Notifications of either side.
    case cancelled = "notifications/cancelled"
    case progress = "notifications/progress"
    case taskStatus = "notifications/tasks/status"

    // Notifications of a server.
    case message = "notifications/message"
    case toolListChanged = "notifications/tools/list_changed"
    case promptListChanged = "notifications/prompts/list_changed"
    case resourceListChanged = "notifications/resources/list_changed"
    case resourceUpdated = "notifications/resources/updated"
    case elicitationComplete = "notifications/elicitation/complete"
    case subscriptionsAcknowledged = "notifications/subscriptions/acknowledged"

    /// None of these.
    case other = ""

    /// Who may use a method, and how.
    package struct Use: OptionSet, Sendable {
        package let rawValue: UInt8
        package init(rawValue: UInt8) { self.rawValue = rawValue }

        package static let requestOfClient = Use(rawValue: 1)
        package static let requestOfServer = Use(rawValue: 2)
        package static let notificationOfClient = Use(rawValue: 4)
        package static let notificationOfServer = Use(rawValue: 8)
    }

    package var uses: Use {
        switch self {
        case .initialize, .discover, .listTools, .callTool, .listPrompts, .getPrompt, .listResources,
            .listResourceTemplates, .readResource, .subscribe, .unsubscribe, .complete, .setLogLevel, .listen:
            .requestOfClient
        case .ping, .getTask, .getTaskResult, .updateTask, .cancelTask, .listTasks:
            [.requestOfClient, .requestOfServer]
        case .createMessage, .elicit, .listRoots: .requestOfServer
        case .initialized, .rootsListChanged: .notificationOfClient
        case .cancelled, .progress, .taskStatus: [.notificationOfClient, .notificationOfServer]
        case .message, .toolListChanged, .promptListChanged, .resourceListChanged, .resourceUpdated,
            .elicitationComplete, .subscriptionsAcknowledged:
            .notificationOfServer
        case .other: []
        }
    }
}
