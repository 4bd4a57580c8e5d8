internal import Wire

/// One walk of a cleaner's over a tree.
struct CleaningWalk {
    let cleaner: ResultCleaner
    private(set) var changes: [ResultCleaner.Change] = []
    private var place: [Step] = []

    /// A step down the tree.
    private enum Step {
        case element(Int)
        case member(String)
    }

    init(cleaner: ResultCleaner) { self.cleaner = cleaner }

    mutating func clean(_ node: JSONNode, keepsID: Bool) -> JSONNode {
        guard keepsID, case .object(let members) = node else { return clean(node, as: .other) }
        return clean(members, of: .other, keeping: "id")
    }

    private mutating func clean(_ node: JSONNode, as part: ProtocolPart) -> JSONNode {
        switch node {
        case .null, .bool: node
        case .number(let number):
            // A secret of digits is one as a number too.
            cleaner.secrets.removed(from: number, found: { note(.secret, $0, false) }).map(JSONNode.string) ?? node
        case .string(let text):
            cleanIfNeeded(text, as: TextPart(part)).map(JSONNode.string) ?? node
        case .array(let elements): clean(elements, of: part)
        case .object(let members): clean(members, of: part)
        }
    }

    private mutating func clean(_ elements: [JSONNode], of part: ProtocolPart) -> JSONNode {
        var cleaned: [JSONNode] = []
        cleaned.reserveCapacity(elements.count)
        for (index, element) in elements.enumerated() {
            place.append(.element(index))
            cleaned.append(clean(element, as: part == .icon ? .icon : .other))
            place.removeLast()
        }
        return .array(cleaned)
    }

    private mutating func clean(
        _ members: [JSONNode.Member], of part: ProtocolPart, keeping kept: String? = nil
    ) -> JSONNode {
        let type = members.first { $0.name == "type" }?.value.text
        let mode = members.first { $0.name == "mode" }?.value.text
        var cleaned: [JSONNode.Member] = []
        cleaned.reserveCapacity(members.count)
        var isRenamed = false
        for member in members {
            if member.name == kept {
                cleaned.append(member)
                continue
            }
            place.append(.member(member.name))
            let name = cleanIfNeeded(member.name, as: .name)
            isRenamed = isRenamed || name != nil
            let value = clean(
                member.value, as: ProtocolPart(member.name, of: part, type: type, mode: cleaner.sendsUser ? nil : mode))
            cleaned.append(.init(name ?? member.name, value))
            place.removeLast()
        }
        if isRenamed { CleaningWalk.tellApart(&cleaned) }
        return .object(cleaned)
    }

    /// Names that differed in what is gone must go on to differ.
    private static func tellApart(_ members: inout [JSONNode.Member]) {
        var names: Set<[UInt8]> = []
        for index in members.indices {
            while !names.insert(Array(members[index].name.utf8)).inserted { members[index].name += "~" }
        }
    }

    /// Nil where there is nothing to clean.
    private mutating func cleanIfNeeded(_ text: String, as part: TextPart) -> String? {
        guard let cleaned = cleanRepeatedly(text, as: part) else { return nil }
        // What is written in the place of something is no part of an address, and clients that check addresses would fail
        // at the whole message.
        return part == .address || part == .named ? LinkTarget.spelled(cleaned) : cleaned
    }

    private mutating func cleanRepeatedly(_ text: String, as part: TextPart) -> String? {
        guard var text = cleanOnce(text, as: part) else { return nil }
        // What one step writes is what the next reads: an entity undone may spell a secret, the words in a secret's place may
        // end a link's text. Two rounds settle what is not made to unsettle.
        for _ in 0..<4 {
            guard let cleaned = cleanOnce(text, as: part) else { return text }
            text = cleaned
        }
        return cleanOnce(text, as: part) == nil ? text : CleaningWalk.givenUp
    }

    /// What is left of a text that every round of cleaning makes unclean again.
    private static let givenUp = "***"

    /// Nil where there is nothing to clean.
    private mutating func cleanOnce(_ text: String, as part: TextPart) -> String? {
        let withoutSecrets = cleaner.secrets.removed(from: text) { note(.secret, $0, false) }
        let visible = cleanCharacters(withoutSecrets ?? text)
        let unlinked = unlinked(visible ?? withoutSecrets ?? text, part)
        return unlinked ?? visible ?? withoutSecrets
    }

    private mutating func unlinked(_ text: String, _ part: TextPart) -> String? {
        guard cleaner.links != .pass, part != .name else { return nil }
        let isRefused = cleaner.links == .refuse
        if part == .address {
            guard let target = LinkTarget(Array(text.utf8)[...], escapes: false),
                !cleaner.outside.granted.contains(target.host)
            else { return nil }
            note(.link, ShownText.quoted(target.host), isRefused)
            return String(decoding: target.defangedAddress, as: UTF8.self)
        }
        return cleaner.outside.defanged(text) { note(.link, ShownText.quoted($0), isRefused) }
    }

    private mutating func cleanCharacters(_ text: String) -> String? {
        VisibleText.showing(text) { hazard in
            let isEscape = hazard == .control
            let treatment = isEscape ? cleaner.escapes : cleaner.invisible
            guard treatment != .pass else { return false }
            note(isEscape ? .escape : .invisible, "", treatment == .refuse)
            return true
        }
    }

    /// Counts a change with those of its kind and name.
    private mutating func note(_ kind: ResultCleaner.Change.Kind, _ name: String, _ isRefused: Bool) {
        if let index = changes.firstIndex(where: { $0.kind == kind && $0.name == name }) {
            changes[index].count += 1
        } else if changes.count < ResultCleaner.longestReport || !changes.contains(where: { $0.kind == kind }) {
            changes.append(.init(kind: kind, name: name, place: pointer, count: 1, isRefused: isRefused))
        }
    }

    private var pointer: String {
        place.map { step in
            switch step {
            case .element(let index): "/\(index)"
            case .member(let name): "/" + ShownText.pointerToken(name)
            }
        }.joined()
    }
}

/// What a string is, for the rules about links.
private enum TextPart {
    /// The name of a member.
    case name
    /// An address as a whole, that is followed or fetched.
    case address
    /// An address as a whole, that is a name.
    case named
    case text

    init(_ part: ProtocolPart) {
        self =
            switch part {
            case .address: .address
            case .named: .named
            case .icon, .embedded, .other: .text
            }
    }
}

/// What the protocol has a client do with a part of a message.
///
/// - Source: MCP 2025-11-25 and 2026-07-28: `Icon.src`, `ResourceLink.uri`, `EmbeddedResource.resource.uri`,
///   `ElicitRequestURLParams.url`.
private enum ProtocolPart {
    /// It fetches what stands there, or takes a person to it.
    case address
    /// It holds the address to be one, and does nothing with it by itself.
    case named
    /// It shows pictures of it, by their addresses.
    case icon
    /// A resource inside a result.
    case embedded
    case other

    /// The part that a member is.
    ///
    /// - Parameters:
    ///   - object: What the object is that has the member.
    ///   - type: The object's member of that name.
    ///   - mode: The object's member of that name.
    init(_ name: String, of object: ProtocolPart, type: String?, mode: String?) {
        switch name {
        case "src" where object == .icon: self = .address
        case "uri" where object == .embedded || type == "resource_link": self = .address
        case "url" where mode == "url" || type == "image" || type == "audio": self = .address
        case "uri", "websiteUrl": self = .named
        case "icons": self = .icon
        case "resource" where type == "resource": self = .embedded
        default: self = .other
        }
    }
}
