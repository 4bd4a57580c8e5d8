package import Refusals

/// What `client:` says: what the server may make the client do.
package struct ClientGrants: Sendable, Hashable {
    /// What the profile says of each act, where it says something.
    package var stated: [ClientAct: Located<Bool>]
    /// The folders that the server is told it works in; nil where nothing is said, which is the workspace.
    package var roots: Located<[Located<PathTemplate>]>?

    package init(_ stated: [ClientAct: Located<Bool>] = [:], roots: Located<[Located<PathTemplate>]>? = nil) {
        self.stated = stated
        self.roots = roots
    }

    /// Whether an act is allowed, by the profile's word or by default.
    package func allows(_ act: ClientAct) -> Bool { stated[act]?.value ?? act.isAllowedByDefault }

    /// Where an act is granted; nil where it is not, or only by default.
    package func grant(of act: ClientAct) -> SourceLocation? {
        guard let statement = stated[act], statement.value else { return nil }
        return statement.location
    }
}

/// One thing that a server may make the client do.
package enum ClientAct: String, Sendable, CaseIterable {
    /// Ask the client's model something.
    case sampling
    /// Have the client add what other servers said to a sampling request.
    case includeContext = "include-context"
    /// Ask the user to fill in a form; never for a secret.
    case elicitation
    /// Send the user to an address.
    case elicitationURLs = "elicitation-urls"
    /// Name links, images or icons outside the grants, which the client would fetch.
    case outsideLinks = "outside-links"

    /// Whether it is allowed where nothing is said.
    ///
    /// Of all acts only a form is: the user sees who asks, and writes the answer.
    package var isAllowedByDefault: Bool { self == .elicitation }
}
