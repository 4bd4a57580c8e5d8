/// One text of a server's that a model will read, and where it stands.
package struct ClaimedText: Sendable, Hashable {
    /// The place as a person reads it: `tool "add" /inputSchema/properties/a/description`.
    package var place: String
    package var role: Role
    package var text: String

    package init(place: String, role: Role, text: String) {
        self.place = place
        self.role = role
        self.text = text
    }

    /// What the text is for, which decides what rules ask of it.
    package enum Role: Sendable, Hashable, CaseIterable {
        /// An identifier by which the model or the client calls the thing.
        case name
        /// A name for people.
        case title
        /// What the thing does.
        case description
        /// Any other text of a definition: keys, defaults, enum values, examples, annotations, unknown members.
        case schemaText
        /// The server's instructions.
        case instructions
        /// The text of a prompt.
        case promptText
        /// A name of a resource.
        case resourceName
        /// An address or a template of one; blobs are at home in a `data:` one.
        case uri
    }
}
