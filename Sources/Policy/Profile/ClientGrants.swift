package import Refusals

/// What `client:` says: what the server may make the client do.
///
/// Everything is refused or defanged where nothing is said.
package struct ClientGrants: Sendable, Hashable {
    /// What the profile says of each act, where it says something.
    package var stated: [ClientAct: Located<Bool>]

    package init(_ stated: [ClientAct: Located<Bool>] = [:]) { self.stated = stated }

    /// Where an act is granted; nil where it is not.
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
    /// Send the user to an address.
    case elicitationURLs = "elicitation-urls"
    /// Name links, images or icons outside the grants, which the client would fetch.
    case outsideLinks = "outside-links"
}
