package import Wire

extension SurfaceItem {
    /// What a server says of itself as a whole.
    ///
    /// The flags `listChanged` and `subscribe` are no surface: they differ between revisions of the protocol, and let a server
    /// send notifications, each of which is judged. Neither are versions, and how long the answer may be kept.
    ///
    /// - Parameter result: Of `initialize`, or of `server/discover`.
    package static func items(ofServer result: JSONNode) -> [SurfaceItem] {
        var items: [SurfaceItem] = []
        // Since 2026-07-28 it is in `_meta`. Where both are there, one client reads this and another that: both are judged, and
        // two that differ are never both what was approved.
        for info in [result["serverInfo"], result["_meta"]?["io.modelcontextprotocol/serverInfo"]].compactMap(\.self) {
            items.append(SurfaceItem(.serverInfo, "", info))
        }
        if let capabilities = result["capabilities"] { items += self.items(ofCapabilities: capabilities) }
        if let instructions = result["instructions"] { items.append(SurfaceItem(.instructions, "", instructions)) }
        return items
    }

    private static func items(ofCapabilities node: JSONNode) -> [SurfaceItem] {
        guard case .object(let members) = node else { return [SurfaceItem(.capability, "", node)] }
        return members.flatMap { member -> [SurfaceItem] in
            if member.name == "experimental" || member.name == "extensions", case .object(let inner) = member.value {
                return inner.map { SurfaceItem(.capability, "\(member.name)/\($0.name)", $0.value) }
            }
            return [SurfaceItem(.capability, member.name, withoutFlags(member.value))]
        }
    }

    private static func withoutFlags(_ settings: JSONNode) -> JSONNode {
        guard case .object(let members) = settings else { return settings }
        return .object(
            members.filter { member in
                guard case .bool = member.value else { return true }
                return member.name != "listChanged" && member.name != "subscribe"
            })
    }

    /// The items of one page of a list.
    ///
    /// - Parameters:
    ///   - result: Of `tools/list`, `prompts/list` or `resources/templates/list`.
    ///   - kind: Which of them.
    /// - Returns: One for each element, in their order; nil for one that has no name, which nobody can use.
    package static func items(ofList result: JSONNode, _ kind: Kind) -> [SurfaceItem?] {
        guard let member = kind.listMember, case .array(let elements)? = result[member] else { return [] }
        return elements.map { element in
            guard let name = element[kind == .template ? "uriTemplate" : "name"]?.text else { return nil }
            return SurfaceItem(kind, name, element)
        }
    }
}

extension SurfaceItem.Kind {
    /// The member of a list's result that holds items of this kind; nil for what stands in no list.
    package var listMember: String? {
        switch self {
        case .tool: "tools"
        case .prompt: "prompts"
        case .template: "resourceTemplates"
        case .serverInfo, .capability, .instructions: nil
        }
    }
}
