internal import Surface
internal import Wire

extension LockFile {
    /// The file's text.
    package var text: [UInt8] {
        LockText(
            .object([
                .init("version", .number("\(LockFile.version)")),
                .init("servers", .array(sorted.map(\.node))),
            ])
        ).bytes
    }
}

extension PinEntry {
    fileprivate var node: JSONNode {
        var members: [JSONNode.Member] = [
            .init("name", .string(key.name)), .init("profile", .string(key.profile)),
            .init("program", .string(key.program)), .init("date", .string(date)),
        ]
        if let package { members.append(.init("package", package.node(isUnreviewed: isPackageUnreviewed))) }
        if let heldPackage { members.append(.init("held-package", heldPackage.node(isUnreviewed: false))) }
        members.append(.init("seen", .strings(seen.map(\.rawValue).sorted())))
        let approved = items.values.sorted { $0.identity < $1.identity }
            .map { $0.node(isUnreviewed: unreviewed.contains($0.identity)) }
        members.append(.init("items", .array(approved)))
        if !held.isEmpty {
            let changes = held.sorted { $0.key < $1.key }.map { identity, change in
                switch change {
                case .shown(let item): item.node(isUnreviewed: false)
                case .gone: JSONNode.object(identity.members + [.init("gone", .bool(true))])
                }
            }
            members.append(.init("held", .array(changes)))
        }
        return .object(members)
    }
}

extension PackagePin {
    fileprivate func node(isUnreviewed: Bool) -> JSONNode {
        var members: [JSONNode.Member] = [
            .init("digest", .string("sha256:\(digest)")), .init("files", .number("\(files)")),
            .init("bytes", .number("\(bytes)")), .init("roots", .strings(roots)),
        ]
        if !omissions.isEmpty { members.append(.init("omissions", .strings(omissions))) }
        if !difference.isEmpty { members.append(.init("difference", .strings(difference))) }
        if isUnreviewed { members.append(.unreviewed) }
        return .object(members)
    }
}

extension SurfaceItem {
    /// The item as the lock file has it.
    func node(isUnreviewed: Bool) -> JSONNode {
        let definition = JSONNode.Member("definition", LockText.folded(definition))
        return .object(identity.members + (isUnreviewed ? [.unreviewed, definition] : [definition]))
    }
}

extension SurfaceItem.Identity {
    fileprivate var members: [JSONNode.Member] {
        name.isEmpty && !kind.isNamed
            ? [.init("kind", .string(kind.rawValue))]
            : [.init("kind", .string(kind.rawValue)), .init("name", .string(name))]
    }
}

extension JSONNode {
    fileprivate static func strings(_ texts: [String]) -> JSONNode { .array(texts.map { .string($0) }) }
}

extension JSONNode.Member {
    /// What marks something that was taken at first use.
    fileprivate static var unreviewed: JSONNode.Member { .init("first-use", .bool(true)) }
}
