internal import Wire

/// The calls of each kind that wait.
struct CallListings {
    private var tools = CallListing(.tool)
    private var prompts = CallListing(.prompt)
    private var templates = CallListing(.template)

    subscript(kind: ListedKind) -> CallListing {
        get {
            switch kind {
            case .tool: tools
            case .prompt: prompts
            case .template: templates
            }
        }
        _modify {
            switch kind {
            case .tool: yield &tools
            case .prompt: yield &prompts
            case .template: yield &templates
            }
        }
    }

    /// Whether any call waits.
    var hasCalls: Bool { !tools.calls.isEmpty || !prompts.calls.isEmpty || !templates.calls.isEmpty }

    /// Whether a call of this id waits.
    func holds(_ id: RequestID) -> Bool { hasCalls && ListedKind.allCases.contains { self[$0].holds(id) } }

    /// Forgets a call that waits; false when none of this id does.
    mutating func forget(_ id: RequestID) -> Bool {
        hasCalls && ListedKind.allCases.contains { self[$0].forget(id) }
    }

    /// The page that an answer is for; nil where the answer is not for us.
    mutating func takeAnswer(_ id: RequestID) -> (kind: ListedKind, page: CallListing.Page)? {
        guard case .string(let text) = id, CallListing.isOwn(id) else { return nil }
        for kind in ListedKind.allCases {
            if let page = self[kind].takeAnswer(text) { return (kind, page) }
        }
        return nil
    }
}
