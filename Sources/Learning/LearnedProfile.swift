import Policy

/// The smallest profile for what a server was seen to want, as text.
package struct LearnedProfile: Sendable {
    /// A grant that a person has agreed to.
    package struct Grant: Sendable, Hashable {
        /// As a profile writes it.
        package var path: String
        package var isWritable: Bool
        /// Who wanted what.
        package var comment: String

        package init(path: String, isWritable: Bool, comment: String) {
            self.path = path
            self.isWritable = isWritable
            self.comment = comment
        }
    }

    /// What the server is called.
    package var server: String
    /// The name of the profile that it extends.
    package var parent: String
    /// When the server was watched: a date.
    package var date: String
    package var grants: [Grant] = []
    /// The box's own loopback interface was used.
    package var usesLoopback = false
    /// What a person has to decide: comments without a `#`.
    package var open: [String] = []

    package init(server: String, parent: String, date: String) {
        self.server = server
        self.parent = parent
        self.date = date
    }

    /// The profile.
    package var text: String {
        var lines = [
            "# Learned by `trilatch learn` on \(date), from what the server did then. A server asks for what it likes, not for",
            "# what it needs: read every line before you use it. This does not replace a review of the server.",
            "version: 1",
            "summary: \(Profile.scalar("Learned for \(server)."))",
            "extends: \(parent)",
        ]
        if !grants.isEmpty {
            lines += ["", "filesystem:"]
            for grant in grants {
                lines.append("  # \(LearnedProfile.comment(grant.comment))")
                lines.append("  - read: \(Profile.scalar(grant.path))")
                if grant.isWritable { lines.append("    write: true") }
            }
        }
        if usesLoopback { lines += ["", "# It spoke to itself.", "network: loopback"] }
        if !open.isEmpty {
            lines += ["", "# Not granted; decide yourself:"]
            lines += open.map { "#   " + LearnedProfile.comment($0) }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Text that ends no comment and that the profile language takes in one.
    private static func comment(_ text: String) -> String { HostPath.readable(text.utf8) }
}
