package import Refusals

/// What `client:` says: what the server may make the client do.
///
/// Everything is refused or defanged where nothing is said.
package struct ClientGrants: Sendable, Hashable {
    /// Where each is granted, by the word for it.
    package var granted: [ClientAct: SourceLocation]

    package init(_ granted: [ClientAct: SourceLocation] = [:]) { self.granted = granted }
}

/// One thing that a server may make the client do.
package enum ClientAct: String, Sendable, CaseIterable {
    /// Ask the client's model something.
    case sampling
    /// Have the client add what other servers said to a sampling request.
    case includeContext = "include-context"
    /// Send the user to an address.
    case elicitationURLs = "elicitation-urls"
    /// Name links, images or icons outside the grants, which the client would fetch.
    case outsideLinks = "outside-links"
}
