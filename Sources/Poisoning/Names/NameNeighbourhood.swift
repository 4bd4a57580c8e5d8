/// The names among which a name must not be mistaken.
package struct NameNeighbourhood: Sendable, Hashable {
    /// The names of the same kind that the same server offers.
    package var own: [String]
    /// The names that the user's other servers offer.
    package var others: [Other]

    package struct Other: Sendable, Hashable {
        package var server: String
        package var name: String

        package init(server: String, name: String) {
            self.server = server
            self.name = name
        }
    }

    package init(own: [String] = [], others: [Other] = []) {
        self.own = own
        self.others = others
    }
}
