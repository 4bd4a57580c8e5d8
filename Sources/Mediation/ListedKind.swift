internal import Wire

/// What a server lists by name, and what is used only as the list has it.
enum ListedKind: CaseIterable {
    case tool
    case prompt
    /// A template of resources.
    case template

    /// The request for the list.
    var list: Method {
        switch self {
        case .tool: .listTools
        case .prompt: .listPrompts
        case .template: .listResourceTemplates
        }
    }

    /// What a request for a list is for; nil for any other request, and for the list of resources, which come and go.
    init?(listedBy method: Method) {
        guard let kind = ListedKind.allCases.first(where: { $0.list == method }) else { return nil }
        self = kind
    }

    /// What tells the ids of our requests apart.
    var mark: String {
        switch self {
        case .tool: ""
        case .prompt: "prompts-"
        case .template: "templates-"
        }
    }
}
