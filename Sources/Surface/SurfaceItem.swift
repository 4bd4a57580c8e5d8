package import Wire

/// One thing that a server claims: a tool, a prompt, its instructions and so on, with the whole of its definition.
package struct SurfaceItem: Sendable {
    package let identity: Identity
    /// The definition in its canonical form, unknown keys and what the digest leaves out included.
    package let definition: JSONNode
    /// Of kind, name and definition, without what honest servers change by themselves (see `lasting`).
    package let digest: ContentDigest

    /// - Parameter definition: As the server wrote it, its name included.
    package init(_ kind: Kind, _ name: String, _ definition: JSONNode) {
        identity = Identity(kind, name)
        self.definition = CanonicalForm.of(definition: definition)
        var bytes = Array("trilatch surface 1 \(kind.rawValue) ".utf8)
        JSONText.append(name, to: &bytes)
        SurfaceItem.lasting(self.definition, kind).append(to: &bytes)
        digest = ContentDigest(of: bytes)
    }

    package var kind: Kind { identity.kind }
    package var name: String { identity.name }
}

extension SurfaceItem {
    /// What an item is, in the order in which items are listed.
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        /// Who the server says it is; its name is empty.
        case serverInfo = "server-info"
        /// One capability, such as `tools` or `extensions/com.example/x`.
        case capability
        /// What the server tells the model about itself; its name is empty.
        case instructions
        case tool
        case prompt
        /// A resource template; its name is its URI template, by which a client uses it.
        case template

        /// Whether there are several of this kind, told apart by their names.
        package var isNamed: Bool { self != .serverInfo && self != .instructions }

        /// The kind in words for a person.
        package var word: String {
            switch self {
            case .serverInfo: "server info"
            default: rawValue
            }
        }
    }

    /// Kind and name: what makes two definitions two versions of one item.
    ///
    /// Names are compared by their bytes, as the server compares them.
    package struct Identity: Sendable, Hashable, Comparable, CustomStringConvertible {
        package let kind: Kind
        package let name: String

        package init(_ kind: Kind, _ name: String) {
            self.kind = kind
            self.name = name
        }

        package static func == (left: Identity, right: Identity) -> Bool {
            left.kind == right.kind && left.name.utf8.elementsEqual(right.name.utf8)
        }

        package func hash(into hasher: inout Hasher) {
            hasher.combine(kind)
            for byte in name.utf8 { hasher.combine(byte) }
        }

        package static func < (left: Identity, right: Identity) -> Bool {
            guard left.kind == right.kind else { return left.kind.rank < right.kind.rank }
            return left.name.utf8.lexicographicallyPrecedes(right.name.utf8)
        }

        /// Kind and name as a person may see them.
        package var description: String {
            name.isEmpty ? kind.word : "\(kind.word) \(VisibleText.of(name, limit: Identity.shownLength))"
        }

        /// Whether the description has the whole name.
        var isShownWhole: Bool { name.unicodeScalars.count <= Identity.shownLength }

        private static let shownLength = 80
    }
}

extension SurfaceItem.Kind {
    fileprivate var rank: Int { SurfaceItem.Kind.allCases.firstIndex(of: self) ?? 0 }
}

extension SurfaceItem {
    /// A definition without what honest servers change from one day to the next.
    ///
    /// That is the version in the server's info, which the package's identity covers, and a template's time of the last
    /// change. Either counts after all where it is more than a short word: a sentence in it is meant for a reader.
    private static func lasting(_ definition: JSONNode, _ kind: Kind) -> JSONNode {
        guard case .object(let members) = definition else { return definition }
        switch kind {
        case .serverInfo:
            return .object(members.filter { !($0.name == "version" && isShortWord($0.value)) })
        case .template:
            return .object(
                members.map { member in
                    guard member.name == "annotations", case .object(let inner) = member.value else { return member }
                    let kept = inner.filter { !($0.name == "lastModified" && isShortWord($0.value)) }
                    return JSONNode.Member(member.name, .object(kept))
                })
        case .capability, .instructions, .tool, .prompt: return definition
        }
    }

    private static func isShortWord(_ node: JSONNode) -> Bool {
        guard case .string(let text) = node, text.utf8.count <= 64 else { return false }
        return text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "."), UInt8(ascii: "+"), UInt8(ascii: "-"),
                UInt8(ascii: "_"), UInt8(ascii: ":"):
                true
            default: false
            }
        }
    }
}
