package import Wire

/// Takes out of what a server sends to the client what a person would not see, a client would fetch, or nobody may have.
///
/// For results of calls, resources and prompts, notifications and requests of the server's. Texts without hazards keep every
/// byte; what is cleaned once is not changed again.
package struct ResultCleaner: Sendable {
    /// What is done about a kind of hazard.
    package enum Treatment: Sendable, Hashable, CaseIterable {
        case pass
        /// Each is replaced by a visible spelling that does nothing.
        case neutralise
        /// The whole message is to be refused.
        case refuse
    }

    /// Terminal escapes and other control characters.
    package var escapes: Treatment
    /// Characters that nobody sees, or that reorder what is seen.
    package var invisible: Treatment
    /// Links, images and icons outside the granted hosts.
    package var links: Treatment
    /// Whether the server may send the user to an address, by an elicitation of that mode.
    package var sendsUser = false
    let outside: OutsideLinks
    let secrets: KnownSecrets

    package init(
        escapes: Treatment = .neutralise, invisible: Treatment = .neutralise, links: Treatment = .neutralise,
        granted: GrantedHosts = GrantedHosts([]), secrets: KnownSecrets = KnownSecrets()
    ) {
        self.escapes = escapes
        self.invisible = invisible
        self.links = links
        outside = OutsideLinks(granted: granted)
        self.secrets = secrets
    }

    /// What `clean` made of a message.
    package struct Cleaned: Sendable {
        /// The message as it may pass, if nothing is refused.
        package var node: JSONNode
        /// What was found, by kind and name, at most ``ResultCleaner/longestReport``.
        package var changes: [Change]

        /// The first change of a kind that is refused and not replaced; nil where the message may pass.
        package var refusal: Change? { changes.first(where: \.isRefused) }
    }

    /// Something that was found, and how often.
    package struct Change: Sendable, Hashable {
        package enum Kind: String, Sendable, Hashable, CaseIterable {
            case escape, invisible, link, secret
        }

        package var kind: Kind
        /// The host of a link, in quotes and safe to be shown, or the name of a secret; empty for characters.
        package var name: String
        /// A JSON pointer to the first place.
        package var place: String
        package var count: Int
        /// Whether the profile has such messages refused.
        package var isRefused: Bool
    }

    /// At most so many changes are told apart.
    package static let longestReport = 32

    /// The node with everything neutralised that is to be, and what that was; nil where nothing is found.
    ///
    /// - Parameter keepsID: Whether the node's own `id` stays as it is: that of an answer is the client's, who would not know
    ///   it again.
    package func clean(_ node: JSONNode, keepsID: Bool = false) -> Cleaned? {
        var walk = CleaningWalk(cleaner: self)
        let cleaned = walk.clean(node, keepsID: keepsID)
        return walk.changes.isEmpty ? nil : Cleaned(node: cleaned, changes: walk.changes)
    }
}
