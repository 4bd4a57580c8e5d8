internal import Surface
internal import Wire

extension JSONNode {
    /// An object with another value for one of its members.
    func replacing(_ name: String, with value: JSONNode) -> JSONNode {
        guard case .object(let members) = self else { return self }
        return .object(members.map { $0.name == name ? Member(name, value) : $0 })
    }

    private func removing(_ name: String) -> JSONNode { without(name) ?? self }

    /// An object without one of its members; nil where it has none of that name, and for what is no object.
    func without(_ name: String) -> JSONNode? {
        guard case .object(let members) = self else { return nil }
        let kept = members.filter { $0.name != name }
        return kept.count < members.count ? .object(kept) : nil
    }

    /// What a server says of itself, without one item of it.
    func without(_ item: SurfaceItem) -> JSONNode {
        switch item.kind {
        case .instructions: return removing("instructions")
        case .capability:
            guard let capabilities = self["capabilities"], !item.name.isEmpty, case .object = capabilities else {
                return replacing("capabilities", with: .object([]))
            }
            // A name with a slash may be one of a group, or stand for itself.
            var kept = capabilities.removing(item.name)
            let parts = item.name.split(separator: "/", maxSplits: 1).map(String.init)
            if parts.count == 2, let group = kept[parts[0]] {
                kept = kept.replacing(parts[0], with: group.removing(parts[1]))
            }
            return replacing("capabilities", with: kept)
        case .serverInfo:
            // A handshake must name its server.
            let nobody = JSONNode.object([Member("name", .string("withheld")), Member("version", .string("0"))])
            let kept = replacing("serverInfo", with: nobody)
            guard let meta = self["_meta"] else { return kept }
            return kept.replacing("_meta", with: meta.removing("io.modelcontextprotocol/serverInfo"))
        case .tool, .prompt, .template: return self
        }
    }
}
